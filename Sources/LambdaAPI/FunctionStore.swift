import Foundation
import JSON

/// Keeps the functions that were made through the API: a file for each, and a folder for each state of code.
struct FunctionStore: Sendable {
    /// Below the server's data folder.
    let directory: String

    func load() -> [StoredFunction] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/functions")) ?? []
        return names.sorted().compactMap { name in
            guard name.hasSuffix(".json"),
                let data = FileManager.default.contents(atPath: "\(directory)/functions/\(name)")
            else { return nil }
            return (try? JSONValue.parse(Array(data))).flatMap(StoredFunction.init(stored:))
        }
    }

    func save(_ function: StoredFunction) throws {
        try FileManager.default.createDirectory(atPath: "\(directory)/functions", withIntermediateDirectories: true)
        try Data(function.stored.serializedBytes()).write(
            to: URL(fileURLWithPath: "\(directory)/functions/\(function.name).json"), options: .atomic)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(directory)/functions/\(name).json")
    }

    /// Unpacks code into a folder named by the digest of its zip, once; gives the folder's name.
    func unpack(_ archive: ZipArchive, digest: String) throws -> String {
        let folder = "code/\(digest)"
        let path = "\(directory)/\(folder)"
        if FileManager.default.fileExists(atPath: path) { return folder }
        // Another name until it is whole, so that a crash leaves no half of it.
        let unfinished = "\(path).new"
        try? FileManager.default.removeItem(atPath: unfinished)
        for entry in archive.entries {
            let file = URL(fileURLWithPath: "\(unfinished)/\(entry.path)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(entry.content).write(to: file)
            try FileManager.default.setAttributes(
                [.posixPermissions: entry.isExecutable ? 0o755 : 0o644], ofItemAtPath: file.path)
        }
        if archive.entries.isEmpty {
            try FileManager.default.createDirectory(atPath: unfinished, withIntermediateDirectories: true)
        }
        try FileManager.default.moveItem(atPath: unfinished, toPath: path)
        return folder
    }
}
