import JSON

extension IntrinsicFunction {
    func callOnJSON(_ arguments: [JSONValue]) throws(IntrinsicFault) -> JSONValue {
        switch self {
        case .stringToJson:
            let text = try string(arguments[0])
            // Recorded: no text, or blanks, is null and "-0" is 0.
            if text.utf8.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { return .null }
            guard let value = try? JSONValue.parse(text) else { throw .invalid(self) }
            return value == .int(0) && text.utf8.first == UInt8(ascii: "-") ? .int(0) : value
        case .jsonToString: return .string(arguments[0].serialized())
        case .jsonMerge:
            // Only true asks for the deep merge that there isn't.
            guard case .object(var merged) = arguments[0], case .object(let other) = arguments[1],
                arguments[2].bool != true
            else { throw .invalid(self) }
            for member in other.members { merged[member.key] = member.value }
            return .object(JSONObject(uniqueMembers: JavaHashOrder.members(of: merged)))
        default: throw .invalid(self)
        }
    }
}
