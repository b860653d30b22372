import JSON

/// Makes a JSONata expression of a call of an intrinsic function.
struct IntrinsicTranslation {
    let paths: PathTranslation

    private struct Argument {
        var text: String
        /// The value of a literal.
        var literal: JSONValue?
        /// Whether it can't be an array.
        var isScalar: Bool
    }

    func expression(_ call: String) throws(Untranslatable) -> String {
        var scanner = TextScanner(call)
        let result = try self.call(&scanner, whole: call)
        scanner.skipSpace()
        guard scanner.isAtEnd else { throw Untranslatable("'\(call)' is no call of an intrinsic function") }
        return result
    }

    private func call(_ scanner: inout TextScanner, whole: String) throws(Untranslatable) -> String {
        scanner.skipSpace()
        let name = scanner.prefix { $0 == "." || $0.properties.isAlphabetic || $0.properties.numericType != nil }
        scanner.skipSpace()
        guard name.hasPrefix("States."), scanner.take("(") else {
            throw Untranslatable("'\(whole)' is no call of an intrinsic function")
        }
        var arguments: [Argument] = []
        scanner.skipSpace()
        while !scanner.take(")") {
            arguments.append(try argument(&scanner, whole: whole, of: name, first: arguments.isEmpty))
            scanner.skipSpace()
            if scanner.take(",") {
                scanner.skipSpace()
            } else if scanner.next != ")" {
                throw Untranslatable("'\(whole)' is no call of an intrinsic function")
            }
        }
        return try translation(name, arguments, whole: whole)
    }

    private func argument(
        _ scanner: inout TextScanner, whole: String, of function: String, first: Bool
    ) throws(Untranslatable) -> Argument {
        switch scanner.next {
        case "'":
            // The template of Format keeps its escapes until it is taken apart.
            if function == "States.Format", first { return try template(&scanner) }
            let text = JSONValue.string(try scanner.quoted(unescapes: true))
            return Argument(text: text.serialized(), literal: text, isScalar: true)
        case "$":
            var depth = 0
            var inQuote: Unicode.Scalar?
            let path = scanner.prefix { scalar in
                if let quote = inQuote {
                    if scalar == quote { inQuote = nil }
                    return true
                }
                if depth == 0, scalar == "," || scalar == ")" || scalar == " " { return false }
                if scalar == "'" || scalar == "\"" { inQuote = scalar }
                if scalar == "[" || scalar == "(" { depth += 1 }
                if scalar == "]" || scalar == ")" { depth -= 1 }
                return true
            }
            return Argument(
                text: TemplateTranslation.required(try paths.expression(path)), literal: nil, isScalar: false)
        case "S":
            let text = try call(&scanner, whole: whole)
            return Argument(
                text: text, literal: nil,
                isScalar: text.hasPrefix("$string(") || text.hasPrefix("$uuid(") || text.hasPrefix("$count("))
        default:
            let word = scanner.prefix { $0 != "," && $0 != ")" && !$0.properties.isWhitespace }
            guard let value = try? JSONValue.parse(word) else {
                throw Untranslatable("'\(whole)' has the argument '\(word)', which is no value")
            }
            return Argument(text: value.serialized(), literal: value, isScalar: true)
        }
    }

    private func template(_ scanner: inout TextScanner) throws(Untranslatable) -> Argument {
        scanner.advance()
        var parts: [JSONValue] = []
        var text = ""
        while let next = scanner.next {
            scanner.advance()
            if next == "'" {
                parts.append(.string(text))
                return Argument(text: "", literal: .array(parts), isScalar: true)
            }
            if next == "\\", let following = scanner.next {
                text.unicodeScalars.append(following)
                scanner.advance()
            } else if next == "{", scanner.take("}") {
                parts.append(.string(text))
                text = ""
            } else {
                text.unicodeScalars.append(next)
            }
        }
        throw Untranslatable("a text has no end")
    }

