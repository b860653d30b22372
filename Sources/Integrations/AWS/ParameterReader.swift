import JSON

/// Reads a task's parameters, in Step Functions' names, as the values that a service's shapes ask for.
struct ParameterReader {
    struct Member {
        var name: String
        var shape: Shape
        var value: JSONValue
    }

    /// Fills members that are tokens of idempotency (`ClientToken`), where the task names none.
    let idempotencyToken: String?
    /// Whether a text that is a whole body of bytes goes without quotes: what Fermata itself writes. A task's goes as
    /// JSON, as on AWS: `S3PutObject` with `"Body": "text"` makes an object of six bytes.
    var hasPlainBody = false

    /// The members of a structure that have a value, in the order of the parameters. The names of parameters may be
    /// Step Functions' or the model's own.
    func members(_ value: JSONValue, of shape: Shape) throws(ParameterError) -> [Member] {
        guard case .object(let parameters) = value else { throw mismatch(value, "an object") }
        var result: [Member] = []
        let known = shape.members
        for parameter in parameters.members {
            guard
                let member = known.first(where: { AWSNames.isMember($0.name, parameter: parameter.key) })
                    ?? known.first(where: { $0.name == parameter.key })
            else { throw ParameterError(message: "The field '\(parameter.key)' is not supported by Step Functions") }
            if parameter.value.isNull { continue }
            result.append(Member(name: member.name, shape: member.shape, value: parameter.value))
        }
        if let idempotencyToken {
            for member in known
            where member.shape.flag("idempotencyToken") && !result.contains(where: { $0.name == member.name }) {
                result.append(Member(name: member.name, shape: member.shape, value: .string(idempotencyToken)))
            }
        }
        return result
    }

    func elements(_ value: JSONValue) throws(ParameterError) -> [JSONValue] {
        guard case .array(let elements) = value else { throw mismatch(value, "an array") }
        return elements
    }

    func entries(_ value: JSONValue) throws(ParameterError) -> [JSONObject.Member] {
        guard case .object(let object) = value else { throw mismatch(value, "an object") }
        return object.members.filter { !$0.value.isNull }
    }

    /// A text; what is none is sent as its JSON text, as Step Functions does with bodies and messages.
    func text(_ value: JSONValue) -> String { value.string ?? value.serialized() }

    func bytes(_ value: JSONValue) -> [UInt8] { Array(text(value).utf8) }

    /// A body of bytes.
    func body(_ value: JSONValue) -> [UInt8] { hasPlainBody ? bytes(value) : value.serializedBytes() }

    func time(_ value: JSONValue) throws(ParameterError) -> AWSTime {
        guard let time = AWSTime(value) else { throw mismatch(value, "a timestamp") }
        return time
    }

    /// A scalar in a form that JSON can carry.
    func scalar(_ value: JSONValue, of shape: Shape, timestamps: String) throws(ParameterError) -> JSONValue {
        switch shape.kind {
        case .string, .character: return .string(text(value))
        case .integer, .long, .short, .byte, .bigInteger:
            if value.isNumber { return value }
            if let text = value.string, let number = Int64(text) { return .int(number) }
            throw mismatch(value, "a whole number")
        case .float, .double, .bigDecimal:
            if value.isNumber { return value }
            if let text = value.string {
                if ["NaN", "Infinity", "-Infinity"].contains(text) { return value }
                if let number = Double(text) { return .double(number) }
            }
            throw mismatch(value, "a number")
        case .boolean:
            if value.bool != nil { return value }
            if let text = value.string, text == "true" || text == "false" { return .bool(text == "true") }
            throw mismatch(value, "a boolean")
        case .timestamp: return try time(value).value(format: shape.timestampFormat ?? timestamps)
        case .blob: return .string(Base64.encoded(bytes(value)))
        case .structure, .list, .map: return value
        }
    }

    /// A scalar as text: for queries, headers, paths and XML.
    func scalarText(_ value: JSONValue, of shape: Shape, timestamps: String) throws(ParameterError) -> String {
        text(try scalar(value, of: shape, timestamps: timestamps))
    }

    private func mismatch(_ value: JSONValue, _ expected: String) -> ParameterError {
        ParameterError(message: "Expected \(expected), but found: \(value.serialized().prefix(100))")
    }
}
