import Dispatch
import Foundation
import JSON
import Journal

/// Log groups as files of JSON lines: the group `/aws/vendedlogs/states/orders` is `aws/vendedlogs/states/orders.jsonl`
/// in the folder of the logs.
///
/// A file is opened for each batch of lines, so another program may move it away at any time (logrotate). Where the
/// disk can't keep up, or refuses, events are left out: logging never delays an execution.
public final class LogGroupFiles: ExecutionLog {
    /// Events that wait to be written; more are dropped.
    static let limit = 100_000

    private let directory: String
    private let queue = DispatchQueue(label: "execution logs")
    private let waiting = Guarded(Waiting())

    private struct Waiting {
        var batches: [LoggedEvents] = []
        var count = 0
        var dropped = 0
    }

    public init(directory: String) { self.directory = directory }

    /// Events that were left out since the start.
    public var dropped: Int { waiting.withLock { $0.dropped } }

    public func write(_ batch: LoggedEvents) {
        let isFirst = waiting.withLock { waiting in
            guard waiting.count + batch.entries.count <= Self.limit else {
                waiting.dropped += batch.entries.count
                return false
            }
            waiting.count += batch.entries.count
            waiting.batches.append(batch)
            return waiting.batches.count == 1
        }
        if isFirst { queue.async { [self] in flush() } }
    }

    public func close() { queue.sync { flush() } }

    private func flush() {
        let batches = waiting.withLock { waiting in
            defer {
                waiting.batches = []
                waiting.count = 0
            }
            return waiting.batches
        }
        var texts: [String: [UInt8]] = [:]
        for batch in batches {
            for line in batch.lines {
                texts[batch.group, default: []] += line.serializedBytes()
                texts[batch.group, default: []].append(UInt8(ascii: "\n"))
            }
        }
        for (group, text) in texts where !append(text, to: path(of: group)) {
            waiting.withLock { $0.dropped += text.count { $0 == UInt8(ascii: "\n") } }
        }
    }

    /// Within the folder, whatever the group is called.
    func path(of group: String) -> String {
        let parts = group.split(separator: "/").map { $0 == "." || $0 == ".." ? "_" : String($0) }
        return "\(directory)/\(parts.isEmpty ? "_" : parts.joined(separator: "/")).jsonl"
    }

    private func append(_ text: [UInt8], to path: String) -> Bool {
        let url = URL(fileURLWithPath: path)
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            if !FileManager.default.fileExists(atPath: path) {
                guard FileManager.default.createFile(atPath: path, contents: nil) else { return false }
            }
            let file = try FileHandle(forWritingTo: url)
            defer { try? file.close() }
            try file.seekToEnd()
            try file.write(contentsOf: text)
            return true
        } catch {
            return false
        }
    }
}
