import Foundation

/// The files that the paths of a command line name.
enum FolderWalk {
    private static let skippedFolders: Set<String> = ["node_modules", ".git", ".build", ".aws-sam", "cdk.out", ".venv"]

    /// Files as they are named; of a folder, by name, those that are wanted.
    ///
    /// - Throws: what `nothing` makes of a folder without any.
    static func expanding(
        _ paths: [String], where isWanted: (String) -> Bool, nothing: (String) -> CommandError
    ) throws -> [String] {
        try paths.flatMap { path in
            guard isFolder(path) else { return [path] }
            let inside = files(in: path).filter(isWanted)
            if inside.isEmpty { throw nothing(path) }
            return inside
        }
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// All files below a folder, by name.
    static func files(in folder: String) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: folder) else { return [] }
        var found: [String] = []
        while let name = walk.nextObject() as? String {
            let last = name.split(separator: "/").last.map(String.init) ?? name
            if skippedFolders.contains(last) { walk.skipDescendants() }
            found.append(folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)")
        }
        return found.sorted()
    }
}
