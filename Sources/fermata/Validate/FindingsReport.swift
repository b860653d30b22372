import DefinitionFiles
import JSON
import StatesLanguage

/// Findings for programs: `{"files": [{"file", "result", "diagnostics": [...]}]}`, as ValidateStateMachineDefinition
/// answers, with line, column and help added.
enum FindingsReport {
    static func value(of files: [CheckedDefinition]) -> JSONValue {
        ["files": .array(files.map(value))]
    }

    private static func value(of file: CheckedDefinition) -> JSONValue {
        [
            "file": .string(file.path), "result": .string(file.hasErrors ? "FAIL" : "OK"),
            "diagnostics": .array(file.diagnostics.map { value(of: $0, in: file) }),
            "truncated": .bool(file.isTruncated),
        ]
    }

    private static func value(of diagnostic: Diagnostic, in file: CheckedDefinition) -> JSONValue {
        var members: JSONObject = [
            "severity": .string(diagnostic.severity.rawValue), "code": .string(diagnostic.code.rawValue),
            "message": .string(diagnostic.message),
        ]
        if let location = diagnostic.location { members["location"] = .string(location) }
        if let position = diagnostic.position {
            members["line"] = .int(Int64(position.line))
            members["column"] = .int(Int64(file.lines.column(of: position)))
        }
        if let cure = diagnostic.cure { members["help"] = .string(cure) }
        return .object(members)
    }
}
