/// An object that holds something that is not plain JSON: a function, or a marked array.
final class Record {
    struct Member {
        var key: String
        var value: Value
    }

    let members: [Member]

    init(_ members: [Member]) { self.members = members }

    func value(_ key: String) -> Value {
        for member in members where sameText(member.key, key) { return member.value }
        return .undefined
    }
}

/// Whether two texts are the same characters. (Swift's `==` holds composed and decomposed forms for equal: JSONata doesn't.)
@inline(__always)
func sameText(_ left: String, _ right: String) -> Bool {
    // A Swift string is two words: of the length, the kind, and up to 15 bytes of text or where there are more.
    let (a, b) = (FieldKey.words(left), FieldKey.words(right))
    if a == b { return true }
    // Both within their words: then other words are another text.
    if a.1 & b.1 & FieldKey.Probe.smallBit != 0 { return false }
    return sameLongText(left, right)
}

@inline(never)
private func sameLongText(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    let areSame = left.utf8.withContiguousStorageIfAvailable { left in
        right.utf8.withContiguousStorageIfAvailable { left.elementsEqual($0) } ?? left.elementsEqual(right.utf8)
    }
    return areSame ?? left.utf8.elementsEqual(right.utf8)
}
