public import StatesLanguage
import Yams

/// The lines of a text, for places that are counted in other units than bytes.
public struct TextLines: Sendable {
    private let lines: [Substring]

    public init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.hasSuffix("\r") ? $0.dropLast() : $0
        }
    }

    /// The line, counted from 1, without its end.
    public subscript(line: Int) -> Substring? { lines.indices.contains(line - 1) ? lines[line - 1] : nil }

    /// The column in characters (Unicode scalars), from 1.
    public func column(of position: SourcePosition) -> Int {
        guard let line = self[position.line] else { return position.column }
        return String(decoding: line.utf8.prefix(position.column - 1), as: UTF8.self).unicodeScalars.count + 1
    }

    /// A mark of Yams, which counts characters.
    func position(of mark: Mark?) -> SourcePosition {
        guard let mark else { return SourcePosition(line: 1, column: 1) }
        guard let line = self[mark.line] else { return SourcePosition(line: mark.line, column: mark.column) }
        let before = line.unicodeScalars.prefix(max(0, mark.column - 1))
        return SourcePosition(line: mark.line, column: String(String.UnicodeScalarView(before)).utf8.count + 1)
    }
}
