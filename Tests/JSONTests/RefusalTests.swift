import JSON
import Testing

func refusal(of text: String, depthLimit: Int = JSONValue.defaultDepthLimit) -> JSONParseError? {
    refusal(of: Array(text.utf8), depthLimit: depthLimit)
}

func refusal(of bytes: [UInt8], depthLimit: Int = JSONValue.defaultDepthLimit) -> JSONParseError? {
    do throws(JSONParseError) {
        _ = try JSONValue.parse(bytes, depthLimit: depthLimit)
        return nil
    } catch {
        return error
    }
}

/// What RFC 8259 does not allow is refused, and the refusal says where.
struct RefusalTests {
    @Test(arguments: [
        ("", JSONParseError.Code.unexpectedEnd, 0), (" \n", .unexpectedEnd, 2), ("[", .unexpectedEnd, 1),
        ("[1", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3), ("{", .unexpectedEnd, 1), ("{\"a\"", .unexpectedEnd, 4),
        ("{\"a\":", .unexpectedEnd, 5), ("{\"a\":1", .unexpectedEnd, 6), ("{\"a\":1,", .unexpectedEnd, 7),
        ("1 2", .trailingContent, 2), ("[] x", .trailingContent, 3), ("truex", .trailingContent, 4),
        ("{}}", .trailingContent, 2), ("1,", .trailingContent, 1), ("1\u{0}", .trailingContent, 1),
        ("\u{FEFF}1", .unexpectedCharacter, 0), ("'a'", .unexpectedCharacter, 0), ("+1", .unexpectedCharacter, 0),
        (".5", .unexpectedCharacter, 0), ("NaN", .unexpectedCharacter, 0), ("Infinity", .unexpectedCharacter, 0),
        ("[,1]", .unexpectedCharacter, 1), ("[1,]", .unexpectedCharacter, 3), ("[1,,2]", .unexpectedCharacter, 3),
        ("undefined", .unexpectedCharacter, 0), ("//c\n1", .unexpectedCharacter, 0),
        ("\u{A0}1", .unexpectedCharacter, 0),
        ("\u{B}1", .unexpectedCharacter, 0), ("]", .unexpectedCharacter, 0), ("True", .unexpectedCharacter, 0),
        ("tru", .invalidLiteral, 0), ("trux", .invalidLiteral, 0), ("[nul]", .invalidLiteral, 1),
        ("falsy", .invalidLiteral, 0), ("nULL", .invalidLiteral, 0),
        ("-", .invalidNumber, 1), ("-a", .invalidNumber, 1), ("01", .invalidNumber, 1), ("-01", .invalidNumber, 2),
        ("00", .invalidNumber, 1), ("1.", .invalidNumber, 2), ("1.e5", .invalidNumber, 2), ("1.a", .invalidNumber, 2),
        ("1e", .invalidNumber, 2), ("1e+", .invalidNumber, 3), ("1E-x", .invalidNumber, 3), ("[1.]", .invalidNumber, 3),
        ("-.5", .invalidNumber, 1), ("--1", .invalidNumber, 1), ("1e5.5", .trailingContent, 3),
        ("0x10", .trailingContent, 1), ("1_000", .trailingContent, 1), ("1a", .trailingContent, 1),
        ("{1:2}", .expectedMemberName, 1), ("{a:1}", .expectedMemberName, 1), ("{,}", .expectedMemberName, 1),
        ("{\"a\":1,}", .expectedMemberName, 7), ("{'a':1}", .expectedMemberName, 1), ("{]", .expectedMemberName, 1),
        ("{\"a\" 1}", .expectedColon, 5), ("{\"a\"}", .expectedColon, 4), ("{\"a\"=1}", .expectedColon, 4),
        ("[1 2]", .expectedCommaOrBracket, 3), ("[1}", .expectedCommaOrBracket, 2),
        ("[1:2]", .expectedCommaOrBracket, 2),
        ("{\"a\":1 \"b\":2}", .expectedCommaOrBrace, 7), ("{\"a\":1]", .expectedCommaOrBrace, 6),
        ("\"", .unterminatedString, 1), ("\"abc", .unterminatedString, 4), ("\"abc\\", .unterminatedString, 4),
        ("[\"abc]", .unterminatedString, 6), ("\"a\\\"", .unterminatedString, 4),
        ("\"abcdefgh", .unterminatedString, 9),
        ("\"a\nb\"", .controlCharacter, 2), ("\"\t\"", .controlCharacter, 1), ("\"\\n\u{1}\"", .controlCharacter, 3),
        ("\"\\a\"", .invalidEscape, 1), ("\"\\'\"", .invalidEscape, 1), ("\"\\x41\"", .invalidEscape, 1),
        ("\"\\u12\"", .invalidEscape, 1), ("\"\\u12g4\"", .invalidEscape, 1), ("\"\\U0041\"", .invalidEscape, 1),
        ("\"\\u", .invalidEscape, 1), ("\"\\ud800\\u12", .invalidEscape, 7), ("\"\\u-123\"", .invalidEscape, 1),
    ])
    func refused(text: String, code: JSONParseError.Code, offset: Int) {
        let error = refusal(of: text)
        #expect(error?.code == code, "\(text)")
        #expect(error?.offset == offset, "\(text)")
    }

