import Foundation

/// Files that a command is told to read.
enum InputFile {
    static func text(_ path: String) throws -> String {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: path))
        } catch {
            var isDirectory: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            let cause =
                if !exists {
                    "There is no file \(path)."
                } else if isDirectory.boolValue {
                    "\(path) is a folder."
                } else {
                    "\(path) can't be read."
                }
            throw CommandError(.unavailable, cause, cure: "Name a file that you may read.")
        }
        return try decoded(bytes, path)
    }

    static func standardInput() throws -> String {
        try decoded(FileHandle.standardInput.readToEnd() ?? Data(), "Standard input")
    }

    private static func decoded(_ bytes: Data, _ place: String) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandError(.unavailable, "\(place) is not UTF-8 text.", cure: "Save it as UTF-8.")
        }
        return text
    }
}
