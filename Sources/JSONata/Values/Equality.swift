import JSON

/// JSONata's `=`: deep, and strict about types. Objects are equal whatever the order of their members.
enum Equality {
    static func areEqual(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.string(let a), .string(let b)): return sameText(a, b)
        case (.int(let a), .int(let b)): return a == b
        case (.bool(let a), .bool(let b)): return a == b
        case (.null, .null): return true
        case (.undefined, .undefined): return true
        case (.object(let a), .object(let b)): return areEqual(a, b)
        case (.array(let a), .array(let b)): return areEqual(a, b)
        case (.function(let a), .function(let b)): return a === b
        default: break
        }
        if let a = left.number, let b = right.number { return a == b }
        if let a = left.items, let b = right.items {
            guard a.count == b.count else { return false }
            for index in 0..<a.count where !areEqual(a[index], b[index]) { return false }
            return true
        }
        if left.isObject, right.isObject {
            let members = left.members
            guard members.count == right.members.count else { return false }
            for member in members {
                let other = right.member(member.key)
                if other.isUndefined || !areEqual(member.value, other) { return false }
            }
            return true
        }
        return false
    }

    static func areEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.string(let a), .string(let b)): sameText(a, b)
        case (.array(let a), .array(let b)): areEqual(a, b)
        case (.object(let a), .object(let b)): areEqual(a, b)
        default: if let a = left.number, let b = right.number { a == b } else { false }
        }
    }

    private static func areEqual(_ left: [JSONValue], _ right: [JSONValue]) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where !areEqual(left[index], right[index]) { return false }
        return true
    }

    private static func areEqual(_ left: JSONObject, _ right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        for member in left.members {
            guard let other = right[member.key], areEqual(member.value, other) else { return false }
        }
        return true
    }
}

extension Value {
    /// The members of an object in either form; none for other values.
    var members: [Record.Member] {
        switch self {
        case .object(let object): object.members.map { Record.Member(key: $0.key, value: Value($0.value)) }
        case .record(let record): record.members
        default: []
        }
    }

    func member(_ key: String) -> Value {
        switch self {
        case .object(let object): Value(object[key])
        case .record(let record): record.value(key)
        default: .undefined
        }
    }
}
