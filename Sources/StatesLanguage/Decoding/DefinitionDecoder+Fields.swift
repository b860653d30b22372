import JSON

extension DefinitionDecoder {
    /// Notes the members that an object may not have, with the name that may have been meant.
    mutating func checkNames(of object: JSONObject, allowed: Set<String>, at path: DefinitionPath) {
        for member in object.members where !allowed.contains(member.key) {
            let nearest = nearest(to: member.key, among: allowed.sorted().lazy.filter { object[$0] == nil })
            refuse(
                "Field '\(member.key)' is not supported", at: path, target: path.appending(member.key), atName: true,
                cure: nearest.map { "did you mean '\($0)'?" })
        }
    }

    mutating func require(_ fields: [String], in object: JSONObject, at path: DefinitionPath) {
        let missing = fields.filter { object[$0] == nil }
        guard !missing.isEmpty else { return }
        refuse(
            "These fields are required: [\(missing.joined(separator: ", "))]", at: path,
            cure: "add \(missing.map { "\"\($0)\"" }.joined(separator: " and "))")
    }

    /// At most one of the fields; true where that holds.
    @discardableResult
    mutating func exclude(_ fields: [String], in object: JSONObject, at path: DefinitionPath) -> Bool {
        let present = fields.filter { object[$0] != nil }
        guard present.count > 1 else { return true }
        refuse(
            "There should only be one of the following fields: [\(fields.joined(separator: ", "))]", at: path,
            target: path.appending(present[1]), atName: true,
            cure: "keep one of \(present.map { "'\($0)'" }.joined(separator: " and "))")
        return false
    }

    mutating func string(_ field: String, in object: JSONObject, at path: DefinitionPath) -> String? {
        guard let value = object[field] else { return nil }
        guard let text = value.string else {
            expect("String", at: path.appending(field))
            return nil
        }
        return text
    }

    mutating func objectField(_ field: String, in object: JSONObject, at path: DefinitionPath) -> JSONObject? {
        guard let value = object[field] else { return nil }
        guard let found = value.object else {
            if let text = value.string, isOpen(text) { return nil }
            expect("Object", at: path.appending(field))
            return nil
        }
        return found
    }

    mutating func array(_ field: String, in object: JSONObject, at path: DefinitionPath) -> [JSONValue]? {
        guard let value = object[field] else { return nil }
        guard let found = value.array else {
            if let text = value.string, isOpen(text) { return nil }
            expect("Array", at: path.appending(field))
            return nil
        }
        return found
    }

    /// One of a few words.
    mutating func word(_ field: String, of words: [String], in object: JSONObject, at path: DefinitionPath) -> String? {
        guard let text = string(field, in: object, at: path) else { return nil }
        guard !words.contains(text) else { return text }
        if isOpen(text) { return nil }
        refuse(
            "Value should be one of the following: [\(words.joined(separator: ", "))]", at: path.appending(field),
            cure: nearest(to: text, among: words).map { "did you mean '\($0)'?" })
        return nil
    }

    mutating func expect(_ type: String, at path: DefinitionPath) {
        refuse("Expected value of type \(type)", at: path)
    }

    /// A whole number within bounds.
    mutating func integer(
        _ value: JSONValue, at path: DefinitionPath, minimum: Int64 = .min, maximum: Int64 = .max
    ) -> Int64? {
        if let text = value.string, isOpen(text) { return nil }
        guard value.isNumber, let number = value.integer else {
            expect("Integer", at: path)
            return nil
        }
        guard number >= minimum else {
            refuse("Minimum value is \(minimum)", at: path)
            return nil
        }
        guard number <= maximum else {
            refuse("Maximum value is \(maximum)", at: path)
            return nil
        }
        return number
    }

    /// A number with a fraction, whose bounds AWS prints as Java does.
    mutating func double(
        _ value: JSONValue, at path: DefinitionPath, minimum: Double? = nil, maximum: Double? = nil
    ) -> Double? {
        if let text = value.string, isOpen(text) { return nil }
        guard let number = value.number else {
            expect("Double", at: path)
            return nil
        }
        if let minimum, number < minimum {
            refuse("Minimum value is \(minimum)", at: path)
            return nil
        }
        if let maximum, number > maximum {
            refuse("Maximum value is \(maximum)", at: path)
            return nil
        }
        return number
    }
}
