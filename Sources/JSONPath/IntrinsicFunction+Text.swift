import Digests
import JSON

extension IntrinsicFunction {
    func callOnText(_ arguments: [JSONValue]) throws(IntrinsicFault) -> JSONValue {
        switch self {
        case .base64Encode: return .string(Base64.encode(Array(try limited(try string(arguments[0])).utf8)))
        case .base64Decode:
            return .string(String(decoding: Base64.decode(try limited(try string(arguments[0]))), as: UTF8.self))
        case .hash:
            let data = if case .string(let text) = arguments[0] { text } else { arguments[0].serialized() }
            guard let algorithm = Digest(rawValue: try string(arguments[1])) else { throw .invalid(self) }
            return .string(Digest.hex(of: try limited(data).utf8, algorithm))
        case .stringSplit: return .array(split(try string(arguments[0]), at: try string(arguments[1])))
        default: throw .invalid(self)
        }
    }

    private func limited(_ text: String) throws(IntrinsicFault) -> String {
        guard text.utf16.count <= Self.characterLimit else { throw .invalid(self) }
        return text
    }

    /// Every character of the second argument is a delimiter, and empty parts are dropped.
    private func split(_ text: String, at delimiters: String) -> [JSONValue] {
        let delimiters = Set(delimiters.unicodeScalars)
        return text.unicodeScalars.split { delimiters.contains($0) }.map { .string(String($0)) }
    }
}
