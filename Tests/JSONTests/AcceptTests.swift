import JSON
import Testing

/// What RFC 8259 allows is read, and written again as it was but for white space.
struct AcceptTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-1", "\"\"", "[]", "{}", "[[]]", "[{}]", "{\"\":{}}", "[1,2,3]",
        "{\"b\":1,\"a\":2}", "\"a\\\"b\"", "\"a\\\\b\"", "\"\\b\\f\\n\\r\\t\"", "\"\\u0000\\u001f\"", "\"\u{7F}\"",
        "\"é\"", "\"漢字\"", "\"😀\"", "\"\u{2028}\u{2029}\"", "\"\u{FEFF}\"", "\"\u{10F7FF}\"", "\"/\"",
        "[null,true,false]",
        "{\"a\":[1,{\"b\":[]}],\"c\":\"d\"}",
    ])
    func comesOutAsItWentIn(text: String) throws {
        #expect(try JSONValue.parse(text).serialized() == text)
        #expect(try JSONValue.parse(Array(text.utf8)).serialized() == text)
    }

    @Test(arguments: [
        (" \t\r\n1 \t\r\n", "1"), ("[ ]", "[]"), ("{ }", "{}"), ("[ 1 , 2 ]", "[1,2]"),
        ("{ \"a\" : 1 , \"b\" : [ ] }", "{\"a\":1,\"b\":[]}"), ("\"\\/\"", "\"/\""), ("\"\\u0041\"", "\"A\""),
        ("\"\\u00e9\\u00E9\"", "\"éé\""), ("\"\\ud83d\\ude00\"", "\"😀\""), ("\"\\uD83D\\uDE00\"", "\"😀\""),
        ("\"\\u0008\\u000c\\u000a\\u000d\\u0009\"", "\"\\b\\f\\n\\r\\t\""), ("\"\\u0022\\u005C\"", "\"\\\"\\\\\""),
        ("\"\\u001F\"", "\"\\u001f\""), ("\"\\udbff\\udfff\"", "\"\\udfff\""),
    ])
    func comesOutCompact(text: String, compact: String) throws {
        // The last case: U+10FFFF has the place of a lone half (LoneSurrogate), which is how it is written.
        #expect(try JSONValue.parse(text).serialized() == compact)
    }

    @Test(arguments: [
        "\"\\ud800\"", "\"\\udfff\"", "\"\\udc00\\ud800\"", "\"\\ud800\\ud800\"", "\"a\\ud800b\"",
        "\"\\ud800\\n\"", "{\"\\udead\":1}", "\"1234567\\ud800\"", "\"12345678\\ud8001234567890\"", "\"é\\udfff😀\"",
    ])
    func halvesOfPairsAreKept(text: String) throws {
        #expect(try JSONValue.parse(text).serialized() == text)
    }

    @Test func aHalfBeforeAnotherEscape() throws {
        #expect(try JSONValue.parse("\"\\ud800\\u0041\"").serialized() == "\"\\ud800A\"")
        #expect(LoneSurrogate.half("\u{10F800}") == 0xD800)
        #expect(LoneSurrogate.half("\u{10FFFF}") == 0xDFFF)
        #expect(LoneSurrogate.half("\u{10F7FF}") == nil)
        #expect(LoneSurrogate.half("a") == nil)
    }

    /// Strings are read eight bytes at a time: whatever ends the run may stand at any place of a word.
    @Test(arguments: 0..<34)
    func stringsOfEachLength(length: Int) throws {
        let filling = String(repeating: "x", count: length)
        for special in ["", "\\\"", "\\\\", "\\n", "\\u0001", "é", "漢", "😀", "\\ud800", "\u{7F}", " ", "!"] {
            for tail in ["", "y", "yyyyyyyy"] {
                let text = "\"\(filling)\(special)\(tail)\""
                #expect(try JSONValue.parse(text).serialized() == text)
                #expect(try JSONValue.parse("[\(text),\(text)]").serialized() == "[\(text),\(text)]")
            }
        }
    }

    @Test(arguments: 0..<34)
    func controlCharactersAtEachPlace(length: Int) {
        let filling = String(repeating: "x", count: length)
        for control in ["\u{0}", "\u{1F}", "\n", "\t"] {
            let error = refusal(of: "\"\(filling)\(control) \(filling)\"")
            #expect(error?.code == .controlCharacter)
            #expect(error?.offset == length + 1)
        }
    }

    @Test func theLastOfTwoMembersWins() throws {
        #expect(try JSONValue.parse("{\"a\":1,\"b\":2,\"a\":3}").serialized() == "{\"a\":3,\"b\":2}")
        let many = (0..<40).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let value = try JSONValue.parse("{\(many),\"k7\":true}")
        #expect(value.object?.count == 40)
        #expect(value.object?.position(of: "k7") == 7)
        #expect(value["k7"] == true)
    }

    /// Names are the same when their characters are, not when they look alike: é has two forms.
    @Test func namesThatOnlyLookAlike() throws {
        let text = "{\"\u{E9}\":1,\"e\u{301}\":2}"
        #expect(try JSONValue.parse(text).serialized() == text)
        #expect(try JSONValue.parse(text)["\u{E9}"] == 1)
        #expect(try JSONValue.parse(text)["e\u{301}"] == 2)
        let filling = (0..<40).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let large = "{\"\u{E9}\":1,\"e\u{301}\":2,\(filling)}"
        #expect(try JSONValue.parse(large).serialized() == large)
        #expect(JSONValue.string("\u{E9}") != JSONValue.string("e\u{301}"))
        #expect(JSONValue.string("a\u{323}\u{307}") != JSONValue.string("a\u{307}\u{323}"))
    }
}
