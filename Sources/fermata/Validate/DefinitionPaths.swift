import DefinitionFiles
import JSON

/// The definitions that the paths of a command line name.
enum DefinitionPaths {
    private static let endings = [".asl.json", ".asl.yaml", ".asl.yml", ".asl"]
    private static let otherEndings = [".json", ".yaml", ".yml"]

    /// Files as they are named; of a folder, by name, those whose ending or content says that they are definitions.
    static func expanding(_ paths: [String]) throws -> [String] {
        try FolderWalk.expanding(paths, where: isDefinition) { folder in
            CommandError(
                .unavailable, "There is no definition in \(folder).",
                cure: "Definitions end in .asl.json or .asl.yaml, or have StartAt and States.")
        }
    }

    private static func isDefinition(_ path: String) -> Bool {
        let lowered = path.lowercased()
        if endings.contains(where: lowered.hasSuffix) { return true }
        return otherEndings.contains(where: lowered.hasSuffix) && holdsDefinition(path)
    }

    private static func holdsDefinition(_ path: String) -> Bool {
        guard let text = try? InputFile.text(path), text.contains("StartAt"), text.contains("States"),
            let source = try? DefinitionSource(text, format: DefinitionFormat.of(path: path, text: text))
        else { return false }
        return source.document["StartAt"]?.string != nil && source.document["States"]?.object != nil
    }
}
