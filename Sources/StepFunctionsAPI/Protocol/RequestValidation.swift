import Engine
import JSON

/// Holds a request against its shape, as AWS does: wrong types are a `SerializationException` at once; broken
/// constraints are collected into one `ValidationException`.
struct RequestValidation {
    private var violations: [String] = []

    static func check(_ request: JSONObject, _ structure: Shape.Structure) throws(ServiceError) {
        var validation = RequestValidation()
        try validation.check(request, structure, path: "")
        let found = validation.violations
        guard found.isEmpty else {
            let count = found.count == 1 ? "1 validation error" : "\(found.count) validation errors"
            throw ServiceError(.validation, "\(count) detected: \(found.joined(separator: "; "))")
        }
    }

    private mutating func check(
        _ object: JSONObject, _ structure: Shape.Structure, path: String
    ) throws(ServiceError) {
        for member in structure.members {
            let place = path.isEmpty ? member.name : "\(path).\(member.name)"
            switch object[member.name] {
            case nil, .null:
                if member.isRequired { note("null", place, "Member must not be null") }
            case let value?: try check(value, member.shape, path: place)
            }
        }
    }

    private mutating func check(_ value: JSONValue, _ shape: Shape, path: String) throws(ServiceError) {
        switch (shape, value) {
        case (.string(let rule), .string(let text)): check(text, rule, path: path)
        case (.integer(let min, let max), .int), (.integer(let min, let max), .double),
            (.integer(let min, let max), .decimal):
            guard let integer = value.integer else { throw Self.cannotConvert(value, to: "Integer") }
            if let max, integer > max {
                note("\(integer)", path, "Member must have value less than or equal to \(max)")
            }
            if let min, integer < min {
                note("\(integer)", path, "Member must have value greater than or equal to \(min)")
            }
        case (.number(let min, let max), .int), (.number(let min, let max), .double),
            (.number(let min, let max), .decimal):
            guard let number = value.number else { throw Self.cannotConvert(value, to: "Float") }
            let text = NumberText.java(number)
            if let max, number > max {
                note(text, path, "Member must have value less than or equal to \(NumberText.ecmaScript(max))")
            }
            if let min, number < min {
                note(text, path, "Member must have value greater than or equal to \(NumberText.ecmaScript(min))")
            }
        case (.boolean, .bool): break
        case (.list(let min, let max, let element), .array(let elements)):
            try check(elements, min: min, max: max, element: element, path: path)
        case (.structure(let structure), .object(let object)): try check(object, structure, path: path)
        default: throw Self.cannotConvert(value, to: shape.javaName)
        }
    }

    private mutating func check(_ text: String, _ rule: Shape.StringRule, path: String) {
        // Java counts UTF-16 code units; there are never more of them than bytes.
        if let max = rule.max, text.utf8.count > max, text.utf16.count > max {
            note(text, path, "Member must have length less than or equal to \(max)")
        }
        if let min = rule.min, min > 0, text.utf8.count < min {
            note(text, path, "Member must have length greater than or equal to \(min)")
        }
        if let pattern = rule.pattern, !pattern.matches(text) {
            note(text, path, "Member must satisfy regular expression pattern: \(pattern.text)")
        }
        if let values = rule.values, !values.contains(text) {
            note(text, path, "Member must satisfy enum value set: [\(values.joined(separator: ", "))]")
        }
    }

    private mutating func check(
        _ elements: [JSONValue], min: Int?, max: Int?, element: Shape, path: String
    ) throws(ServiceError) {
        if let max, elements.count > max {
            note(element.javaText(of: elements), path, "Member must have length less than or equal to \(max)")
        }
        if let min, elements.count < min {
            note(element.javaText(of: elements), path, "Member must have length greater than or equal to \(min)")
        }
        for (place, value) in elements.enumerated() where !value.isNull {
            try check(value, element, path: "\(path).\(place + 1).member")
        }
    }

    private mutating func note(_ value: String, _ path: String, _ constraint: String) {
        let shown = value == "null" && constraint.hasSuffix("not be null") ? "null" : "'\(value)'"
        violations.append("Value \(shown) at '\(path)' failed to satisfy constraint: \(constraint)")
    }

    private static func cannotConvert(_ value: JSONValue, to type: String) -> ServiceError {
        let message =
            switch value {
            case .string: "STRING_VALUE can not be converted to \(type)"
            case .int, .double, .decimal: "NUMBER_VALUE can not be converted to \(type)"
            case .bool(let flag): "\(flag ? "TRUE" : "FALSE")_VALUE can not be converted to \(type)"
            case .array: "Start of list found where not expected"
            case .object: "Start of structure or map found where not expected."
            case .null: "Unexpected null"
            }
        return ServiceError(.serialization, message)
    }
}

extension Shape {
    /// With its article, as AWS's texts have it.
    fileprivate var javaName: String {
        switch self {
        case .string: "a String"
        case .integer: "an Integer"
        case .number: "a Float"
        case .boolean: "a Boolean"
        case .list: "a List"
        case .structure: "a Structure"
        }
    }

    /// A list as Java prints it: `[Tag(key=a, value=b), …]`.
    fileprivate func javaText(of elements: [JSONValue]) -> String {
        "[\(elements.map { javaText(of: $0) }.joined(separator: ", "))]"
    }

    private func javaText(of value: JSONValue) -> String {
        switch (self, value) {
        case (.structure(let structure), .object(let object)):
            let members = structure.members.map { member in
                "\(member.name)=\(object[member.name].map { member.shape.javaText(of: $0) } ?? "null")"
            }
            return "\(structure.name)(\(members.joined(separator: ", ")))"
        case (.list(_, _, let element), .array(let elements)): return element.javaText(of: elements)
        case (_, .string(let text)): return text
        default: return value.serialized()
        }
    }
}
