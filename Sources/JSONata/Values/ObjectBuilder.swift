import JSON

/// Collects the members of an object in their order: as plain JSON as long as it can be.
struct ObjectBuilder {
    private var members: [JSONObject.Member] = []
    private var marked: [Record.Member]?
    /// Where keys are, once there are many.
    private var places: [String: Int]?

    init(capacity: Int = 0) { if capacity > 0 { members.reserveCapacity(capacity) } }

    var count: Int { marked?.count ?? members.count }

    /// Adds a member whose key the caller knows to be new.
    mutating func append(_ key: String, _ value: Value) {
        if case .undefined = value { return }
        if marked == nil, let plain = value.plainJSON {
            members.append(JSONObject.Member(key: key, value: plain))
            return
        }
        if marked == nil {
            marked = members.map { Record.Member(key: $0.key, value: Value($0.value)) }
            members = []
        }
        marked?.append(Record.Member(key: key, value: value))
    }

    /// Adds a member, or replaces it in its place.
    mutating func set(_ key: String, _ value: Value) {
        if case .undefined = value { return }
        guard let place = place(of: key) else {
            if count >= 16 {
                var known = places ?? Dictionary(keys.enumerated().map { ($1, $0) }) { first, _ in first }
                places = nil
                known[key] = count
                places = known
            }
            append(key, value)
            return
        }
        if marked != nil {
            marked?[place].value = value
        } else if let plain = value.plainJSON {
            members[place].value = plain
        } else {
            marked = members.map { Record.Member(key: $0.key, value: Value($0.value)) }
            members = []
            marked?[place].value = value
        }
    }

    private var keys: [String] { marked?.map(\.key) ?? members.map(\.key) }

    private func place(of key: String) -> Int? {
        if let places { return places[key] }
        if let marked { return marked.firstIndex { sameText($0.key, key) } }
        return members.firstIndex { sameText($0.key, key) }
    }

    var value: Value {
        if let marked { return .record(Record(marked)) }
        return .object(JSONObject(uniqueMembers: members))
    }
}
