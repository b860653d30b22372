import JSON

/// Says of malformed JSON what the Java parser behind AWS says, as far as its texts are known, with the place that our
/// own parser found.
enum MalformedJSON {
    static func diagnostic(of error: JSONParseError, in source: String) -> Diagnostic {
        let place = "[Source: (String)\(quoted(source)); line: \(error.line), column: \(column(of: error, in: source))]"
        return Diagnostic(
            code: .invalidJSONDescription, message: "\(message(of: error, in: source))\n at \(place)", location: place,
            position: SourcePosition(line: error.line, column: error.column), cure: "\(error.code)")
    }

    /// Jackson quotes the first 500 characters of its source.
    private static func quoted(_ source: String) -> String {
        let head = source.prefix(500)
        let rest = source.utf16.count - head.utf16.count
        return rest > 0 ? "\"\(head)\"[truncated \(rest) chars]" : "\"\(head)\""
    }

    /// Jackson counts from the character behind an unknown word.
    private static func column(of error: JSONParseError, in source: String) -> Int {
        error.column + (token(of: error, in: source)?.utf8.count ?? 0)
    }

    private static func message(of error: JSONParseError, in source: String) -> String {
        if let token = token(of: error, in: source) {
            return "Unrecognized token '\(token)': was expecting (JSON String, Number, Array, Object or token 'null', "
                + "'true' or 'false')"
        }
        if error.code == .unexpectedEnd || error.code == .unterminatedString {
            return "Unexpected end-of-input"
        }
        let bytes = source.utf8
        guard let index = bytes.index(bytes.startIndex, offsetBy: error.offset, limitedBy: bytes.endIndex),
            index < bytes.endIndex
        else { return "Unexpected end-of-input" }
        let scalar = source.unicodeScalars[index]
        return "Unexpected character ('\(scalar)' (code \(scalar.value))): \(error.code)"
    }

    /// The word at the fault, where it is one that is no value.
    private static func token(of error: JSONParseError, in source: String) -> String? {
        guard error.code == .unexpectedCharacter || error.code == .invalidLiteral else { return nil }
        let word = source.utf8.dropFirst(error.offset).prefix {
            (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
        }
        return word.isEmpty ? nil : String(word)
    }
}
