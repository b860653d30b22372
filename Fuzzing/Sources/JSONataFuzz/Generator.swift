import JSON

/// A seeded source of expressions and documents.
struct Generator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    // MARK: Documents

    mutating func document(depth: Int = 4) -> JSONValue {
        switch below(depth > 0 ? 10 : 6) {
        case 0: return .null
        case 1: return .bool(chance(50))
        case 2: return .int(Int64(below(200)) - 100)
        case 3: return .double(Double(below(2000)) / 16 - 50)
        case 4, 5: return .string(text())
        case 6, 7:
            var elements: [JSONValue] = []
            for _ in 0..<below(5) { elements.append(document(depth: depth - 1)) }
            return .array(elements)
        default:
            var members: [JSONObject.Member] = []
            for _ in 0..<below(5) { members.append(.init(key: pick(Self.names), value: document(depth: depth - 1))) }
            return .object(JSONObject(members: members))
        }
    }

    mutating func text() -> String {
        pick([
            "", "a", "abc", "Hello World", "été", "😀x", "2024-02-29T10:00:00Z", "12", "-1.5e3", "0x1F", "a,b;c",
            "\u{10F83D}", "ÅΩ\n\t",
        ])
    }

    // MARK: Expressions

    static let names = ["a", "b", "c", "items", "name", "price", "and", "`x y`", "type"]
    static let variables = ["x", "y", "f", "states"]
    static let functions = [
        "sum", "count", "max", "min", "average", "string", "substring", "substringBefore", "substringAfter",
        "lowercase",
        "uppercase", "length", "trim", "pad", "match", "contains", "replace", "split", "join", "formatNumber",
        "formatBase",
        "formatInteger", "parseInteger", "number", "floor", "ceil", "round", "abs", "sqrt", "power", "random",
        "boolean", "not",
        "map", "zip", "filter", "single", "reduce", "sift", "keys", "lookup", "append", "exists", "spread", "merge",
        "reverse",
        "each", "error", "assert", "type", "sort", "shuffle", "distinct", "base64encode", "base64decode",
        "encodeUrlComponent",
        "encodeUrl", "decodeUrlComponent", "decodeUrl", "eval", "toMillis", "fromMillis", "clone", "now", "millis",
        "partition",
        "range", "hash", "uuid", "parse",
    ]
    static let pictures = [
        "#,##0.00", "0e0", "000;(0)", "%0", "#,##,##0.0##,#", "‰", "[Y0001]-[M01]-[D01]", "[FNn], [D1o] [MNn] [Y]",
        "[H01]:[m]:[s].[f001][Z]",
        "[X]-W[W01]-[F1]", "[[x]][Yw]", "[Y", "[q]", "w", "Ww;o", "I", "a", "###٠", "0;o", "#", "[D#1,2-4]",
        "[Z010101t]", "[x] [w] [d]",
    ]
    static let patterns = [
        "/a/", "/[a-z]+/i", "/(a)|(b)/", "/.*?/", "/^\\s*(\\w+)/m", "/(a+)+$/", "/\\d{2,}/", "/[^x]/", "/(?=a)/",
        "/\\bx\\b/", "/\\u0041/",
    ]

    mutating func expression(depth: Int = 5) -> String {
        guard depth > 0 else { return atom() }
        func inner(_ generator: inout Generator) -> String { generator.expression(depth: depth - 1) }
        switch below(30) {
        case 0, 1: return atom()
        case 2...5: return pick(["$", "$$", "a", "items", "$x", "(" + inner(&self) + ")"]) + "." + step(depth - 1)
        case 6: return inner(&self) + "[" + inner(&self) + "]"
        case 7: return inner(&self) + pick(["[]", "[0]", "[-1]", "[[0, 1]]"])
        case 8...10:
            return inner(&self) + pick([" + ", " - ", " * ", " / ", " % ", " & ", " and ", " or ", " in ", " .. "])
                + inner(&self)
        case 11, 12: return inner(&self) + pick([" = ", " != ", " < ", " <= ", " > ", " >= "]) + inner(&self)
        case 13...17: return call(depth - 1)
        case 18: return inner(&self) + " ~> " + pick([call(depth - 1), "$" + pick(Self.functions), lambda(depth - 1)])
        case 19: return lambda(depth - 1)
        case 20: return "(" + inner(&self) + "; " + inner(&self) + ")"
        case 21: return "($" + pick(Self.variables) + " := " + inner(&self) + "; " + inner(&self) + ")"
        case 22: return inner(&self) + " ? " + inner(&self) + " : " + inner(&self)
        case 23: return inner(&self) + pick([" ?: ", " ?? "]) + inner(&self)
        case 24: return "[" + inner(&self) + ", " + inner(&self) + "]"
        case 25: return "{" + inner(&self) + ": " + inner(&self) + ", 'k': " + inner(&self) + "}"
        case 26: return inner(&self) + "{" + inner(&self) + ": " + inner(&self) + "}"
        case 27: return inner(&self) + "^(" + pick(["", "<", ">"]) + inner(&self) + ")"
        case 28: return inner(&self) + pick(["@", "#"]) + "$" + pick(Self.variables) + "." + step(depth - 1)
        default: return "| " + inner(&self) + " | " + inner(&self) + pick([" |", ", " + inner(&self) + " |"])
        }
    }

    private mutating func step(_ depth: Int) -> String {
        switch below(8) {
        case 0...3: return pick(Self.names)
        case 4: return pick(["*", "**"])
        case 5: return chance(30) ? "%" : "a"
        case 6: return "{\"k\": " + atom() + "}"
        default: return "(" + expression(depth: depth - 1) + ")"
        }
    }

    private mutating func call(_ depth: Int) -> String {
        var arguments: [String] = []
        for _ in 0..<below(4) { arguments.append(chance(5) ? "?" : expression(depth: depth - 1)) }
        let callee =
            chance(85) ? "$" + pick(Self.functions) : chance(50) ? "$" + pick(Self.variables) : lambda(depth - 1)
        return callee + "(" + arguments.joined(separator: ", ") + ")"
    }

    private mutating func lambda(_ depth: Int) -> String {
        let parameters = pick(["", "$x", "$x, $y", "$x, $y, $f"])
        let signature = chance(10) ? pick(["<n:n>", "<s-:s>", "<a<n>+:x>", "<(sn)?f>", "<n<n>>", "<"]) : ""
        return "function(" + parameters + ")" + signature + "{" + expression(depth: depth - 1) + "}"
    }

    private mutating func atom() -> String {
        switch below(14) {
        case 0: return String(below(10))
        case 1: return pick(["0.1", "1e3", "-2", "1e308", "9007199254740993", "1.5", "1e-9"])
        case 2, 3: return quoted(text())
        case 4: return pick(["true", "false", "null"])
        case 5...8: return pick(Self.names)
        case 9: return pick(["$", "$$", "*", "**", "$", "$$", "*", "**", "%"])
        case 10: return "$" + pick(Self.variables)
        case 11: return pick(Self.patterns)
        case 12: return quoted(pick(Self.pictures))
        default: return "[1.." + String(below(20)) + "]"
        }
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0 == "\n" ? "\\n" : String($0) }.joined() + "\""
    }

    /// A text with some of its bytes changed, cut or doubled.
    mutating func mutated(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for _ in 0...below(4) {
            let place = below(bytes.count + 1)
            switch below(5) {
            case 0 where place < bytes.count: bytes[place] = UInt8(below(256))
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2: bytes.insert(pick(Array("()[]{}.$%*@#^|~?:;,/\\\"'`<>=!&0e-".utf8)), at: place)
            case 3: bytes.insert(contentsOf: bytes.prefix(place).suffix(8), at: place)
            default: bytes.insert(UInt8(below(256)), at: place)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
