import Foundation

/// Tells whether anything in some folders has changed since it last looked.
struct FileChanges {
    private static let endings = [".yaml", ".yml", ".json", ".jsonl", ".asl", ".py", ".js", ".mjs"]

    private let folders: [String]
    private var last: [String: Date] = [:]

    /// - Parameter paths: folders, and files whose folders are watched.
    init(_ paths: [String]) {
        let all = paths.map { path in
            if FolderWalk.isFolder(path) { return path }
            let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            return folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder
        }
        folders = Set(all).sorted()
        last = times()
    }

    mutating func look() -> Bool {
        let now = times()
        defer { last = now }
        return now != last
    }

    private func times() -> [String: Date] {
        var times: [String: Date] = [:]
        for path in folders.flatMap(FolderWalk.files) where Self.endings.contains(where: path.hasSuffix) {
            times[path] = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        }
        return times
    }
}
