import JSON

/// What is wrong with a text that should be JSON, in the words of Jackson, which AWS passes on.
struct JSONTextFault: Error {
    let message: String

    /// The value of a text that a client sent; JSON of whatever kind.
    static func parse(_ text: String) throws(JSONTextFault) -> JSONValue {
        do throws(JSONParseError) {
            return try JSONValue.parse(text)
        } catch {
            throw JSONTextFault(message: describe(Array(text.utf8), error))
        }
    }

    /// nil where the text is JSON.
    static func of(_ text: String) -> String? {
        do throws(JSONTextFault) {
            _ = try parse(text)
            return nil
        } catch {
            return error.message
        }
    }

    private static func describe(_ text: [UInt8], _ error: JSONParseError) -> String {
        let place = min(error.offset, text.count)
        guard text.contains(where: { !isBlank($0) }) else { return "Invalid execution input." }
        guard place < text.count, error.code != .unexpectedEnd else {
            return "Unexpected end-of-input: expected close marker"
        }
        let expected = expectation(text, before: place, error)
        let word = text[place...].prefix(while: isWordPart)
        if expected == nil, let first = word.first, isLetter(first) {
            return "Unrecognized token '\(String(decoding: word, as: UTF8.self))': was expecting (JSON String, Number, "
                + "Array, Object or token 'null', 'true' or 'false')"
        }
        let scalar = String(decoding: text[place...], as: UTF8.self).unicodeScalars.first ?? " "
        return "Unexpected character ('\(scalar)' (code \(scalar.value))): was expecting "
            + (expected ?? "a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')")
    }

    private static func expectation(_ text: [UInt8], before place: Int, _ error: JSONParseError) -> String? {
        switch error.code {
        case .expectedMemberName: "double-quote to start field name"
        case .expectedColon: "a colon to separate field name and value"
        case .expectedCommaOrBracket: "comma to separate Array entries"
        case .expectedCommaOrBrace: "comma to separate Object entries"
        default: nil
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isWordPart(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
    }
}
