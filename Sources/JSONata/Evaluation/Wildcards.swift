import JSON

/// `*`: the values of all fields.
final class WildcardExpr: Expr, @unchecked Sendable {
    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try evaluateRaw(run, input, frame).collapsed
    }

    override func evaluateRaw(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        var input = input
        if case .list(let list) = input, list.marks.contains(.wrapper) { input = list.items[0] }
        var result = Items()
        // As soon as the items of an array are appended, the result is an ordinary array, which doesn't collapse.
        var isSequence = true
        func add(_ value: Value) {
            if let items = value.items {
                Self.flatten(items, into: &result)
                isSequence = false
            } else {
                result.append(value)
            }
        }
        switch input {
        case .object(let object): for member in object.members { add(Value(member.value)) }
        case .record(let record): for member in record.members { add(member.value) }
        default:
            guard let items = input.items else { return .undefined }
            for index in 0..<items.count { add(items[index]) }
        }
        return isSequence ? result.sequence : result.array
    }

    static func flatten(_ items: Items, into result: inout Items) {
        for index in 0..<items.count {
            if let inner = items[index].items { flatten(inner, into: &result) } else { result.append(items[index]) }
        }
    }
}

/// `**`: the context and all that is within it.
final class DescendantExpr: Expr, @unchecked Sendable {
    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        var result = Items()
        switch input {
        case .undefined: return .undefined
        case .array(let elements): for element in elements { Self.descend(element, into: &result.json) }
        case .object(let object): Self.descend(.object(object), into: &result.json)
        default: Self.descend(input, into: &result)
        }
        try run.count(steps: result.count)
        try run.require(items: result.count)
        return result.collapsedSequence
    }

    private static func descend(_ value: JSONValue, into result: inout [JSONValue]) {
        switch value {
        case .array(let elements): for element in elements { descend(element, into: &result) }
        case .object(let object):
            result.append(value)
            for member in object.members { descend(member.value, into: &result) }
        default: result.append(value)
        }
    }

    private static func descend(_ value: Value, into result: inout Items) {
        if let items = value.items {
            for index in 0..<items.count { descend(items[index], into: &result) }
            return
        }
        result.append(value)
        for member in value.members { descend(member.value, into: &result) }
    }
}
