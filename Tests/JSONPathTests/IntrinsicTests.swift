import JSON
import JSONPath
import Testing

struct IntrinsicTests {
    static let scope = JSONPathScope(
        input: [
            "s": "text", "n": 2, "o": ["k": 1, "l": [true, nil]], "a": [1, 2, 3], "empty": [],
            "template": "\\{{}\\} and {}", "long": .string(String(repeating: "a", count: 10_001)),
        ], variables: ["v": 3], seed: 7)

    static func evaluate(_ text: String) throws -> JSONValue { try IntrinsicCall(text).evaluate(in: scope) }

    @Test(
        arguments: [
            ("States.Format('{} {}', $.s, $.n)", "text 2"), ("States.Format('no')", "no"),
            ("States.Format('\\{{}\\} it\\'s \\\\', 1)", "{1} it's \\"),
            ("States.Format($.template, 1, true)", "{1} and true"),
            ("States.Format('{}', $.o)", "{k=1, l=[true, null]}"),
            ("States.Format('{}', States.StringToJson('{\"a\": \"b\"}'))", "{\"a\":\"b\"}"),
            ("States.Array(1, 'a', null, $v, States.Array())", [1, "a", nil, 3, []]),
            ("States.ArrayGetItem($.a, 1.7)", 2), ("States.ArrayGetItem($.empty, 5)", nil),
            ("States.ArrayPartition($.a, 2)", [[1, 2], [3]]), ("States.ArrayPartition($.a, 2.9)", [[1, 2], [3]]),
            ("States.ArrayRange(5, 1, -2)", [5, 3, 1]), ("States.ArrayRange(5, 1, 1)", []),
            ("States.ArrayContains(States.Array('true', 'b'), true)", true), ("States.ArrayContains($.a, 9)", false),
            ("States.ArrayUnique(States.Array(true, false, true))", [false, true]),
            (
                "States.ArrayUnique(States.Array(States.Array(1, 2), States.Array(1, 2), States.Array(2, 1)))",
                [[2, 1], [1, 2]]
            ),
            ("States.ArrayUnique(States.Array(3, 1, 3, 2))", [1, 2, 3]),
            ("States.Base64Encode('a')", "YQ=="), ("States.Base64Encode('ab')", "YWI="),
            ("States.Base64Decode('YWI')", "ab"), ("States.Base64Decode(' YQ== ')", "a"),
            ("States.Hash($.n, 'MD5')", "c81e728d9d4c2f636f067f89cc14862c"),
            ("States.JsonMerge($.o, States.StringToJson('{\"k\": 2}'), false)", ["k": 2, "l": [true, nil]]),
            ("States.StringToJson('')", nil), ("States.StringToJson('-0')", 0),
            ("States.JsonToString($.o)", "{\"k\":1,\"l\":[true,null]}"),
            ("States.MathAdd(0.5, -0.5)", 1), ("States.MathAdd(2147483646, 1)", 2_147_483_647),
            ("States.StringSplit('a.,b', '.,')", ["a", "b"]), ("States.StringSplit('', ',')", []),
            (" States.ArrayLength( $.o['l'] ) ", 2), ("States.Array($.a[0,1], $.o['k'])", [[1, 2], 1]),
            ("States.Array($.a[?(@ == 1 || @ == 3)])", [[1, 3]]),
        ] as [(String, JSONValue)])
    func values(text: String, expected: JSONValue) throws {
        let value = try Self.evaluate(text)
        #expect(value.serialized() == expected.serialized())
    }

    @Test func mergedMembersComeInTheOrderOfAJavaMap() throws {
        let call =
            "States.JsonMerge(States.StringToJson('{\"constant_in_literal\":1,\"a\":1}'), States.StringToJson('{\"constant_input_field\":2}'), false)"
        #expect(try Self.evaluate(call).serialized() == #"{"a":1,"constant_input_field":2,"constant_in_literal":1}"#)
    }

