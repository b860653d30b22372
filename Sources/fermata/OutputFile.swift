import Foundation

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
