import DefinitionFiles
import Foundation
import JSON

/// The definitions that the paths of a command line name.
enum DefinitionPaths {
    private static let endings = [".asl.json", ".asl.yaml", ".asl.yml", ".asl"]
    private static let otherEndings = [".json", ".yaml", ".yml"]
    private static let skippedFolders: Set<String> = ["node_modules", ".git", ".build", ".aws-sam", "cdk.out"]

    /// Files as they are named; of a folder, by name, those whose ending or content says that they are definitions.
    static func expanding(_ paths: [String]) throws -> [String] {
        var found: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
                found.append(path)
                continue
            }
            let inside = definitions(in: path)
            guard !inside.isEmpty else {
                throw CommandError(
                    .unavailable, "There is no definition in \(path).",
                    cure: "Definitions end in .asl.json or .asl.yaml, or have StartAt and States.")
            }
            found += inside
        }
        return found
    }

    private static func definitions(in folder: String) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: folder) else { return [] }
        var found: [String] = []
        while let name = walk.nextObject() as? String {
            let last = name.split(separator: "/").last.map(String.init) ?? name
            if skippedFolders.contains(last) { walk.skipDescendants() }
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            let lowered = last.lowercased()
            if endings.contains(where: lowered.hasSuffix) {
                found.append(path)
            } else if otherEndings.contains(where: lowered.hasSuffix), holdsDefinition(path) {
                found.append(path)
            }
        }
        return found.sorted()
    }

    private static func holdsDefinition(_ path: String) -> Bool {
        guard let text = try? InputFile.text(path), text.contains("StartAt"), text.contains("States"),
            let source = try? DefinitionSource(text, format: DefinitionFormat.of(path: path, text: text))
        else { return false }
        return source.document["StartAt"]?.string != nil && source.document["States"]?.object != nil
    }
}