    @Test(
        arguments: [
            ("States.ArrayGetItem($.a, 3)", "States.ArrayGetItem"),
            ("States.ArrayGetItem($.a, -1)", "States.ArrayGetItem"),
            ("States.ArrayPartition($.a, 0.6)", "States.ArrayPartition"),
            ("States.ArrayRange(1, 2, 0)", "States.ArrayRange"), ("States.ArrayRange(1, 1001, 1)", "States.ArrayRange"),
            ("States.ArrayLength($.s)", "States.ArrayLength"), ("States.Hash($.long, 'MD5')", "States.Hash"),
            ("States.Hash($.s, 'sha-256')", "States.Hash"), ("States.Base64Encode($.n)", "States.Base64Encode"),
            ("States.JsonMerge($.o, $.o, true)", "States.JsonMerge"),
            ("States.JsonMerge($.o, $.a, false)", "States.JsonMerge"),
            ("States.StringToJson('{')", "States.StringToJson"), ("States.MathAdd('1', 1)", "States.MathAdd"),
            ("States.MathAdd(2147483647, 1)", "States.MathAdd"), ("States.MathAdd(3000000000, 1)", "States.MathAdd"),
            ("States.MathRandom(1, 1)", "States.MathRandom"), ("States.StringSplit($.n, ',')", "States.StringSplit"),
            ("States.MathAdd(1)", "States.MathAdd"), ("States.UUID(1)", "States.UUID"),
        ])
    func failures(text: String, function: String) throws {
        let error = #expect(throws: JSONPathError.self) { try Self.evaluate(text) }
        #expect(error?.error == "States.Runtime")
        #expect(error?.message == "The function '\(text)' had the following error: Invalid arguments in \(function)")
    }

    @Test func rangeLimit() throws {
        #expect(try Self.evaluate("States.ArrayRange(1, 1000, 1)").array?.count == 1000)
    }

    @Test func missingArgument() {
        let call = "States.Format('{}', States.ArrayLength($.nope))"
        let error = #expect(throws: JSONPathError.self) {
            try IntrinsicCall(call).evaluate(in: JSONPathScope(input: ["other": 1]))
        }
        #expect(
            error?.message
                == "The function '\(call)' had the following error: The JsonPath argument for the field '$.nope' "
                + "could not be found in the input '{\"other\":1}'")
    }

    @Test(arguments: [
        (
            "States.Format('{} {}', 1)",
            "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}."
        ),
        ("States.Format('{a}', 1)", "Invalid template in States.Format: matching '}' not found for '{'."),
        ("States.Format('}', 1)", "Invalid template in States.Format: matching '{' not found for '}'."),
    ])
    func formatFailures(text: String, sentence: String) {
        let error = #expect(throws: JSONPathError.self) { try Self.evaluate(text) }
        #expect(error?.message == "The function '\(text)' had the following error: \(sentence)")
    }

    @Test(arguments: [
        "States.Nope()", "States.Format", "States.Format(", "States.Format('a'", "States.Format('a)",
        "States.Array(1,)",
        "States.Array(,1)", "States.Array(1) x", "States.Array(abc)", "States.Array(\"a\")",
        "States.StringToJson('{\"t\":\"\\\"\"}')",
        "States.Format('\\n')", "States.Array($.a[)", "States.Array($.)", "Format('a')", "",
    ])
    func invalidSyntax(text: String) {
        #expect(throws: JSONPathSyntaxError.self) { try IntrinsicCall(text) }
    }

    @Test func nestingLimit() {
        func nested(_ depth: Int) -> String {
            String(repeating: "States.Array(", count: depth) + String(repeating: ")", count: depth)
        }
        #expect(throws: Never.self) { try IntrinsicCall(nested(10)) }
        let error = #expect(throws: JSONPathSyntaxError.self) { try IntrinsicCall(nested(11)) }
        #expect(error?.code == .tooDeep)
    }

    @Test func randomnessComesFromTheSeed() throws {
        let first = try Self.evaluate("States.UUID()")
        let text = try #require(first.string)
        #expect(text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        #expect(try Self.evaluate("States.UUID()") == first)
        let template = try PayloadTemplate(["a.$": "States.UUID()", "b.$": "States.UUID()"])
        let pair = try template.evaluate(in: Self.scope)
        #expect(pair["a"] != pair["b"])
        let drawn = try Self.evaluate("States.MathRandom(1, 100, 42)")
        #expect(try Self.evaluate("States.MathRandom(1, 100, 42)") == drawn)
        #expect((1..<100).contains(try #require(drawn.integer)))
    }
}
