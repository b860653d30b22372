import JSON
import JSONata
import Testing

/// JSONata as Step Functions runs it; figures from ../shared/spec/AWS-JSONATA.md.
@Suite struct StatesDialectTests {
    @Test(
        arguments: [
            ("$partition([1, 2, 3, 4, 5], 2)", [[1, 2], [3, 4], [5]]),
            ("9223372036854775807", 9_223_372_036_854_775_807), ("-9223372036854775808", .int(.min)),
            ("9007199254740993", 9_007_199_254_740_993), ("[1 / 0]", ["Infinity"]),
            ("$partition([1, 2, 3], 1.9)", [[1], [2], [3]]),
            ("$partition([1, 2, 3])", [[1, 2, 3]]),
            ("$partition([], 2)", nil),
            ("$partition([1], 0)", nil),
            ("$partition([1], -0.5)", nil),
            ("$range(1, 9, 9)", 1),
            ("$range(0, 9, 3)", [0, 3, 6, 9]),
            ("$range(3, 1, -1)", [3, 2, 1]),
            ("$range(1, 9)", nil),
            ("$range(1, 9, 0)", nil),
            ("$range(9, 1, 1)", nil),
            ("$hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"),
            ("$hash('', 'MD5')", "d41d8cd98f00b204e9800998ecf8427e"),
            ("$hash('x')", nil),
            ("$random(42)", 0.7275636800328681),
            ("$random(0)", 0.730967787376657),
            ("$random(7)", 0.7306990420600421),
            ("$parse('{\"b\": 1, \"a\": [true, null]}')", ["b": 1, "a": [true, nil]]),
            ("$parse('-0')", 0),
            ("$parse()", nil),
            ("$states.input.n", 9_223_372_036_854_775_807),
            ("$states.input.d", 1), ("$states.input.big", .decimal("9.223372036854776E18")), ("1/0", "Infinity"),
            ("[-1/0]", ["-Infinity"]),
            ("$string(1e20)", "100000000000000000000"),
            ("$string(1/3)", "0.333333333333333"),
            ("$exists(null)", true),
            ("$count(null)", 1),
        ] as [(String, JSONValue?)])
    func value(expression: String, expected: JSONValue?) throws {
        let states: JSONValue = [
            "input": [
                "n": 9_223_372_036_854_775_807, "d": .decimal("1.0"), "big": .decimal("9223372036854775808"),
            ]
        ]
        let bindings = ["states": states]
        #expect(try evaluate(expression, bindings: bindings, dialect: .states) == expected)
    }

    @Test(arguments: [
        ("$partition([1], -1)", "D3137", "Second argument must be zero or greater"),
        ("$hash('x', 'md5')", "D3137", "Hash algorithm 'md5' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5"),
        ("$partition(1, 2)", "T0412", "Argument 1 of function \"partition\" must be an array"),
        ("$parse('')", "D3137", "Invalid JSON"),
        ("$parse('{\"a\": 1, \"a\": 2}')", "D3137", "Invalid JSON"),
        ("$parse('1e400')", "D3137", "Invalid JSON"),
        ("$eval('1')", "T1006", "Attempted to invoke a non-function"),
        ("$randomSeeded(1)", "T1006", "Attempted to invoke a non-function"),
        ("$uuid(1)", "T0410", "Argument 1 of function \"uuid\" does not match function signature"),
        ("$range(1)", "T0410", "Argument 2 of function \"range\" does not match function signature"),
    ])
    func refusal(expression: String, code: String, message: String) {
        let error = failure(expression, dialect: .states)
        #expect(error?.code == code)
        #expect(error?.message == message)
    }

    @Test func uuidIsRandomOfVersionFour() throws {
        let text = try evaluate("$uuid()", dialect: .states)?.string ?? ""
        let parts = text.split(separator: "-").map(\.count)
        #expect(parts == [8, 4, 4, 4, 12])
        #expect(text.dropFirst(14).first == "4")
        #expect("89ab".contains(text.dropFirst(19).first ?? "x"))
    }

