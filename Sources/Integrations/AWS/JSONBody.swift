import JSON

/// The bodies of the protocols `json` and `rest-json`.
struct JSONBody {
    private let reader: ParameterReader

    init(_ reader: ParameterReader) { self.reader = reader }

    func value(_ value: JSONValue, _ shape: Shape) throws(ParameterError) -> JSONValue {
        switch shape.kind {
        case .structure where shape.isDocument: return value
        case .structure: return try structure(try reader.members(value, of: shape))
        case .list:
            guard let element = shape.element else { return value }
            var elements: [JSONValue] = []
            for one in try reader.elements(value) { elements.append(one.isNull ? .null : try self.value(one, element)) }
            return .array(elements)
        case .map:
            guard let type = shape.value else { return value }
            var members: [JSONObject.Member] = []
            for entry in try reader.entries(value) {
                members.append(.init(key: entry.key, value: try self.value(entry.value, type)))
            }
            return .object(JSONObject(uniqueMembers: members))
        case .string where shape.flag("jsonvalue"): return .string(value.string ?? value.serialized())
        default: return try reader.scalar(value, of: shape, timestamps: "unixTimestamp")
        }
    }

    func structure(_ members: [ParameterReader.Member]) throws(ParameterError) -> JSONValue {
        var result = JSONObject()
        for member in members {
            result[member.shape.locationName ?? member.name] = try value(member.value, member.shape)
        }
        return .object(result)
    }
}