    @Test(
        arguments: [
            [0x22, 0x80, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xFF, 0x22], [0x22, 0xE2, 0x82, 0x22],
            [0x22, 0xF0, 0x9F, 0x98, 0x22],
            [0x22, 0x5C, 0x6E, 0x80, 0x22], [0x22, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x80, 0x22],
        ] as [[UInt8]])
    func bytesThatAreNoText(bytes: [UInt8]) {
        #expect(refusal(of: bytes)?.code == .invalidUTF8)
        #expect(refusal(of: [0x7B] + bytes + [0x3A, 0x31, 0x7D])?.code == .invalidUTF8)
    }

    @Test(arguments: [
        ("x", 1, 1), ("\nx", 2, 1), ("{\n  \"a\": x\n}", 2, 8), ("[1,\r\n\r\n 2 3]", 3, 4), ("\"é\" x", 1, 6),
        ("[\n\n", 3, 1),
    ])
    func theRefusalSaysWhere(text: String, line: Int, column: Int) {
        let error = refusal(of: text)
        #expect(error?.line == line)
        #expect(error?.column == column)
        #expect(error?.description.hasSuffix("at line \(line), column \(column)") == true)
    }

    @Test(arguments: [1, 2, 7, 512])
    func depthAtTheLimitAndOnePast(limit: Int) {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            func nested(_ depth: Int) -> String {
                String(repeating: open, count: depth) + (open == "[" ? "" : "1")
                    + String(repeating: close, count: depth)
            }
            #expect(refusal(of: nested(limit), depthLimit: limit) == nil)
            #expect(refusal(of: nested(limit + 1), depthLimit: limit)?.code == .tooDeep)
        }
        // Width is not depth.
        let wide = "[" + Array(repeating: "[]", count: 2_000).joined(separator: ",") + "]"
        #expect(refusal(of: wide, depthLimit: 2) == nil)
    }

    @Test func depthOfNothing() {
        #expect(refusal(of: "1", depthLimit: 0) == nil)
        #expect(refusal(of: "[]", depthLimit: 0)?.code == .tooDeep)
    }

    /// No prefix of a document is a document of the same kind, and none stops the process.
    @Test func prefixesAreRefused() {
        let text = "{\"a\":[1.5e3,true,null,\"x\\u00e9\\ud83d\\ude00é😀\"],\"bcdefghijkl\":{\"c\":-0}}"
        let bytes = Array(text.utf8)
        for length in 0..<bytes.count { #expect(refusal(of: Array(bytes.prefix(length))) != nil) }
        #expect(refusal(of: bytes) == nil)
    }
}
