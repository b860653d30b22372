import StatesLanguage
import Testing

/// Expressions that AWS refuses when a state machine is created (measured there).
struct JSONataRefusalTests {
    private static func output(_ expression: String) -> String {
        let escaped = expression.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return Definitions.single(
            #"{"Type": "Pass", "Output": "{% \#(escaped) %}", "End": true}"#, language: .jsonata)
    }

    @Test(arguments: [
        ("1 +", "Unexpected end of expression"), ("$states.input.a[1,2)", #"Expected "]", got ",""#),
        (#""unterminated"#, "String literal must be terminated by a matching quote"),
        (#"{"a":}"#, #"The symbol "}" cannot be used as a unary operator"#), ("$x :=", "Unexpected end of expression"),
        (#"$match("a", /abc"#, "No terminating / in regular expression"),
    ]) func invalid(_ expression: String, _ message: String) {
        let refusal = Definitions.refusal(of: Self.output(expression))
        #expect(refusal == "INVALID_JSONATA_EXPRESSION: \(message) at /States/S/Output")
    }

    @Test(arguments: [
        ("phone", "Reference to 'phone' at the top level is not supported."),
        ("$", "Reference to '$' at the top level is not supported."), ("$$", "Reference to '$$' is not supported."),
        ("$states.errorOutput.Cause", "Field '$states.errorOutput' does not exist."),
        ("$states.result", "Field '$states.result' does not exist."),
    ]) func unsupported(_ expression: String, _ message: String) {
        let refusal = Definitions.refusal(of: Self.output(expression))
        #expect(refusal == "UNSUPPORTED_JSONATA_EXPRESSION: \(message) at /States/S/Output")
    }

    @Test(arguments: [
        "$states.input.items[phone > 3]", "$states", "$doesNotExist", "$states.context.Execution.Id",
        "function($x){$x.phone}({'phone': 1})", "$states.input.errorOutput",
    ]) func accepted(_ expression: String) {
        #expect(Definitions.refusal(of: Self.output(expression)) == nil)
    }

    @Test func eachNameOnce() {
        #expect(
            Definitions.refusal(of: Self.output("b + a + b"))
                == "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'b' at the top level is not supported. at "
                + "/States/S/Output, UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'a' at the top level is not supported. "
                + "at /States/S/Output")
    }

    @Test func resultAndErrorOutputInTheirPlaces() {
        func task(_ arguments: String, _ output: String, _ caught: String) -> String {
            Definitions.pair(
                """
                {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Next": "T",
                 "Arguments": {"a": "{% \(arguments) %}"}, "Output": "{% \(output) %}", "Assign": {"v": "{% \(output) %}"},
                 "Catch": [{"ErrorEquals": ["E"], "Next": "T", "Output": "{% \(caught) %}"}]}
                """, language: .jsonata)
        }
        #expect(Definitions.refusal(of: task("1", "$states.result", "$states.errorOutput.Error")) == nil)
        #expect(
            Definitions.refusal(of: task("$states.result", "1", "1"))
                == "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist. at /States/S/Arguments/a")
        #expect(
            Definitions.refusal(of: task("1", "1", "$states.result"))
                == "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist. at /States/S/Catch[0]/Output"
        )
    }

    @Test func variableReferences() throws {
        let definition = try StateMachineDefinition.parse(
            """
            {"QueryLanguage": "JSONata", "StartAt": "A", "States": {
              "A": {"Type": "Pass", "Assign": {"count": 1, "x": [1]}, "Next": "B"},
              "B": {"Type": "Pass", "Output": "{% ($y := 2; $sum($x) + $count + $y + $partition($x, 1)[0][0]) %}",
                    "End": true}}}
            """)
        let references = definition.variableReferences
        #expect(references.map(\.state) == ["B"])
        #expect(references.first?.variables == ["count", "x"])
    }
}
