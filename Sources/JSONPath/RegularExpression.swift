/// `/pattern/flags` of a filter.
///
/// A compiled `Regex` can't be shared between threads, so the text is kept, checked once, and compiled per evaluation.
struct RegularExpression: Sendable, Equatable {
    let pattern: String
    let ignoresCase: Bool
    let isMultiline: Bool
    let dotMatchesNewlines: Bool

    /// Nil where the pattern or a flag is not valid.
    init?(pattern: String, flags: some Sequence<Character>) {
        guard flags.allSatisfy({ "imsuxdU".contains($0) }) else { return nil }
        self.pattern = pattern
        ignoresCase = flags.contains("i")
        isMultiline = flags.contains("m")
        dotMatchesNewlines = flags.contains("s")
        if compiled() == nil { return nil }
    }

    /// Whether the whole text matches, as Java's `Matcher.matches` has it.
    func matches(_ text: String) -> Bool { (try? compiled()?.wholeMatch(in: text)) != nil }

    private func compiled() -> Regex<AnyRegexOutput>? {
        guard let regex = try? Regex(pattern) else { return nil }
        return regex.ignoresCase(ignoresCase).anchorsMatchLineEndings(isMultiline)
            .dotMatchesNewlines(dotMatchesNewlines)
    }
}
