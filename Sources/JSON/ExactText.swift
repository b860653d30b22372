/// Text as JSON compares it: character by character.
///
/// Swift's `==` takes two strings for the same when they look alike (é written as one character or as two); for JSON, as
/// for Java and ECMAScript, these are two texts, two names and two keys.
public enum ExactText {
    /// Whether two strings have the same characters.
    @inlinable
    public static func isSame(_ left: String, _ right: String) -> Bool {
        guard left == right else { return false }
        // What is equal to an ASCII string is that string; the counts of one are known without a walk.
        return left.utf8.count == left.utf16.count || left.utf8.elementsEqual(right.utf8)
    }
}

/// A name as the key of an index.
@usableFromInline
struct ExactName: Hashable, Sendable {
    @usableFromInline let text: String

    @usableFromInline
    init(_ text: String) { self.text = text }

    @usableFromInline
    static func == (left: ExactName, right: ExactName) -> Bool { ExactText.isSame(left.text, right.text) }

    @usableFromInline
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
