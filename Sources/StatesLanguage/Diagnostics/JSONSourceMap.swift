/// Finds places in a JSON text by scanning it anew: made only when a diagnostic needs it.
///
/// The text has been parsed before, so the scan trusts its grammar and only keeps inside its bounds.
public struct JSONSourceMap: SourceMap, Sendable {
    private let bytes: [UInt8]

    public init(_ text: String) { bytes = Array(text.utf8) }

    public func position(of path: DefinitionPath) -> SourcePosition? { locate(path)?.value }

    public func position(ofName path: DefinitionPath) -> SourcePosition? {
        guard let found = locate(path) else { return nil }
        return found.name ?? found.value
    }

    private func locate(_ path: DefinitionPath) -> (name: SourcePosition?, value: SourcePosition)? {
        var scan = JSONScan(bytes)
        scan.skipBlanks()
        var value = scan.place
        var name: Int?
        for step in path.steps {
            guard let found = scan.descend(step) else { break }
            (name, value) = found
        }
        return (name.map(position(at:)), position(at: value))
    }

    private func position(at offset: Int) -> SourcePosition {
        var line = 1
        var lineStart = 0
        for place in 0..<min(offset, bytes.count) where bytes[place] == UInt8(ascii: "\n") {
            line += 1
            lineStart = place + 1
        }
        return SourcePosition(line: line, column: offset - lineStart + 1)
    }
}
