import DefinitionFiles
import JSON
import StatesLanguage

/// Writes the outputs that runs had into the test file (`--update`).
public enum OutputUpdate {
    /// The text of the file with new outputs, and the names of the tests that it can't update.
    ///
    /// A test whose own part of the file has `output:` (or `status:`) gets what its run had; comments and the rest stay.
    public static func text(of file: TestFile, _ results: [TestResult]) -> (text: String, left: [String]) {
        var lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var left: [String] = []
        guard let source = try? DefinitionSource(file.text, format: .of(path: file.path, text: file.text)) else {
            return (file.text, results.map(\.name))
        }
        var edits: [(first: Int, count: Int, line: String)] = []
        for result in results where !result.passed {
            guard let test = result.test, let run = result.run, case .ended = run.status else { continue }
            var values: [(String, JSONValue)] = []
            if test.expect["output"] != nil, let output = run.output { values.append(("output", output)) }
            if test.expect["status"] != nil { values.append(("status", .string(run.statusName))) }
            if test.expect["transitions"] != nil { values.append(("transitions", .int(Int64(run.transitions)))) }
            for (key, value) in values where test.expect[key] != value && !isPredicate(test.expect[key]) {
                guard let edit = edit(key, value, at: test.place.appending(key), source, lines) else {
                    left.append(test.name)
                    continue
                }
                edits.append(edit)
            }
        }
        for edit in edits.sorted(by: { $0.first > $1.first }) {
            lines.replaceSubrange(edit.first..<edit.first + edit.count, with: [edit.line])
        }
        return (lines.joined(separator: "\n"), left)
    }

    private static func isPredicate(_ value: JSONValue?) -> Bool { value?.serialized().contains("{%") ?? false }

    /// The lines of a block-style member, and the one line that replaces them.
    private static func edit(
        _ key: String, _ value: JSONValue, at place: DefinitionPath, _ source: DefinitionSource, _ lines: [String]
    ) -> (first: Int, count: Int, line: String)? {
        guard source.format == .yaml, let position = source.positions.position(ofName: place),
            lines.indices.contains(position.line - 1)
        else { return nil }
        let first = position.line - 1
        let indent = lines[first].prefix { $0 == " " }
        guard lines[first].dropFirst(indent.count).hasPrefix("\(key):") else { return nil }
        var end = first + 1
        while end < lines.count {
            let line = lines[end]
            let depth = line.prefix { $0 == " " }.count
            if !line.allSatisfy({ $0 == " " }), depth <= indent.count { break }
            end += 1
        }
        while end > first + 1, lines[end - 1].allSatisfy({ $0 == " " }) { end -= 1 }
        return (first, end - first, "\(indent)\(key): \(value.serialized())")
    }
}
