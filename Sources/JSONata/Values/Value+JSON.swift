import JSON

extension Value {
    /// The value as JSON with functions left as empty text, or nil for undefined. Marks are dropped.
    var json: JSONValue? {
        switch self {
        case .undefined, .unbound: nil
        case .function: .string("")
        case .list(let list):
            .array(list.items.values.map { $0.map { $0.json ?? .null } } ?? list.items.json)
        case .record(let record):
            .object(
                JSONObject(
                    uniqueMembers: record.members.map { JSONObject.Member(key: $0.key, value: $0.value.json ?? .null) })
            )
        case .tuples(let stream): .array(stream.tuples.map { $0.value.json ?? .null })
        default: plainJSON
        }
    }

    /// The value as JavaScript writes it: an object's functions are left out, an array's are null. Nil for what is no JSON.
    var jsonWithoutFunctions: JSONValue? {
        switch self {
        case .function: nil
        case .list(let list):
            .array(list.items.values.map { $0.map { $0.jsonWithoutFunctions ?? .null } } ?? list.items.json)
        case .record(let record):
            .object(
                JSONObject(
                    uniqueMembers: record.members.compactMap { member in
                        member.value.jsonWithoutFunctions.map { JSONObject.Member(key: member.key, value: $0) }
                    }))
        default: json
        }
    }

    var containsFunction: Bool {
        switch self {
        case .function: true
        case .list(let list): list.items.values?.contains { $0.containsFunction } ?? false
        case .record(let record): record.members.contains { $0.value.containsFunction }
        default: false
        }
    }

    /// What `$type` calls it.
    var typeName: String {
        switch self {
        case .undefined, .unbound: "undefined"
        case .null: "null"
        case .bool: "boolean"
        case .int, .double: "number"
        case .string: "string"
        case .array, .list, .tuples: "array"
        case .object, .record: "object"
        case .function: "function"
        }
    }

    var signatureType: Signature.Types {
        switch self {
        case .undefined, .unbound: .missing
        case .null: .null
        case .bool: .boolean
        case .int, .double: .number
        case .string: .string
        case .array, .list, .tuples: .array
        case .object, .record: .object
        case .function: .function
        }
    }
}
