import Foundation

/// The repository's own Swift files, for tests about the code itself.
enum SourceTree {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    struct File: Sendable, CustomStringConvertible {
        /// From the root: `Sources/JSON/JSONValue.swift`.
        let path: String
        let lines: [String]

        var description: String { path }

        /// `JSON` of `Sources/JSON/JSONValue.swift`.
        var target: String { String(path.split(separator: "/")[1]) }

        /// The lines without comments and without what stands in one-line string literals, each with its number.
        let code: [(number: Int, text: String)]

        init(path: String, lines: [String]) {
            self.path = path
            self.lines = lines
            code = lines.enumerated().compactMap { number, line in
                let text = CodeText.stripped(line)
                return text.isEmpty ? nil : (number + 1, text)
            }
        }

        /// The modules that the file imports.
        var imports: [String] {
            code.compactMap { _, text in
                let words = text.split(separator: " ").map(String.init)
                guard let place = words.firstIndex(of: "import"), place <= 2, words.count > place + 1 else {
                    return nil
                }
                guard words[..<place].allSatisfy({ $0.hasPrefix("@") || $0 == "public" || $0 == "package" }) else {
                    return nil
                }
                let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
                let module = kinds.contains(words[place + 1]) ? words.last ?? "" : words[place + 1]
                return module.split(separator: ".").first.map(String.init)
            }
        }
    }

    static let sources = files(under: "Sources")

    static func files(under folder: String) -> [File] {
        let base = root.appending(path: folder)
        let walk = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
        var files: [File] = []
        while let url = walk?.nextObject() as? URL {
            guard url.pathExtension == "swift", let text = try? String(contentsOf: url, encoding: .utf8) else {
                continue
            }
            let path = folder + url.path().dropFirst(base.path().count + (base.path().hasSuffix("/") ? -1 : 0))
            files.append(
                File(path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)))
        }
        return files.sorted { $0.path < $1.path }
    }

    static let targets = Set(sources.map(\.target))
}

/// A line of Swift without what is not code.
enum CodeText {
    static func stripped(_ line: String) -> String {
        var text = ""
        var isLiteral = false
        var isEscaped = false
        var previous: Character = " "
        for character in line {
            if isLiteral {
                if isEscaped {
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    isLiteral = false
                }
            } else if character == "\"" {
                isLiteral = true
            } else if character == "/" && previous == "/" {
                text.removeLast()
                break
            } else {
                text.append(character)
            }
            previous = isLiteral ? " " : character
        }
        return text.trimmingCharacters(in: .whitespaces)
    }
}
