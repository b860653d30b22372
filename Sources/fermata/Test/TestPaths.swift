import Foundation

/// The test files that the paths of a command line name.
enum TestPaths {
    static let endings = [".test.yaml", ".test.yml", ".test.json"]
    private static let skippedFolders: Set<String> = ["node_modules", ".git", ".build", ".aws-sam", "cdk.out", ".venv"]

    static func expanding(_ paths: [String]) throws -> [String] {
        var found: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
                found.append(path)
                continue
            }
            let inside = files(in: path)
            guard !inside.isEmpty else {
                throw CommandError(
                    .unavailable, "There is no test file in \(path).",
                    cure: "Test files end in .test.yaml or .test.json.")
            }
            found += inside
        }
        return found
    }

    private static func files(in folder: String) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: folder) else { return [] }
        var found: [String] = []
        while let name = walk.nextObject() as? String {
            let last = name.split(separator: "/").last.map(String.init) ?? name
            if skippedFolders.contains(last) { walk.skipDescendants() }
            if endings.contains(where: last.hasSuffix) {
                found.append(folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)")
            }
        }
        return found.sorted()
    }
}

/// Tells whether anything in some folders has changed since it last looked.
struct FileChanges {
    private let folders: [String]
    private var last: [String: Date] = [:]

    init(folders: [String]) {
        self.folders = folders.map { path in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            if isFolder.boolValue { return path }
            let folder = URL(filePath: path).deletingLastPathComponent().path()
            return folder.isEmpty ? "." : folder
        }
        last = times()
    }

    mutating func look() -> Bool {
        let now = times()
        defer { last = now }
        return now != last
    }

    private func times() -> [String: Date] {
        var times: [String: Date] = [:]
        for folder in folders {
            guard let walk = FileManager.default.enumerator(atPath: folder) else { continue }
            while let name = walk.nextObject() as? String {
                if name.hasPrefix(".") { continue }
                guard [".yaml", ".yml", ".json", ".asl", ".py"].contains(where: name.hasSuffix) else { continue }
                times["\(folder)/\(name)"] = walk.fileAttributes?[.modificationDate] as? Date
            }
        }
        return times
    }
}

/// Files that a command writes.
enum OutputFile {
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(filePath: path))
        } catch {
            throw CommandError(
                .unavailable, "\(path) can't be written.", cure: "Name a file in a folder that you may write.")
        }
    }
}

/// A share as people read it.
enum Percent {
    static func text(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value)) %" : "\((value * 10).rounded() / 10) %"
    }
}
