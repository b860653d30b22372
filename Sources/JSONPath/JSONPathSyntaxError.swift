/// Why a text is not a path or an intrinsic call, and where.
public struct JSONPathSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong; more codes may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        public let description: String
        private init(_ description: String) { self.description = description }

        public static let missingRoot = Code("a path begins with '$'")
        public static let unexpectedEnd = Code("unexpected end")
        public static let unexpectedCharacter = Code("unexpected character")
        public static let expectedName = Code("expected a name")
        public static let expectedBracket = Code("expected ']'")
        public static let expectedParenthesis = Code("expected ')'")
        public static let unterminatedString = Code("string without a closing quote")
        public static let invalidIndex = Code("invalid array index")
        public static let invalidSlice = Code("invalid array slice")
        public static let invalidFilter = Code("invalid filter expression")
        public static let invalidRegularExpression = Code("invalid regular expression")
        public static let notAReferencePath = Code("a reference path names one node: only names and indexes")
        public static let invalidEscape = Code("invalid escape: only \\', \\{, \\} and \\\\ are")
        public static let unknownFunction = Code("unknown intrinsic function")
        public static let expectedArgument = Code("expected an argument")
        public static let tooDeep = Code("nested too deeply")
    }

    public let code: Code
    /// Bytes of UTF-8 before the fault.
    public let offset: Int

    init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    public var description: String { "\(code) at offset \(offset)" }
}
