import DefinitionFiles
import StatesLanguage

/// A file with what was found in it.
struct CheckedDefinition {
    let path: String
    let lines: TextLines
    /// By their place in the file; the first ``limit`` of them.
    let diagnostics: [Diagnostic]
    /// Of all that was found.
    private let counts: [Diagnostic.Severity: Int]

    /// Nobody reads more, and to show one costs a look at its line.
    static let limit = 1_000

    init(path: String, text: String, type: StateMachineType, substitutions: [String: String]) {
        self.path = path
        lines = TextLines(text)
        let format = DefinitionFormat.of(path: path, text: text)
        let found: [Diagnostic]
        do throws(DefinitionSourceError) {
            found = try DefinitionSource(text, format: format, substitutions: substitutions).diagnostics(type: type)
        } catch {
            found = [error.diagnostic]
        }
        // Findings of one place keep the order in which they were made.
        let sorted = found.enumerated().sorted { left, right in
            let (first, second) = (left.element.position ?? .start, right.element.position ?? .start)
            return first == second ? left.offset < right.offset : first < second
        }.map(\.element)
        diagnostics = Array(sorted.prefix(Self.limit))
        counts = Dictionary(found.map { ($0.severity, 1) }, uniquingKeysWith: +)
    }

    var hasErrors: Bool { count(.error) > 0 }

    var isTruncated: Bool { count(.error) + count(.warning) > diagnostics.count }

    func count(_ severity: Diagnostic.Severity) -> Int { counts[severity] ?? 0 }
}

extension SourcePosition {
    static let start = SourcePosition(line: 1, column: 1)
}
