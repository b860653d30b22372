/// A position in the text of a path or of an intrinsic call.
struct PathCursor {
    let bytes: [UInt8]
    var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position >= bytes.count }
    var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    func byte(after distance: Int) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    func fail(_ code: JSONPathSyntaxError.Code) -> JSONPathSyntaxError { JSONPathSyntaxError(code, at: position) }

    func text(from start: Int, to end: Int? = nil) -> String {
        String(decoding: bytes[start..<(end ?? position)], as: UTF8.self)
    }

    /// Takes the character if it stands here.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard byte == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Takes the word if it stands here.
    mutating func take(_ word: String) -> Bool {
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    mutating func skipSpace() {
        while let byte, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
    }

    /// Takes an optional minus sign and digits; nil where there are none.
    mutating func integer() -> Int? {
        let start = position
        if byte == UInt8(ascii: "-") { position += 1 }
        while let byte, byte.isDigit { position += 1 }
        guard let value = Int(text(from: start)) else {
            position = start
            return nil
        }
        return value
    }

    /// Takes a string in quotes of either kind. A backslash escapes the quote; before another character it stands for
    /// itself (`$['Test\"Name"']` picks the key `Test\"Name"` on AWS).
    mutating func quotedName() throws(JSONPathSyntaxError) -> String {
        guard let quote = byte, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            throw fail(.expectedName)
        }
        let start = position
        position += 1
        var name: [UInt8] = []
        while let next = byte {
            position += 1
            if next == quote { return String(decoding: name, as: UTF8.self) }
            if next == UInt8(ascii: "\\"), byte == quote {
                name.append(quote)
                position += 1
            } else {
                name.append(next)
            }
        }
        throw JSONPathSyntaxError(.unterminatedString, at: start)
    }
}

extension UInt8 {
    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }

    /// A letter, a digit, an underscore, or part of a character beyond ASCII.
    var isIdentifier: Bool {
        isDigit || (self | 0x20) &- UInt8(ascii: "a") < 26 || self == UInt8(ascii: "_") || self >= 0x80
    }
}
