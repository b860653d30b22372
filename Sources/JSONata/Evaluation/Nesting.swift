import JSON

/// How deep containers are within each other.
enum Nesting {
    static func exceeds(_ limit: Int, _ value: Value) -> Bool {
        switch value {
        case .array(let elements): limit == 0 || elements.contains { exceeds(limit - 1, $0) }
        case .object(let object): limit == 0 || object.members.contains { exceeds(limit - 1, $0.value) }
        case .list(let list):
            limit == 0 || list.items.json.contains { exceeds(limit - 1, $0) }
                || list.items.values?.contains { exceeds(limit - 1, $0) } == true
        case .record(let record): limit == 0 || record.members.contains { exceeds(limit - 1, $0.value) }
        default: false
        }
    }

    private static func exceeds(_ limit: Int, _ value: JSONValue) -> Bool {
        switch value {
        case .array(let elements): limit == 0 || elements.contains { exceeds(limit - 1, $0) }
        case .object(let object): limit == 0 || object.members.contains { exceeds(limit - 1, $0.value) }
        default: false
        }
    }
}
