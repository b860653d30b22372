import JSON

/// Makes a JSONata expression of a JSONPath.
struct PathTranslation {
    /// What `$` stands for.
    let root: String

    /// `$.a['b-c'][0]` with the root `$states.input`: ``$states.input.a.`b-c`[0]``.
    func expression(_ path: String) throws(Untranslatable) -> String {
        var scanner = TextScanner(path)
        guard scanner.take("$") else { throw Untranslatable("'\(path)' is no path") }
        var base = root
        if scanner.take("$") {
            base = "$states.context"
        } else if let first = scanner.next, first != ".", first != "[" {
            base = "$" + scanner.prefix { $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil }
        }
        return try steps(&scanner, from: base, in: path)
    }

    func steps(_ scanner: inout TextScanner, from base: String, in path: String) throws(Untranslatable) -> String {
        var text = base
        var isList = false
        var isFirst = true
        // Whether the last step gave the elements of a list one by one.
        var isSpread = false
        while let next = scanner.next {
            if isSpread, next == "[", scanner.next(after: 1).map({ $0 == "*" || $0 == "-" || $0.isDigit }) == true {
                throw Untranslatable("'\(path)' goes through lists in a list, which JSONata makes one of")
            }
            isSpread = next == "[" && scanner.next(after: 1) == "*"
            switch next {
            case ".":
                scanner.advance()
                if scanner.take(".") {
                    text += ".**"
                    isList = true
                    if scanner.next == "[" { continue }
                } else if scanner.next == "[" {
                    continue
                }
                if scanner.take("*") {
                    throw Untranslatable("'\(path)' takes all values of an object, of which JSONata opens the lists")
                } else {
                    let name = scanner.prefix {
                        $0 != "." && $0 != "[" && $0 != " " && $0 != ")" && $0 != "("
                            && !"=<>!&|,".unicodeScalars.contains($0)
                    }
                    guard !name.isEmpty else { throw Untranslatable("'\(path)' has an empty name") }
                    if scanner.next == "(" {
                        throw Untranslatable("'\(path)' calls a function, which Step Functions doesn't know")
                    }
                    text += "." + Self.name(name)
                }
            case "[":
                text = try bracket(&scanner, on: text, isList: &isList, isFirst: isFirst, in: path)
            default:
                return isList ? "[\(text)]" : text
            }
            isFirst = false
        }
        return isList ? "[\(text)]" : text
    }

    private func bracket(
        _ scanner: inout TextScanner, on text: String, isList: inout Bool, isFirst: Bool, in path: String
    ) throws(Untranslatable) -> String {
        scanner.advance()
        scanner.skipSpace()
        var result = text
        switch scanner.next {
        case "'", "\"":
            var names = [try scanner.quoted(unescapes: false)]
            scanner.skipSpace()
            while scanner.take(",") {
                scanner.skipSpace()
                names.append(try scanner.quoted(unescapes: false))
                scanner.skipSpace()
            }
            guard names.count == 1 else { throw Untranslatable("'\(path)' picks several names at once") }
            result += "." + Self.name(names[0])
        case "*":
            scanner.advance()
            isList = true
            // Of an object its values; a list is gone through as it is.
            result = "($type(\(text)) = \"array\" ? \(text) : \(text).*)"
        case "?":
            scanner.advance()
            scanner.skipSpace()
            guard scanner.take("(") else { throw Untranslatable("'\(path)' has a filter without parentheses") }
            var filter = FilterTranslation(scanner: scanner, path: path, root: root)
            result = "\(Self.operand(text))[\(try filter.condition())]"
            scanner = filter.scanner
            guard scanner.take(")") else { throw Untranslatable("'\(path)' has a filter that JSONata can't say") }
            isList = true
        default:
            result = try places(&scanner, on: text, isList: &isList, in: path)
        }
        scanner.skipSpace()
        guard scanner.take("]") else { throw Untranslatable("'\(path)' has a step that JSONata can't say") }
        return result
    }