    @Test(
        arguments: [
            ("{% 1 + 1 %}", "1 + 1"), ("{%x%}", "x"), (" {% x %}", nil), ("{% x %} ", nil), ("Hello {% x %} you", nil),
            ("{%%}", ""), ("{%", nil), ("{%}", nil), ("", nil),
        ] as [(String, String?)])
    func embedded(text: String, expression: String?) {
        #expect(JSONataExpression.embedded(in: text) == expression)
    }

    @Test(
        arguments: [
            ("phone", ["Reference to 'phone' at the top level is not supported."]),
            ("-phone", ["Reference to 'phone' at the top level is not supported."]),
            ("[phone]", ["Reference to 'phone' at the top level is not supported."]),
            ("{'a': phone}", ["Reference to 'phone' at the top level is not supported."]),
            ("$sum(phone)", ["Reference to 'phone' at the top level is not supported."]),
            ("phone(1)", ["Reference to 'phone' at the top level is not supported."]),
            ("($x := phone; $x)", ["Reference to 'phone' at the top level is not supported."]),
            (
                "$map($states.input.a, function($y){ phone })",
                ["Reference to 'phone' at the top level is not supported."]
            ),
            ("function($y){ $ }", ["Reference to '$' at the top level is not supported."]),
            ("$$", ["Reference to '$$' is not supported."]),
            (
                "a + b + a",
                [
                    "Reference to 'a' at the top level is not supported.",
                    "Reference to 'b' at the top level is not supported.",
                ]
            ),
            ("$states.input.items[phone > 3]", []), ("$states.input.a.(phone)", []), ("$states.input.a^(phone)", []),
            ("$states.input.a{'k': phone}", []), ("**.phone", []), ("{'k': 1}.phone", []),
            ("function($x){ $x.phone }", []), ("$doesNotExist", []),
        ] as [(String, [String])])
    func diagnostics(expression: String, messages: [String]) throws {
        let found = try JSONataExpression(expression, dialect: .states).stateDiagnostics
        #expect(found.map(\.message) == messages)
        #expect(found.allSatisfy { $0.code == "UNSUPPORTED_JSONATA_EXPRESSION" })
    }

    @Test(
        arguments: [
            ("$states.context.Execution.Id & $states.input.a", [["context", "Execution", "Id"], ["input", "a"]]),
            ("$states", [[]]), ("$x.input", []), ("$states.input[0].b", [["input"]]), ("$keys($states)", [[]]),
            ("$states.*.b", [[]]),
        ] as [(String, [[String]])])
    func statesReferences(expression: String, paths: [[String]]) throws {
        #expect(try JSONataExpression(expression, dialect: .states).statesReferences == paths)
    }

    @Test func freeVariables() throws {
        let expression = try JSONataExpression("($a := $b; function($c){ $a + $c + $d + $sum($states.input) })")
        #expect(expression.freeVariables == ["b", "d", "sum", "states"])
    }

    @Test func causes() {
        let coded = failure("$x()", dialect: .states)
        #expect(
            coded?.statesCause(expression: "$x()", field: "Output/result")
                == "The JSONata expression '$x()' specified for the field 'Output/result' threw an error during evaluation. "
                + "T1006: Attempted to invoke a non-function")
        let limit = failure("[1..873783]", dialect: .states, limits: .states)
        #expect(
            limit?.statesCause(expression: "e", field: "Output")
                == "The JSONata expression 'e' specified for the field 'Output' threw an error during evaluation: "
                + "Expression evaluation memory limit exceeded: Check for excessive memory usage")
        let fault = failure("$base64decode('!!!')", dialect: .states)
        #expect(fault?.isInternal == true)
        #expect(
            fault?.statesCause(expression: "e", field: "Output", requestId: "id")
                == "The JSONata expression 'e' specified for the field 'Output' threw an internal error during evaluation. id"
        )
    }
}
