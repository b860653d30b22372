public import StatesLanguage

/// What is wrong with a test file, and where.
public struct TestProblem: Error, Sendable, Equatable {
    public let message: String
    public let position: SourcePosition?
    /// What to write instead.
    public let cure: String?

    public init(_ message: String, at position: SourcePosition? = nil, cure: String? = nil) {
        self.message = message
        self.position = position
        self.cure = cure
    }
}

/// The known name that someone may have meant.
enum NearestKey {
    static func of(_ name: String, among known: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased().unicodeScalars.prefix(64))
        var best: (name: String, distance: Int)?
        for candidate in known where candidate != name {
            let other = Array(candidate.lowercased().unicodeScalars.prefix(64))
            let distance = distance(wanted, other)
            guard distance <= max(2, wanted.count / 3), distance < max(wanted.count, other.count) else { continue }
            if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
        }
        return best?.name
    }

    static func advice(_ name: String, among known: some Sequence<String>) -> String? {
        of(name, among: known).map { "did you mean '\($0)'?" }
    }

    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var last = Array(0...right.count)
        for (row, scalar) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                current.append(
                    min(last[column + 1] + 1, current[column] + 1, last[column] + (scalar == other ? 0 : 1)))
            }
            last = current
        }
        return last[right.count]
    }
}
