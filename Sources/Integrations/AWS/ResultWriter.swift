import JSON

/// Puts values of a service's answer into Step Functions' form: names in PascalCase in the order of the alphabet, blobs as
/// text, times as ISO 8601.
enum ResultWriter {
    /// How members are named.
    enum Names: Sendable {
        /// As in the AWS SDK for Java 2.x: `Md5OfMessageBody`.
        case sdk
        /// As in the model, capitalized: `MD5OfMessageBody`.
        case model

        func of(_ member: String) -> String {
            switch self {
            case .sdk: AWSNames.member(member)
            case .model: AWSNames.capitalized(member)
            }
        }

        /// A moment: a text of ISO 8601 from the SDK 2.x, milliseconds since 1970 from the SDK 1.x.
        func time(_ value: JSONValue) -> JSONValue {
            guard let time = AWSTime(value) else { return value }
            return switch self {
            case .sdk: .string(time.instant)
            case .model: .int(time.microseconds / 1_000)
            }
        }

        /// An object of members in the order of the alphabet.
        func structure(_ members: [(name: String, value: JSONValue)]) -> JSONValue {
            let named = members.map { JSONObject.Member(key: of($0.name), value: $0.value) }
            return .object(JSONObject(members: named.sorted { $0.key < $1.key }))
        }
    }

    /// The text of a blob; Base64 where it is none.
    static func blob(_ bytes: [UInt8]) -> JSONValue {
        .string(String(validating: bytes, as: UTF8.self) ?? Base64.encoded(bytes))
    }

    /// A scalar that came as text: in a header or in XML. nil where it can't be one.
    static func scalar(_ text: String, _ shape: Shape, _ names: Names) -> JSONValue? {
        switch shape.kind {
        case .integer, .long, .short, .byte, .bigInteger: return Int64(text).map(JSONValue.int)
        case .float, .double, .bigDecimal: return number(text)
        case .boolean: return .bool(text.lowercased() == "true")
        case .timestamp: return names.time(.string(text))
        case .blob: return Base64.bytes(text).map(blob) ?? .string(text)
        default: return .string(text)
        }
    }

    private static func number(_ text: String) -> JSONValue? {
        if ["NaN", "Infinity", "-Infinity"].contains(text) { return .string(text) }
        guard let value = Double(text), value.isFinite else { return nil }
        return (try? JSONValue.parse(text)) ?? .double(value)
    }
}
