import JSON

/// A document in which single objects can be told from each other and changed, as a transform needs it.
///
/// Each object of the copy has storage of its own, and its address is what the object is known by: what a pattern finds in the copy
/// shares that storage, wherever the evaluation passes it.
final class MutableDocument {
    typealias Address = UInt

    let tagged: JSONValue
    private var changed: [Address: JSONObject] = [:]

    init(_ document: JSONValue) { tagged = Self.tag(document) }

    private static func tag(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements):
            return elements.contains(where: isContainer) ? .array(elements.map(tag)) : value
        case .object(let object):
            var members: [JSONObject.Member] = []
            members.reserveCapacity(max(1, object.count))
            for member in object.members {
                let value = isContainer(member.value) ? tag(member.value) : member.value
                members.append(JSONObject.Member(key: member.key, value: value))
            }
            return .object(JSONObject(uniqueMembers: members))
        default: return value
        }
    }

    private static func isContainer(_ value: JSONValue) -> Bool {
        switch value {
        case .array, .object: true
        default: false
        }
    }

    private static func address(_ object: JSONObject) -> Address {
        object.members.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    }

    /// What the object is known by. An object that isn't of the document has an address that no one asks for.
    func place(of object: JSONObject) -> Address? {
        let address = Self.address(object)
        if changed[address] == nil { changed[address] = object }
        return address
    }

    /// The object with the changes that it, and those within it, have had so far.
    func current(_ place: Address) -> JSONObject {
        guard let object = changed[place] else { return JSONObject() }
        return applied(to: object) ?? object
    }

    func update(_ place: Address, with members: [Record.Member]) {
        for member in members { changed[place]?[member.key] = member.value.json ?? .null }
    }

    func delete(_ place: Address, _ keys: [String]) {
        for key in keys { changed[place]?[key] = nil }
    }

    var result: JSONValue { applied(to: tagged) ?? tagged }

    /// The value with all changes; nil where nothing in it has changed.
    private func applied(to value: JSONValue) -> JSONValue? {
        switch value {
        case .array(let elements):
            var result: [JSONValue]?
            for index in elements.indices {
                guard let changed = applied(to: elements[index]) else { continue }
                if result == nil { result = elements }
                result?[index] = changed
            }
            return result.map { .array($0) }
        case .object(let object):
            let own = changed[Self.address(object)]
            if let own { return .object(applied(to: own) ?? own) }
            return applied(to: object).map { .object($0) }
        default: return nil
        }
    }

    /// The object with the changes within its members.
    private func applied(to object: JSONObject) -> JSONObject? {
        var members: [JSONObject.Member]?
        for index in object.members.indices {
            guard let value = applied(to: object.members[index].value) else { continue }
            if members == nil { members = object.members }
            members?[index].value = value
        }
        return members.map { JSONObject(uniqueMembers: $0) }
    }
}
