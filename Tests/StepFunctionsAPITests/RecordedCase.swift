import Foundation
import JSON

/// A case recorded on AWS: calls, and what AWS answered (`../shared/conformance/asl`, where it is at hand).
struct RecordedCase: Sendable, CustomStringConvertible {
    let id: String
    let body: JSONValue

    var description: String { id }

    /// Those that need no other service and that somebody can match.
    static func all(ofGroups wanted: (String) -> Bool) -> [RecordedCase] {
        files.flatMap { file -> [RecordedCase] in
            guard let text = try? String(contentsOf: file, encoding: .utf8), let cases = try? JSONValue.parse(text)
            else { return [] }
            return (cases.array ?? []).compactMap { value in
                guard let id = value["id"]?.string, wanted(value["group"]?.string ?? ""),
                    value["informational"].map({ $0.isNull || $0.bool == false }) ?? true,
                    (value["needs"]?.array ?? []).isEmpty
                else { return nil }
                return RecordedCase(id: id, body: value)
            }
        }
    }

    static let isHere = !files.isEmpty

    private static let files: [URL] = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.pathComponents.count > 1 {
            folder.deleteLastPathComponent()
            let cases = folder.appendingPathComponent("../shared/conformance/asl/visible").standardizedFileURL
            let files = try? FileManager.default.contentsOfDirectory(at: cases, includingPropertiesForKeys: nil)
            if let files { return files.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path } }
        }
        return []
    }()
}
