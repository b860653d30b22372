import JSON

/// Says of malformed JSON what Jackson, the Java parser behind AWS, says, at the place that our own parser found.
struct MalformedJSON {
    private let error: JSONParseError
    private let source: String

    static func diagnostic(of error: JSONParseError, in source: String) -> Diagnostic {
        let fault = MalformedJSON(error: error, source: source)
        let place = fault.place(line: error.line, column: error.column + fault.width)
        return Diagnostic(
            code: .invalidJSONDescription, message: "\(fault.message)\n at \(place)", location: place,
            position: SourcePosition(line: error.line, column: error.column), cure: "\(error.code)")
    }

    /// Jackson quotes the first 500 characters of its source.
    private func place(line: Int, column: Int) -> String {
        let head = source.prefix(500)
        let rest = source.utf16.count - head.utf16.count
        let quoted = rest > 0 ? "\"\(head)\"[truncated \(rest) chars]" : "\"\(head)\""
        return "[Source: (String)\(quoted); line: \(line), column: \(column)]"
    }

    /// What Jackson has read of the fault when it reports: a whole word, or one character.
    private var width: Int {
        if let word { return word.utf8.count }
        return character == nil ? 0 : 1
    }

    private var isAtEnd: Bool { error.offset >= source.utf8.count }

    private var character: Unicode.Scalar? {
        let bytes = source.utf8
        guard !isAtEnd, let index = bytes.index(bytes.startIndex, offsetBy: error.offset, limitedBy: bytes.endIndex),
            index < bytes.endIndex
        else { return nil }
        return source.unicodeScalars[index]
    }

    /// The word at the fault, where it is one that is no value.
    private var word: String? {
        guard error.code == .unexpectedCharacter || error.code == .invalidLiteral else { return nil }
        let bytes = source.utf8.dropFirst(error.offset).prefix {
            (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
                || $0 == 0x24
        }
        return bytes.isEmpty ? nil : String(bytes)
    }

    private static let values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

    private var message: String {
        if let word { return "Unrecognized token '\(word)': was expecting \(Self.values)" }
        guard let character, error.code != .unterminatedString else { return endMessage }
        let name =
            character.value < 0x20 ? "(CTRL-CHAR, code \(character.value))" : "'\(character)' (code \(character.value))"
        let unexpected = "Unexpected character (\(name)): "
        switch error.code {
        case .expectedMemberName: return unexpected + "was expecting double-quote to start field name"
        case .expectedColon: return unexpected + "was expecting a colon to separate field name and value"
        case .expectedCommaOrBrace: return unexpected + "was expecting comma to separate Object entries"
        case .expectedCommaOrBracket: return unexpected + "was expecting comma to separate Array entries"
        case .controlCharacter:
            return "Illegal unquoted character (\(name)): has to be escaped using backslash to be included in string "
                + "value"
        case .invalidEscape: return "Unrecognized character escape \(name)"
        case .unexpectedCharacter: return unexpected + "expected a valid value \(Self.values)"
        default: return unexpected + error.code.description
        }
    }

    private var endMessage: String {
        if error.code == .unterminatedString {
            return "Unexpected end-of-input: was expecting closing quote for a string value"
        }
        guard let open = OpenContainer.last(in: source) else { return "Unexpected end-of-input" }
        return
            "Unexpected end-of-input: expected close marker for \(open.isObject ? "Object" : "Array") (start marker at "
            + "\(place(line: open.line, column: open.column)))"
    }
}

/// The innermost bracket that a text leaves open.
private struct OpenContainer {
    let isObject: Bool
    let line: Int
    let column: Int

    static func last(in source: String) -> OpenContainer? {
        var open: [OpenContainer] = []
        var line = 1
        var column = 0
        var inString = false
        var escaped = false
        for byte in source.utf8 {
            column += 1
            if escaped {
                escaped = false
                continue
            }
            switch byte {
            case UInt8(ascii: "\n"): (line, column) = (line + 1, 0)
            case UInt8(ascii: "\\") where inString: escaped = true
            case UInt8(ascii: "\""): inString.toggle()
            case _ where inString: break
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                open.append(OpenContainer(isObject: byte == UInt8(ascii: "{"), line: line, column: column))
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
            default: break
            }
        }
        return open.last
    }
}
