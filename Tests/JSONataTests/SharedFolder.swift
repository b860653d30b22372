import JSON
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The data beside the repository that some tests read; nil where it isn't.
enum SharedFolder {
    static let path: String? = {
        var folder = #filePath[...]
        while let slash = folder.lastIndex(of: "/") {
            folder = folder[..<slash]
            let candidate = folder + "/shared"
            if FileManager.default.fileExists(atPath: candidate + "/conformance") { return String(candidate) }
        }
        return nil
    }()

    static func lines(of file: String) -> [JSONValue] {
        guard let path, let data = FileManager.default.contents(atPath: path + "/" + file) else { return [] }
        return data.split(separator: UInt8(ascii: "\n")).compactMap { try? JSONValue.parse(Array($0)) }
    }
}

extension SharedFolder {
    static func document(_ file: String) -> JSONValue? {
        guard let path, let data = FileManager.default.contents(atPath: path + "/" + file) else { return nil }
        return try? JSONValue.parse(Array(data))
    }
}
