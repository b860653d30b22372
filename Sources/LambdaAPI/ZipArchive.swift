import LocalFunctions

/// The files of a zip archive (PKWARE's APPNOTE), read from its central directory; stored and deflated entries.
struct ZipArchive {
    struct Entry {
        var path: String
        var isExecutable: Bool
        var content: [UInt8]
    }

    enum Failure: Error, Equatable {
        case notAnArchive
        case unsafePath(String)
        case unsupported(String)
        case tooLarge
    }

    /// What all files may hold together, in bytes (AWS: 250 MB unzipped).
    static let limit = 262_144_000
    static let entryLimit = 50_000

    let entries: [Entry]

    init(_ bytes: [UInt8]) throws(Failure) {
        guard let end = Self.endRecord(bytes) else { throw .notAnArchive }
        let count = Self.number(bytes, end + 10, 2)
        guard count <= Self.entryLimit else { throw .tooLarge }
        var place = Self.number(bytes, end + 16, 4)
        var entries: [Entry] = []
        var total = 0
        for _ in 0..<count {
            guard place + 46 <= bytes.count, Self.number(bytes, place, 4) == 0x0201_4B50 else { throw .notAnArchive }
            let nameLength = Self.number(bytes, place + 28, 2)
            let next = place + 46 + nameLength + Self.number(bytes, place + 30, 2) + Self.number(bytes, place + 32, 2)
            guard next <= bytes.count else { throw .notAnArchive }
            let name = String(decoding: bytes[place + 46..<place + 46 + nameLength], as: UTF8.self)
            let mode = Self.number(bytes, place + 38, 4) >> 16
            if !name.hasSuffix("/") {
                guard Self.isSafe(name), mode & 0o170000 != 0o120000 else { throw .unsafePath(name) }
                let content = try Self.content(bytes, entry: place, name: name, limit: Self.limit - total)
                total += content.count
                entries.append(
                    Entry(path: name, isExecutable: mode & 0o111 != 0 || name == "bootstrap", content: content))
            }
            place = next
        }
        self.entries = entries
    }

    /// Relative, without steps up: nothing is written outside of the function's folder.
    private static func isSafe(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("/") && !path.contains("\\") && !path.contains("\0")
            && path.split(separator: "/").allSatisfy { $0 != ".." && $0 != "." }
    }

    private static func content(
        _ bytes: [UInt8], entry: Int, name: String, limit: Int
    ) throws(Failure) -> [UInt8] {
        guard number(bytes, entry + 8, 2) & 1 == 0 else { throw .unsupported("\(name) is encrypted") }
        let method = number(bytes, entry + 10, 2)
        let packed = number(bytes, entry + 20, 4)
        let size = number(bytes, entry + 24, 4)
        let header = number(bytes, entry + 42, 4)
        guard size <= limit else { throw .tooLarge }
        guard header + 30 <= bytes.count, number(bytes, header, 4) == 0x0403_4B50 else { throw .notAnArchive }
        let start = header + 30 + number(bytes, header + 26, 2) + number(bytes, header + 28, 2)
        guard start + packed <= bytes.count else { throw .notAnArchive }
        let data = bytes[start..<start + packed]
        switch method {
        case 0: return Array(data)
        case 8:
            guard let content = try? Inflate.raw(Array(data), limit: limit), content.count == size else {
                throw .notAnArchive
            }
            return content
        default: throw .unsupported("\(name) is compressed by method \(method)")
        }
    }

    /// The end of the central directory, from behind, past an archive's comment.
    private static func endRecord(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 22 else { return nil }
        for place in stride(from: bytes.count - 22, through: max(0, bytes.count - 22 - 65_535), by: -1)
        where number(bytes, place, 4) == 0x0605_4B50 { return place }
        return nil
    }

    private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
}
