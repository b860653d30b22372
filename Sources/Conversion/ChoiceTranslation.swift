import JSON

/// Makes a Condition of a data test.
struct ChoiceTranslation {
    let paths: PathTranslation

    private static let timestamp =
        "/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$/"

    func condition(_ rule: JSONObject) throws(Untranslatable) -> String {
        for (name, word) in [("And", " and "), ("Or", " or ")] {
            guard let tests = rule[name]?.array else { continue }
            var parts: [String] = []
            for test in tests { parts.append("(\(try condition(test.object ?? JSONObject())))") }
            return parts.joined(separator: word)
        }
        if let test = rule["Not"]?.object { return "$not(\(try condition(test)))" }
        guard let variable = rule["Variable"]?.string else { throw Untranslatable("the rule has no Variable") }
        let left = try paths.expression(variable)
        let comparison = rule.members.first { member in
            ["String", "Numeric", "Boolean", "Timestamp", "Is"].contains { member.key.hasPrefix($0) }
        }
        guard let comparison else { throw Untranslatable("the rule has no comparison") }
        if comparison.key == "IsPresent" {
            return comparison.value.bool == true ? "$exists(\(left))" : "$not($exists(\(left)))"
        }
        let test = try test(comparison.key, left, comparison.value)
        // What is missing fails the state, where JSONata would find the test false.
        var needed = [left]
        if comparison.key.hasSuffix("Path") { needed.append(try paths.expression(comparison.value.string ?? "")) }
        needed = needed.filter { !$0.hasPrefix("[") && $0 != "$states.input" }
        guard !needed.isEmpty else { return test }
        let exists = needed.map { "$exists(\($0))" }.joined(separator: " and ")
        return "\(exists) ? \(test) : $error(\"nothing at \(variable.filter { $0 != "\"" && $0 != "\\" })\")"
    }

    private func test(_ name: String, _ left: String, _ value: JSONValue) throws(Untranslatable) -> String {
        if name.hasPrefix("Is") { return try kind(name, left, value.bool ?? true) }
        var name = name
        var right = value.serialized()
        let isPath = name.hasSuffix("Path")
        if isPath {
            name = String(name.dropLast(4))
            right = try paths.expression(value.string ?? "")
        }
        if name == "StringMatches" { return try matches(left, value) }
        let type = ["String", "Numeric", "Boolean", "Timestamp"].first { name.hasPrefix($0) } ?? "String"
        let signs = [
            "Equals": "=", "LessThan": "<", "GreaterThan": ">", "LessThanEquals": "<=", "GreaterThanEquals": ">=",
        ]
        guard let sign = signs[String(name.dropFirst(type.count))] else {
            throw Untranslatable("\(name) is no comparison")
        }
        let typeName =
            ["String": "string", "Numeric": "number", "Boolean": "boolean", "Timestamp": "string"][type] ?? ""
        if type == "Timestamp" {
            let both = isPath ? " and \(isTimestamp(right))" : ""
            return "(\(isTimestamp(left))\(both) and $toMillis(\(left)) \(sign) $toMillis(\(right)))"
        }
        if sign == "=", !isPath { return "\(left) = \(right)" }
        let both = isPath ? " and $type(\(right)) = \"\(typeName)\"" : ""
        return "($type(\(left)) = \"\(typeName)\"\(both) and \(left) \(sign) \(right))"
    }

    private func kind(_ name: String, _ left: String, _ wanted: Bool) throws(Untranslatable) -> String {
        let test: String
        switch name {
        case "IsNull": test = "$type(\(left)) = \"null\""
        case "IsNumeric": test = "$type(\(left)) = \"number\""
        case "IsString": test = "$type(\(left)) = \"string\""
        case "IsBoolean": test = "$type(\(left)) = \"boolean\""
        case "IsTimestamp": test = "(\(isTimestamp(left)))"
        default: throw Untranslatable("\(name) is no comparison")
        }
        return wanted ? test : "$not(\(test))"
    }

    private func isTimestamp(_ text: String) -> String {
        "$type(\(text)) = \"string\" and $contains(\(text), \(Self.timestamp))"
    }

    /// `*` stands for any characters; `\*` for itself.
    private func matches(_ left: String, _ value: JSONValue) throws(Untranslatable) -> String {
        var pattern = ""
        var isEscaped = false
        for scalar in (value.string ?? "").unicodeScalars {
            if !isEscaped, scalar == "\\" {
                isEscaped = true
                continue
            }
            if !isEscaped, scalar == "*" {
                pattern += "[\\s\\S]*"
            } else if "\\^$.|?*+()[]{}/".unicodeScalars.contains(scalar) {
                pattern += "\\\(scalar)"
            } else {
                pattern.unicodeScalars.append(scalar)
            }
            isEscaped = false
        }
        return "($type(\(left)) = \"string\" and $contains(\(left), /^\(pattern)$/))"
    }
}
