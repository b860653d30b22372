public import StatesLanguage
import Yams

/// The lines of a text, for places that are counted in other units than bytes.
public struct TextLines: Sendable {
    private let lines: [Substring]
    private let isASCII: Bool

    public init(_ text: String) {
        isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        // By scalars: "\r\n" is one character to Swift.
        lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map {
            Substring($0.last == "\r" ? $0.dropLast() : $0)
        }
    }

    /// The line, counted from 1, without its end.
    public subscript(line: Int) -> Substring? { lines.indices.contains(line - 1) ? lines[line - 1] : nil }

    /// The column in characters (Unicode scalars), from 1.
    public func column(of position: SourcePosition) -> Int {
        guard let line = self[position.line] else { return position.column }
        return String(decoding: line.utf8.prefix(position.column - 1), as: UTF8.self).unicodeScalars.count + 1
    }

    /// A line, cut to what fits beside a caret.
    public struct Excerpt: Sendable, Equatable {
        public let text: String
        /// Characters of ``text`` before the place.
        public let caret: Int
        public let isCutBefore: Bool
        public let isCutBehind: Bool
    }

    /// The part of a line around a place: the whole line where that is short.
    public func excerpt(around position: SourcePosition) -> Excerpt? {
        guard let line = self[position.line]?.utf8 else { return nil }
        let place = min(max(0, position.column - 1), line.count)
        let start = place > 120 ? place - 60 : 0
        let end = min(line.count, start + 180)
        // A cut may fall into a character, whose rest is then left out.
        let before = Self.text(line.dropFirst(start).prefix(place - start))
        let behind = Self.text(line.dropFirst(place).prefix(end - place))
        return Excerpt(
            text: before + behind, caret: before.unicodeScalars.count, isCutBefore: start > 0,
            isCutBehind: end < line.count)
    }

    private static func text(_ bytes: Substring.UTF8View.SubSequence) -> String {
        let inside = bytes.drop { $0 & 0xC0 == 0x80 }
        let text = String(decoding: inside, as: UTF8.self).replacing("\t", with: " ")
        return text.hasSuffix("\u{FFFD}") ? String(text.dropLast()) : text
    }

    /// A mark of Yams, which counts characters.
    func position(of mark: Mark?) -> SourcePosition {
        guard let mark else { return SourcePosition(line: 1, column: 1) }
        guard let line = self[mark.line] else { return SourcePosition(line: mark.line, column: mark.column) }
        if isASCII { return SourcePosition(line: mark.line, column: min(max(1, mark.column), line.utf8.count + 1)) }
        let scalars = line.unicodeScalars
        let place =
            scalars.index(scalars.startIndex, offsetBy: max(0, mark.column - 1), limitedBy: scalars.endIndex)
            ?? scalars.endIndex
        return SourcePosition(
            line: mark.line, column: line.utf8.distance(from: line.utf8.startIndex, to: place) + 1)
    }
}
