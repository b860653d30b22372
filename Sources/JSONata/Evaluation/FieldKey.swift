import JSON

/// The name of a field, prepared for looking it up.
struct FieldKey: Sendable {
    let text: String
    private let bits: Bits
    private let isSmall: Bool
    /// The number of its hint in ``Run/hints``.
    let hint: Int

    private typealias Bits = (UInt64, UInt64)

    init(_ text: String, hint: Int) {
        // A copy in the form that the parser makes: up to 15 bytes of text are within the string's own two words.
        let text = String(decoding: Array(text.utf8), as: UTF8.self)
        self.text = text
        self.hint = hint
        bits = unsafeBitCast(text, to: Bits.self)
        isSmall = text.utf8.count <= 15
    }

    /// Equal words are equal texts; for other words the texts are compared, unless their lengths differ.
    @inline(__always)
    private func matches(_ key: String) -> Bool {
        let other = unsafeBitCast(key, to: Bits.self)
        if other == bits { return true }
        // Both within their words, the length and the kind (in the top byte) included: then other words are another text.
        if isSmall, Self.holdsItsText(other) { return false }
        return sameText(key, text)
    }

    /// Bit 61 of the second word says that the text is in the words themselves (Swift's small form on 64-bit platforms).
    @inline(__always)
    private static func holdsItsText(_ bits: Bits) -> Bool { bits.1 & 0x2000_0000_0000_0000 != 0 }

    @inline(__always)
    func find(in object: JSONObject, _ run: Run) -> JSONValue? {
        object.members.withUnsafeBufferPointer { members in
            let hinted = Int(run.hints[hint])
            if hinted < members.count, matches(members[hinted].key) { return members[hinted].value }
            return scan(members, object, run)
        }
    }

    @inline(never)
    private func scan(
        _ members: UnsafeBufferPointer<JSONObject.Member>, _ object: JSONObject, _ run: Run
    ) -> JSONValue? {
        if members.count > JSONObject.indexThreshold {
            guard let place = object.position(of: text), sameText(members[place].key, text) else { return nil }
            run.hints[hint] = Int32(truncatingIfNeeded: place)
            return members[place].value
        }
        for place in 0..<members.count where matches(members[place].key) {
            run.hints[hint] = Int32(truncatingIfNeeded: place)
            return members[place].value
        }
        return nil
    }
}

/// Looks a field up in any value: in an array, in each of its items.
enum Lookup {
    static func value(_ value: Value, _ key: FieldKey, _ run: Run) -> Value {
        switch value {
        case .object(let object): Value(key.find(in: object, run))
        case .array(let elements): Value(json(elements, key, run))
        case .record(let record): record.value(key.text)
        case .list(let list): items(list.items, key, run).collapsedSequence
        default: .undefined
        }
    }

    static func items(_ items: Items, _ key: FieldKey, _ run: Run) -> Items {
        var result = Items()
        for index in 0..<items.count {
            switch items[index] {
            case .array(let inner): result.append(contentsOf: sequence(inner, key, run))
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
    static func json(_ elements: [JSONValue], _ key: FieldKey, _ run: Run) -> JSONValue? {
        let found = sequence(elements, key, run)
        return found.count < 2 ? found.first : .array(found)
    }

    private static func sequence(_ elements: [JSONValue], _ key: FieldKey, _ run: Run) -> [JSONValue] {
        var result: [JSONValue] = []
        for element in elements {
            switch element {
            case .object(let object):
                guard let found = key.find(in: object, run) else { continue }
                if case .array(let inner) = found { result += inner } else { result.append(found) }
            case .array(let inner): result += sequence(inner, key, run)
            default: continue
            }
        }
        return result
    }
}
