import JSON

/// The members of an object, in place. Whoever holds the object keeps them where they are.
typealias Members = UnsafeBufferPointer<JSONObject.Member>

/// The name of a field, prepared for looking it up.
struct FieldKey: Sendable {
    let text: String
    let probe: Probe

    /// What the name is compared by.
    struct Probe: Sendable {
        /// The two words of a Swift string. Up to 15 bytes of text are within them.
        let low: UInt64
        let high: UInt64
        /// The number of its hint in ``Run/hints``.
        let hint: Int32
        let isSmall: Bool

        /// Bit 61 of the second word says that the text is in the words themselves (Swift's small form on 64-bit platforms).
        static let smallBit: UInt64 = 0x2000_0000_0000_0000
    }

    init(_ text: String, hint: Int) {
        var text = text
        var (low, high) = Self.words(text)
        if high & Probe.smallBit == 0, text.utf8.count <= 15 {
            // A short text that was cut out of a long one: a copy has the form that the JSON parser makes.
            text = String(decoding: Array(text.utf8), as: UTF8.self)
            (low, high) = Self.words(text)
        }
        self.text = text
        probe = Probe(low: low, high: high, hint: Int32(truncatingIfNeeded: hint), isSmall: high & Probe.smallBit != 0)
    }

    @inline(__always)
    static func words(_ text: String) -> (UInt64, UInt64) { unsafeBitCast(text, to: (UInt64, UInt64).self) }

    @inline(__always)
    func find(in object: JSONObject, _ run: Run) -> JSONValue? {
        object.members.withUnsafeBufferPointer { members in
            find(in: members, run.hints).map(\.pointee)
        }
    }

    /// The place of the value, without a copy of it.
    @inline(__always)
    func find(in members: Members, _ hints: UnsafeMutablePointer<Int32>) -> UnsafePointer<JSONValue>? {
        let hinted = Int(hints[Int(probe.hint)])
        guard hinted < members.count, let base = members.baseAddress, matches(base + hinted) else {
            return scan(members, hints)
        }
        return Self.value(base + hinted)
    }

    @inline(__always)
    static func value(_ member: UnsafePointer<JSONObject.Member>) -> UnsafePointer<JSONValue> {
        // A member is its key and then its value, as declared (the struct is frozen).
        UnsafeRawPointer(member).advanced(by: MemoryLayout<String>.stride).assumingMemoryBound(to: JSONValue.self)
    }

    @inline(__always)
    private func matches(_ member: UnsafePointer<JSONObject.Member>) -> Bool {
        let words = UnsafeRawPointer(member)
        let low = words.load(as: UInt64.self)
        let high = words.load(fromByteOffset: 8, as: UInt64.self)
        if low == probe.low, high == probe.high { return true }
        // Both within their words, the length and the kind included: then other words are another text.
        if probe.isSmall, high & Probe.smallBit != 0 { return false }
        return sameText(member.pointee.key, text)
    }

    @inline(never)
    private func scan(_ members: Members, _ hints: UnsafeMutablePointer<Int32>) -> UnsafePointer<JSONValue>? {
        guard let base = members.baseAddress else { return nil }
        for place in 0..<members.count where matches(base + place) {
            hints[Int(probe.hint)] = Int32(truncatingIfNeeded: place)
            return Self.value(base + place)
        }
        return nil
    }
}

extension JSONObject {
    /// The members in place; valid as long as something holds the object.
    @inline(__always)
    var inPlace: Members { members.withUnsafeBufferPointer { $0 } }
}

/// A JSON value in place, so that going through a document counts no references.
struct JSONPlace {
    enum Kind {
        case object(Members)
        case array(UnsafeBufferPointer<JSONValue>)
        case other
    }

    @inline(__always)
    static func kind(_ place: UnsafePointer<JSONValue>) -> Kind {
        switch place.pointee {
        case .object(let object): .object(object.members.withUnsafeBufferPointer { $0 })
        case .array(let elements): .array(elements.withUnsafeBufferPointer { $0 })
        default: .other
        }
    }
}

/// Looks a field up in any value: in an array, in each of its items.
enum Lookup {
    @inline(__always)
    static func value(_ value: Value, _ key: FieldKey, _ run: Run) -> Value {
        if case .object(let object) = value { return Value(key.find(in: object, run)) }
        return other(value, key, run)
    }

    @inline(never)
    private static func other(_ value: Value, _ key: FieldKey, _ run: Run) -> Value {
        switch value {
        case .array(let elements): elements.withUnsafeBufferPointer { Value(json($0, key, run.hints)) }
        case .record(let record): record.value(key.text)
        case .list(let list): items(list.items, key, run).collapsedSequence
        default: .undefined
        }
    }

    static func items(_ items: Items, _ key: FieldKey, _ run: Run) -> Items {
        var result = Items()
        for index in 0..<items.count {
            switch items[index] {
            case .array(let inner):
                result.append(contentsOf: inner.withUnsafeBufferPointer { sequence($0, key, run.hints) })
            case .list(let inner): result.append(contentsOf: Lookup.items(inner.items, key, run))
            case let item:
                let found = value(item, key, run)
                if let inner = found.items {
                    result.append(contentsOf: inner)
                } else if !found.isUndefined {
                    result.append(found)
                }
            }
        }
        return result
    }

    /// The collapsed sequence of what the items of an array have under a name.
    static func json(
        _ elements: UnsafeBufferPointer<JSONValue>, _ key: FieldKey, _ hints: UnsafeMutablePointer<Int32>
    ) -> JSONValue? {
        let found = sequence(elements, key, hints)
        return found.count < 2 ? found.first : .array(found)
    }

    private static func sequence(
        _ elements: UnsafeBufferPointer<JSONValue>, _ key: FieldKey, _ hints: UnsafeMutablePointer<Int32>
    ) -> [JSONValue] {
        var result: [JSONValue] = []
        guard let base = elements.baseAddress else { return result }
        for index in 0..<elements.count {
            switch JSONPlace.kind(base + index) {
            case .object(let members):
                guard let found = key.find(in: members, hints) else { continue }
                if case .array(let inner) = JSONPlace.kind(found) {
                    result += inner
                } else {
                    result.append(found.pointee)
                }
            case .array(let inner): result += sequence(inner, key, hints)
            case .other: continue
            }
        }
        return result
    }
}
