import DefinitionFiles
import JSON
import StatesLanguage

/// An ASL definition in a file: JSON or YAML.
struct DefinitionFile {
    /// The ASL as JSON text; a JSON file's as it stands there.
    let text: String

    /// - Parameter substitutions: for each `${NAME}` in the file.
    init(path: String, substitutions: [SubstitutionArgument] = []) throws {
        let values = Dictionary(substitutions.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
        text = try Self.source(path, substitutions: values).definition
    }

    /// The definition in a file that is only studied: open placeholders have stand-ins.
    static func studied(_ path: String) throws -> String { try source(path, substitutions: [:]).studied }

    /// Any JSON or YAML file as a value.
    static func value(of path: String) throws -> JSONValue {
        try source(path, substitutions: [:]).document
    }

    private static func source(_ path: String, substitutions: [String: String]) throws -> DefinitionSource {
        let text = try InputFile.text(path)
        do throws(DefinitionSourceError) {
            return try DefinitionSource(text, format: .of(path: path, text: text), substitutions: substitutions)
        } catch {
            let place = error.position.map { "\(path):\($0.line):\($0.column)" } ?? path
            throw CommandError(.unavailable, "\(place): \(error.message).", cure: "Correct the file there.")
        }
    }
}
