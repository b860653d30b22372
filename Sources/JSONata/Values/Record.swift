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
    if left.utf8.count != right.utf8.count { return false }
    return left == right && (left.utf8.count < 2 || left.utf8.elementsEqual(right.utf8))
}
