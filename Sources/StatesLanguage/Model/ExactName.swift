import JSON

/// A name as a key: é written as one character or as two are two names, as for AWS.
struct ExactName: Hashable, Sendable, Comparable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ExactName, right: ExactName) -> Bool { ExactText.isSame(left.text, right.text) }

    static func < (left: ExactName, right: ExactName) -> Bool { left.text < right.text }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
