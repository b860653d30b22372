import DefinitionFiles
import StatesLanguage

/// Findings for people: place, sentence, the line with a caret, the cure.
struct FindingsText {
    let style: Style

    func lines(of files: [CheckedDefinition]) -> [String] {
        files.flatMap { file in
            file.diagnostics.flatMap { lines(of: $0, in: file) }
                + (file.isTruncated ? ["\(file.path): and more; the first \(CheckedDefinition.limit) are shown"] : [])
        } + [summary(of: files)]
    }

    private func lines(of diagnostic: Diagnostic, in file: CheckedDefinition) -> [String] {
        let word = diagnostic.severity == .error ? style.red("error:") : style.yellow("warning:")
        var place = file.path
        if let position = diagnostic.position {
            place += ":\(position.line):\(file.lines.column(of: position))"
        }
        let at = diagnostic.location.map { " at \($0)" } ?? ""
        let sentence = diagnostic.message.split(whereSeparator: \.isNewline).joined(separator: " ")
        var lines = ["\(style.bold(place)): \(word) \(sentence) \(style.dim("[\(diagnostic.code)\(at)]"))"]
        lines += excerpt(of: diagnostic, in: file)
        if let cure = diagnostic.cure { lines.append("  \(style.green("help:")) \(cure)") }
        return lines
    }

    /// The line at fault, cut to a width that a terminal shows, and a caret under the place.
    private func excerpt(of diagnostic: Diagnostic, in file: CheckedDefinition) -> [String] {
        guard let position = diagnostic.position, let excerpt = file.lines.excerpt(around: position) else { return [] }
        let number = "\(position.line)"
        let margin = String(repeating: " ", count: number.count)
        let lead = excerpt.isCutBefore ? "…" : ""
        let trail = excerpt.isCutBehind ? "…" : ""
        let indent = String(repeating: " ", count: excerpt.caret + lead.count)
        return [
            "  \(style.dim("\(number) |")) \(lead)\(excerpt.text)\(trail)",
            "  \(style.dim("\(margin) |")) \(indent)\(style.red("^"))",
        ]
    }

    private func summary(of files: [CheckedDefinition]) -> String {
        let errors = files.reduce(0) { $0 + $1.count(.error) }
        let warnings = files.reduce(0) { $0 + $1.count(.warning) }
        let place = files.count == 1 ? files[0].path : "\(files.count) definitions"
        if errors + warnings == 0 { return "\(place): \(style.green("no findings"))" }
        return "\(place): \(Self.counted(errors, "error")), \(Self.counted(warnings, "warning"))"
    }

    private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
