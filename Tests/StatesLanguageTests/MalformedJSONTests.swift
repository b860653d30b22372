import StatesLanguage
import Testing

/// What the parser behind AWS says of texts that are no JSON.
struct MalformedJSONTests {
    struct Case: Sendable {
        let text: String
        let message: String
        let line: Int
        let column: Int

        init(_ text: String, _ message: String, _ line: Int, _ column: Int) {
            (self.text, self.message, self.line, self.column) = (text, message, line, column)
        }
    }

    private static let values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

    static let cases = [
        Case("nothing", "Unrecognized token 'nothing': was expecting \(values)", 1, 8),
        Case("<a>", "Unexpected character ('<' (code 60)): expected a valid value \(values)", 1, 2),
        Case(
            "{\n a: 1}", "Unexpected character ('a' (code 97)): was expecting double-quote to start field name", 2, 3),
        Case(
            #"{"a" 1}"#, "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
            1, 7),
        Case(
            #"{"a": 1 "b": 2}"#,
            "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
            1, 10),
        Case(
            "[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 1, 5),
        Case(
            "{\"a\": [1,",
            "Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)\"{\"a\": [1,\"; "
                + "line: 1, column: 7])", 1, 10),
        Case(#"{"a": "b"#, "Unexpected end-of-input: was expecting closing quote for a string value", 1, 9),
    ]

    @Test(arguments: cases) func message(_ example: Case) throws {
        let diagnostic = try #require(DefinitionValidator.validate(example.text).first)
        let place = "[Source: (String)\"\(example.text)\"; line: \(example.line), column: \(example.column)]"
        #expect(diagnostic.code == .invalidJSONDescription)
        #expect(diagnostic.message == "\(example.message)\n at \(place)")
        #expect(diagnostic.location == place)
    }

    @Test func warnings() {
        let found = DefinitionValidator.validate(
            """
            {"StartAt": "A", "States": {
              "A": {"Type": "Pass", "Parameters": {"a": "$.b", "c": "States.UUID()", "d": "$ 5"}, "Next": "B"},
              "B": {"Type": "Pass", "Result": {"a.$": "$.b"}, "Next": "C"},
              "C": {"Type": "Choice", "Default": "D", "Choices": [{"Variable": "$.a", "StringEquals": "$.b", "Next": "D"}]},
              "D": {"Type": "Fail", "Error": "$.e", "Cause": "$"}}}
            """)
        #expect(found.allSatisfy { $0.severity == .warning })
        #expect(
            found.map { "\($0.code) \($0.location ?? "")" } == [
                "NO_DOLLAR /States/A/Parameters/a", "NO_DOLLAR /States/A/Parameters/c",
                "PASS_RESULT_IS_STATIC /States/B/Result/a.$", "NO_PATH /States/C/Choices[0]/StringEquals",
                "NO_PATH /States/D/Error",
            ])
    }
}