    private func translation(_ name: String, _ arguments: [Argument], whole: String) throws(Untranslatable) -> String {
        let texts = arguments.map(\.text)
        func need(_ count: Int) throws(Untranslatable) {
            guard texts.count == count else { throw Untranslatable("'\(whole)' has \(texts.count) arguments") }
        }
        switch name {
        case "States.Format": return try format(arguments, whole)
        case "States.Array": return array(arguments)
        case "States.UUID": return "$uuid()"
        default: break
        }
        let counts = [
            "States.StringToJson": 1, "States.JsonToString": 1, "States.ArrayLength": 1, "States.ArrayUnique": 1,
            "States.Base64Encode": 1, "States.Base64Decode": 1, "States.ArrayPartition": 2, "States.ArrayContains": 2,
            "States.ArrayGetItem": 2, "States.Hash": 2, "States.MathAdd": 2, "States.StringSplit": 2,
            "States.ArrayRange": 3, "States.JsonMerge": 3, "States.MathRandom": 2,
        ]
        guard let count = counts[name] else { throw Untranslatable("'\(name)' is no intrinsic function") }
        if name == "States.MathRandom", texts.count == 3 {
            throw Untranslatable("States.MathRandom with a seed has no equal: $random takes another course")
        }
        try need(count)
        switch name {
        case "States.StringToJson": return "($trim(\(texts[0])) = \"\" ? null : $parse(\(texts[0])))"
        case "States.JsonToString":
            return "($json := $string({\"v\": \(texts[0])}); $substring($json, 5, $length($json) - 6))"
        case "States.ArrayLength": return "$count(\(list(arguments[0], name)))"
        case "States.ArrayUnique": return "[$distinct(\(list(arguments[0], name)))]"
        case "States.Base64Encode": return "$base64encode(\(texts[0]))"
        case "States.Base64Decode": return "$base64decode(\(texts[0]))"
        case "States.ArrayPartition": return "[$partition(\(texts[0]), \(texts[1]))]"
        case "States.ArrayContains":
            return "$count($filter(\(texts[0]), function($v) { $v = \(texts[1]) })) > 0"
        case "States.ArrayGetItem":
            // What is beyond the end is null, where JSONata has nothing.
            let list = list(arguments[0], name)
            if case .int(let place)? = arguments[1].literal {
                guard place >= 0 else { throw Untranslatable("'\(whole)' asks for a place before the first") }
                return "($list := \(list); $exists($list[\(place)]) ? $list[\(place)] : null)"
            }
            return "($list := \(list); $place := \(texts[1]); $exists($list[$place]) ? $list[$place] : null)"
        case "States.Hash":
            guard arguments[0].literal?.string == nil else { return "$hash(\(texts[0]), \(texts[1]))" }
            return "($text := \(texts[0]); $hash($type($text) = \"string\" ? $text : $string($text), \(texts[1])))"
        case "States.MathAdd": return "(\(rounded(arguments[0])) + \(rounded(arguments[1])))"
        case "States.StringSplit": return split(arguments)
        case "States.ArrayRange": return "[$range(\(texts[0]), \(texts[1]), \(texts[2]))]"
        case "States.JsonMerge" where arguments[2].literal?.bool == true:
            throw Untranslatable("'\(whole)' merges deeply, which Step Functions doesn't do")
        case "States.JsonMerge": return "$merge([\(texts[0]), \(texts[1])])"
        default: return "($floor($random() * (\(texts[1]) - \(texts[0]))) + \(texts[0]))"
        }
    }

    /// An argument that must be a list: JSONata takes any value for a list of one.
    private func list(_ argument: Argument, _ function: String) -> String {
        guard !argument.text.hasPrefix("[") else { return argument.text }
        let value = argument.text.hasPrefix("$states.") && !argument.text.contains("(") ? argument.text : "$value"
        let test = "$type(\(value)) = \"array\" ? \(value) : $error(\"\(function) takes an array\")"
        return value == "$value" ? "($value := \(argument.text); \(test))" : "(\(test))"
    }

    private func rounded(_ argument: Argument) -> String {
        if case .int? = argument.literal { return argument.text }
        return "$floor(\(argument.text) + 0.5)"
    }

    private func format(_ arguments: [Argument], _ whole: String) throws(Untranslatable) -> String {
        guard case .array(let parts)? = arguments.first?.literal else {
            guard let template = arguments.first else { throw Untranslatable("'\(whole)' has no template") }
            let filled = arguments.dropFirst().enumerated().map { " & $string(\($1.text)) & $parts[\($0 + 1)]" }
            return "($parts := $split(\(template.text), \"{}\"); $parts[0]\(filled.joined()))"
        }
        let values = arguments.dropFirst()
        guard parts.count == values.count + 1 else {
            throw Untranslatable("'\(whole)' has \(parts.count - 1) places for \(values.count) values")
        }
        var pieces: [String] = []
        for (place, part) in parts.enumerated() {
            if part.string?.isEmpty == false || parts.count == 1 { pieces.append(part.serialized()) }
            if place < values.count { pieces.append("$string(\(values[values.startIndex + place].text))") }
        }
        return pieces.count == 1 ? pieces[0] : "(\(pieces.joined(separator: " & ")))"
    }

    /// An array constructor takes arrays apart, so a value that may be one goes in by another way.
    private func array(_ arguments: [Argument]) -> String {
        let texts = arguments.map(\.text)
        if arguments.allSatisfy(\.isScalar) { return "[\(texts.joined(separator: ", "))]" }
        if texts.count == 1, texts[0].hasPrefix("[") { return "[\(texts[0])]" }
        if texts.count == 1 { return "($type(\(texts[0])) = \"array\" ? [[\(texts[0])]] : [\(texts[0])])" }
        let members = texts.map { "{\"v\": \($0)}" }.joined(separator: ", ")
        return "$map([\(members)], function($o) { $o.v })"
    }

    /// Each character of the second argument separates; what is empty is left out.
    private func split(_ arguments: [Argument]) -> String {
        var pieces = "$split(\(arguments[0].text), \(arguments[1].text))"
        if arguments[1].literal?.string?.unicodeScalars.count != 1 {
            let marked =
                "$reduce($split(\(arguments[1].text), \"\"), function($t, $c) { $replace($t, $c, \"\\u0000\") }, \(arguments[0].text))"
            pieces = "$split(\(marked), \"\\u0000\")"
        }
        return "[$filter(\(pieces), function($v) { $v != \"\" })]"
    }
}
