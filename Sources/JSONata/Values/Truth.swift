import JSON

/// JSONata's cast to a Boolean, as `$boolean` does it.
enum Truth {
    /// Nil for undefined.
    static func of(_ value: Value) -> Bool? {
        switch value {
        case .undefined, .unbound: nil
        case .null, .function: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .double(let value): value != 0 && !value.isNaN
        case .string(let value): !value.isEmpty
        case .array(let elements): of(elements)
        case .object(let object): !object.isEmpty
        case .record(let record): !record.members.isEmpty
        case .list(let list): of(list.items)
        case .tuples(let stream): !stream.tuples.isEmpty
        }
    }

    private static func of(_ elements: [JSONValue]) -> Bool {
        elements.contains { of(Value($0)) == true }
    }

    private static func of(_ items: Items) -> Bool {
        if let values = items.values { return values.contains { of($0) == true } }
        return of(items.json)
    }
}
