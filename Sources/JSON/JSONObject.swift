/// The members of a JSON object in their order.
///
/// Members are an array of pairs: up to ``indexThreshold`` of them a scan is faster than hashing; a larger object
/// carries an index by name.
@frozen
public struct JSONObject: Sendable {
    @frozen
    public struct Member: Sendable {
        public var key: String
        public var value: JSONValue

        @inlinable
        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// Objects with more members than this find them by an index.
    public static let indexThreshold = 32

    public private(set) var members: [Member]
    @usableFromInline var index: [ExactName: Int]?

    public init() {
        members = []
        index = nil
    }

    /// Takes members whose names the caller knows to be distinct: no check, one pass at most.
    public init(uniqueMembers members: [Member]) {
        self.members = members
        index = nil
        if members.count > Self.indexThreshold { reindex() }
    }

    /// Takes members as they are. Where a name occurs twice the last one wins, in the place of the first.
    public init(members: [Member]) {
        if members.count <= Self.indexThreshold {
            self.members = members
            index = nil
            for position in members.indices.dropFirst() where hasTwin(before: position) {
                self.members = Self.deduplicated(members).members
                return
            }
        } else {
            var index: [ExactName: Int] = [:]
            index.reserveCapacity(members.count)
            for position in members.indices
            where index.updateValue(position, forKey: ExactName(members[position].key)) != nil {
                (self.members, self.index) = Self.deduplicated(members)
                return
            }
            self.members = members
            self.index = index
        }
    }

    public init(_ pairs: some Sequence<(String, JSONValue)>) {
        self.init(members: pairs.map { Member(key: $0.0, value: $0.1) })
    }

    private func hasTwin(before position: Int) -> Bool {
        let key = members[position].key
        for earlier in 0..<position where ExactText.isSame(members[earlier].key, key) { return true }
        return false
    }

    private static func deduplicated(_ members: [Member]) -> (members: [Member], index: [ExactName: Int]?) {
        var kept: [Member] = []
        var places: [ExactName: Int] = [:]
        for member in members {
            let name = ExactName(member.key)
            if let place = places[name] {
                kept[place].value = member.value
            } else {
                places[name] = kept.count
                kept.append(member)
            }
        }
        return (kept, kept.count > indexThreshold ? places : nil)
    }
}

extension JSONObject {
    @inlinable public var count: Int { members.count }
    @inlinable public var isEmpty: Bool { members.isEmpty }
    public var keys: [String] { members.map(\.key) }

    /// The place of a member among ``members``.
    @inlinable
    public func position(of key: String) -> Int? {
        if let index { return index[ExactName(key)] }
        for position in 0..<members.count where ExactText.isSame(members[position].key, key) { return position }
        return nil
    }

    /// Reads a member, replaces it in its place, appends it, or (with nil) removes it.
    @inlinable
    public subscript(key: String) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set { if let newValue { set(newValue, for: key) } else { remove(key) } }
    }

    @usableFromInline
    mutating func set(_ value: JSONValue, for key: String) {
        if let position = position(of: key) {
            members[position].value = value
            return
        }
        members.append(Member(key: key, value: value))
        if index != nil {
            index?[ExactName(key)] = members.count - 1
        } else if members.count > Self.indexThreshold {
            reindex()
        }
    }

    @usableFromInline
    mutating func remove(_ key: String) {
        guard let position = position(of: key) else { return }
        members.remove(at: position)
        reindex()
    }

    private mutating func reindex() {
        guard members.count > Self.indexThreshold else {
            index = nil
            return
        }
        var index: [ExactName: Int] = [:]
        for (position, member) in members.enumerated() { index[ExactName(member.key)] = position }
        self.index = index
    }
}

extension JSONObject: Hashable {
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        for position in left.members.indices {
            let member = left.members[position]
            let other = right.members[position]
            if ExactText.isSame(member.key, other.key) {
                guard member.value == other.value else { return false }
            } else {
                guard let value = right[member.key], member.value == value else { return false }
            }
        }
        return true
    }

    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members {
            var one = Hasher()
            one.combine(member.key)
            one.combine(member.value)
            sum &+= one.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