    /// An index, several, or a slice.
    private func places(
        _ scanner: inout TextScanner, on text: String, isList: inout Bool, in path: String
    ) throws(Untranslatable) -> String {
        let digits = scanner.prefix { $0 != "]" }
        let inner = digits.filter { $0 != " " }
        if let index = Int(inner) { return "\(Self.operand(text))[\(index)]" }
        isList = true
        if inner.contains(":") {
            let bounds = inner.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard bounds.count == 2, bounds.allSatisfy({ $0.isEmpty || Int($0) != nil }) else {
                throw Untranslatable("'\(path)' has a slice that JSONata can't say")
            }
            var tests: [String] = []
            for (bound, comparison) in zip(bounds, [">=", "<"]) {
                guard let number = Int(bound) else { continue }
                tests.append("$i \(comparison) \(number < 0 ? "$count(\(text)) - \(-number)" : "\(number)")")
            }
            return "$filter(\(text), function($v, $i) { \(tests.isEmpty ? "true" : tests.joined(separator: " and ")) })"
        }
        let indexes = inner.split(separator: ",").map { Int($0) }
        guard !indexes.isEmpty, indexes.allSatisfy({ $0 != nil }) else {
            throw Untranslatable("'\(path)' has a step that JSONata can't say")
        }
        return "\(Self.operand(text))[[\(inner)]]"
    }

    /// A function call needs parentheses before a predicate; a path has none, or the predicate would be of its last step anyway.
    private static func operand(_ text: String) -> String { text.hasPrefix("$filter(") ? "(\(text))" : text }

    private static let reserved: Set<String> = ["and", "or", "in", "true", "false", "null", "function", "λ"]

    /// A name as a step, in backticks where it is no identifier.
    static func name(_ name: String) -> String {
        let isPlain =
            !reserved.contains(name)
            && name.unicodeScalars.enumerated().allSatisfy { place, scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "_": true
                case "0"..."9": place > 0
                default: false
                }
            }
        return isPlain ? name : "`\(name)`"
    }
}

/// The condition of a filter: `@.a == 1 && @.b`.
struct FilterTranslation {
    var scanner: TextScanner
    let path: String
    /// What `$` stands for.
    let root: String

    mutating func condition() throws(Untranslatable) -> String {
        var parts = [try conjunction()]
        scanner.skipSpace()
        while scanner.take("||") {
            parts.append(try conjunction())
            scanner.skipSpace()
        }
        return parts.joined(separator: " or ")
    }

    private mutating func conjunction() throws(Untranslatable) -> String {
        var parts = [try test()]
        scanner.skipSpace()
        while scanner.take("&&") {
            parts.append(try test())
            scanner.skipSpace()
        }
        return parts.joined(separator: " and ")
    }

    private mutating func test() throws(Untranslatable) -> String {
        scanner.skipSpace()
        if scanner.take("!") { return "$not(\(try test()))" }
        if scanner.take("(") {
            let inner = try condition()
            scanner.skipSpace()
            guard scanner.take(")") else { throw Untranslatable("'\(path)' has a filter that JSONata can't say") }
            return "(\(inner))"
        }
        let left = try operand()
        scanner.skipSpace()
        for (sign, meaning) in [("==", "="), ("!=", "!="), ("<=", "<="), (">=", ">="), ("<", "<"), (">", ">")]
        where scanner.take(sign) {
            scanner.skipSpace()
            let right = try operand()
            if meaning == "=" || meaning == "!=" { return "\(left) \(meaning) \(right)" }
            return "$type(\(left)) = $type(\(right)) and \(left) \(meaning) \(right)"
        }
        guard scanner.next == ")" || scanner.next == "&" || scanner.next == "|" else {
            throw Untranslatable("'\(path)' has a filter that JSONata can't say")
        }
        return "$exists(\(left))"
    }

    private mutating func operand() throws(Untranslatable) -> String {
        switch scanner.next {
        case "@":
            scanner.advance()
            return try PathTranslation(root: "$").steps(&scanner, from: "$", in: path)
        case "$":
            scanner.advance()
            return try PathTranslation(root: root).steps(&scanner, from: root, in: path)
        case "'", "\"": return JSONValue.string(try scanner.quoted(unescapes: true)).serialized()
        default:
            let word = scanner.prefix {
                $0 == "." || $0 == "-" || $0 == "+" || $0.properties.isAlphabetic || $0.properties.numericType != nil
            }
            guard let value = try? JSONValue.parse(word) else {
                throw Untranslatable("'\(path)' has a filter that JSONata can't say")
            }
            return value.serialized()
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
