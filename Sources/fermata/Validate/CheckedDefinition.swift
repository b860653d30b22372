import DefinitionFiles
import StatesLanguage

/// A file with what was found in it.
struct CheckedDefinition {
    let path: String
    let lines: TextLines
    /// By their place in the file.
    let diagnostics: [Diagnostic]

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
        diagnostics = found.enumerated().sorted { left, right in
            let (first, second) = (left.element.position ?? .start, right.element.position ?? .start)
            return first == second ? left.offset < right.offset : first < second
        }.map(\.element)
    }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    func count(_ severity: Diagnostic.Severity) -> Int { diagnostics.count { $0.severity == severity } }
}

extension SourcePosition {
    static let start = SourcePosition(line: 1, column: 1)
}
