/// Why a text is not JSON, and where.
public struct JSONParseError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong; more codes may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        public let description: String
        private init(_ description: String) { self.description = description }

        public static let unexpectedEnd = Code("unexpected end of text")
        public static let unexpectedCharacter = Code("unexpected character")
        public static let trailingContent = Code("unexpected content after the value")
        public static let invalidLiteral = Code("expected true, false or null")
        public static let invalidNumber = Code("invalid number")
        public static let expectedMemberName = Code("expected a member name in double quotes")
        public static let expectedColon = Code("expected ':' after the member name")
        public static let expectedCommaOrBracket = Code("expected ',' or ']'")
        public static let expectedCommaOrBrace = Code("expected ',' or '}'")
        public static let unterminatedString = Code("string without a closing quote")
        public static let controlCharacter = Code("unescaped control character in a string")
        public static let invalidEscape = Code("invalid escape in a string")
        public static let invalidUTF8 = Code("invalid UTF-8")
        public static let tooDeep = Code("nested too deeply")
    }

    public let code: Code
    /// Bytes before the fault.
    public let offset: Int
    /// From 1.
    public let line: Int
    /// From 1, in bytes.
    public let column: Int

    init(_ code: Code, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        self.code = code
        self.offset = offset
        var line = 1
        var lineStart = 0
        for place in 0..<min(offset, bytes.count) where bytes[place] == UInt8(ascii: "\n") {
            line += 1
            lineStart = place + 1
        }
        self.line = line
        column = offset - lineStart + 1
    }

    public var description: String { "\(code) at line \(line), column \(column)" }
}
