import Foundation
import JSON

/// Folders of this machine as buckets: `file:///absolute/folder`, inside the folders that `--file-root` names.
struct FolderStore: ObjectStore {
    static let scheme = "file://"

    /// Absolute, without links.
    private let roots: [String]

    init(roots: [String]) { self.roots = roots.map(Self.resolved) }

    private static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }

    /// The path of an object; links are followed first, so that none leads out of the roots.
    private func path(_ bucket: String, _ key: String) throws(SourceFault) -> String {
        let folder = String(bucket.dropFirst(Self.scheme.count))
        guard folder.hasPrefix("/") else {
            throw SourceFault("The bucket '\(bucket)' isn't an absolute path: file:///folder.")
        }
        let path = Self.resolved(key.isEmpty ? folder : "\(folder)/\(key)")
        guard roots.contains(where: { path == $0 || path.hasPrefix($0 == "/" ? "/" : $0 + "/") }) else {
            throw SourceFault(
                "The path '\(path)' is outside the folders that the server may use. Name one with --file-root.")
        }
        return path
    }

    func read(
        _ object: ObjectName, from offset: Int, count: Int, tag: String?
    ) async throws(SourceFault) -> ObjectPart {
        let path = try path(object.bucket, object.key)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw Self.unreadable(path) }
        let found = "\(status.st_size)-\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)-\(status.st_ino)"
        if let tag, !tag.isEmpty, tag != found { throw SourceFault.changed(object.key) }
        var length = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while length < count {
                let got = pread(
                    descriptor, buffer.baseAddress?.advanced(by: length), count - length, off_t(offset + length))
                if got <= 0 { break }
                length += got
            }
            filled = length
        }
        return ObjectPart(bytes: bytes, tag: found)
    }

    private static func unreadable(_ path: String) -> SourceFault {
        SourceFault("The file '\(path)' can't be read: \(String(cString: strerror(errno))).")
    }

    func list(
        _ bucket: String, _ arguments: JSONValue, after key: String?
    ) async throws(SourceFault) -> ObjectPage {
        let folder = try path(bucket, "")
        let prefix = arguments["Prefix"]?.string ?? ""
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw SourceFault("The folder '\(folder)' doesn't exist.")
        }
        let names = Self.files(below: folder).filter { name in
            name.hasPrefix(prefix)
                && (key.map { name.utf8.lexicographicallyPrecedes($0.utf8) == false && name != $0 } ?? true)
        }
        let page = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.prefix(1_000)
        let objects = page.compactMap { name -> JSONValue? in
            var status = stat()
            guard stat("\(folder)/\(name)", &status) == 0 else { return nil }
            return [
                "Etag": .string("\"\(status.st_size)-\(status.st_mtim.tv_sec)\""), "Key": .string(name),
                "LastModified": .int(Int64(status.st_mtim.tv_sec)), "Size": .int(Int64(status.st_size)),
                "StorageClass": "STANDARD",
            ]
        }
        return ObjectPage(objects: objects, hasMore: page.count < names.count)
    }

    private static func files(below folder: String) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: folder) else { return [] }
        var names: [String] = []
        for case let name as String in walk {
            var status = stat()
            guard stat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            names.append(name)
        }
        return names
    }

    func write(_ object: ObjectName, _ bytes: [UInt8]) async throws(SourceFault) {
        let path = try path(object.bucket, object.key)
        let url = URL(fileURLWithPath: path)
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url, options: .atomic)
        } catch {
            throw SourceFault("The file '\(path)' can't be written: \(error.localizedDescription)")
        }
    }
}
