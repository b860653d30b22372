import JSON
import StatesLanguage
import Testing

@testable import Interpreter

/// Choice: which rule holds, and what a comparison with a value of another type means.
struct ChoiceTests {
    /// Where a rule leads: T where it holds, U by Default.
    private func path(_ rule: String, _ input: String, _ language: QueryLanguage = .jsonPath) throws -> String {
        let state = #"{"Type": "Choice", "Choices": [{\#(rule), "Next": "T"}], "Default": "U"}"#
        var scenario = try Scenario(Definitions.single(state, language: language))
        scenario.start(text: input)
        if scenario.types.contains("SucceedStateEntered") { return "yes" }
        return scenario.types.contains("PassStateEntered") ? "no" : scenario.result
    }

    @Test(arguments: [
        ("StringEquals", #""b""#, #""b""#, "yes"), ("StringEquals", #""b""#, #""c""#, "no"),
        ("StringEquals", #""1""#, "1", "no"), ("StringEquals", #""é""#, #""e\u0301""#, "no"),
        ("StringLessThan", #""b""#, #""a""#, "yes"), ("StringLessThan", #""b""#, #""b""#, "no"),
        ("StringLessThan", #""b""#, #""B""#, "yes"), ("StringLessThan", #""b""#, "1", "no"),
        ("StringLessThan", #""\uff5e""#, #""\ud83d\ude00""#, "yes"),
        ("StringGreaterThan", #""b""#, #""c""#, "yes"), ("StringGreaterThan", #""b""#, #""b""#, "no"),
        ("StringGreaterThan", #""b""#, #""ba""#, "yes"), ("StringLessThanEquals", #""b""#, #""b""#, "yes"),
        ("StringLessThanEquals", #""b""#, #""c""#, "no"), ("StringGreaterThanEquals", #""b""#, #""b""#, "yes"),
        ("StringGreaterThanEquals", #""b""#, #""a""#, "no"), ("StringGreaterThanEquals", #""b""#, "null", "no"),
        ("StringMatches", #""a*c""#, #""abc""#, "yes"), ("StringMatches", #""a*c""#, #""ab""#, "no"),
        ("StringMatches", #""*.log""#, #""x.log""#, "yes"), ("StringMatches", #""*""#, "1", "no"),
        ("NumericEquals", "1", "1", "yes"), ("NumericEquals", "1", "1.0", "yes"), ("NumericEquals", "1", "1e0", "yes"),
        ("NumericEquals", "1", #""1""#, "no"), ("NumericEquals", "1", "true", "no"),
        ("NumericEquals", "0.1", "0.1", "yes"),
        ("NumericLessThan", "1", "0.5", "yes"), ("NumericLessThan", "1", "1", "no"),
        ("NumericLessThan", "1", "null", "no"),
        ("NumericGreaterThan", "1", "1.5", "yes"), ("NumericGreaterThan", "1", "1", "no"),
        ("NumericLessThanEquals", "1", "1", "yes"), ("NumericLessThanEquals", "1", "1.1", "no"),
        ("NumericGreaterThanEquals", "1", "1", "yes"), ("NumericGreaterThanEquals", "-1", "-2", "no"),
        ("BooleanEquals", "true", "true", "yes"), ("BooleanEquals", "true", "false", "no"),
        ("BooleanEquals", "true", #""true""#, "no"), ("BooleanEquals", "false", "0", "no"),
        ("TimestampEquals", #""2026-01-01T00:00:00Z""#, #""2026-01-01T01:00:00+01:00""#, "yes"),
        ("TimestampEquals", #""2026-01-01T00:00:00Z""#, #""2026-01-01T00:00:00.000Z""#, "yes"),
        ("TimestampEquals", #""2026-01-01T00:00:00Z""#, #""2026-01-01T00:00:00.001Z""#, "no"),
        ("TimestampEquals", #""2026-01-01T00:00:00Z""#, #""today""#, "no"),
        ("TimestampLessThan", #""2026-01-01T00:00:00Z""#, #""2025-12-31T23:59:59.999Z""#, "yes"),
        ("TimestampLessThan", #""2026-01-01T00:00:00Z""#, #""2026-01-01T00:00:00Z""#, "no"),
        ("TimestampGreaterThan", #""2026-01-01T00:00:00Z""#, #""2026-01-01T00:00:00-00:01""#, "yes"),
        ("TimestampLessThanEquals", #""2026-01-01T00:00:00Z""#, #""2026-01-01T00:00:00Z""#, "yes"),
        ("TimestampGreaterThanEquals", #""2026-01-01T00:00:00Z""#, #""2025-01-01T00:00:00Z""#, "no"),
        ("IsNull", "true", "null", "yes"), ("IsNull", "true", "0", "no"), ("IsNull", "false", "0", "yes"),
        ("IsPresent", "true", "null", "yes"), ("IsPresent", "false", "1", "no"),
        ("IsNumeric", "true", "1.5", "yes"), ("IsNumeric", "true", #""1""#, "no"),
        ("IsNumeric", "false", #""1""#, "yes"),
        ("IsString", "true", #""""#, "yes"), ("IsString", "true", "{}", "no"), ("IsString", "false", "[]", "yes"),
        ("IsBoolean", "true", "false", "yes"), ("IsBoolean", "true", "0", "no"), ("IsBoolean", "false", "null", "yes"),
        ("IsTimestamp", "true", #""2026-01-01T00:00:00Z""#, "yes"), ("IsTimestamp", "true", #""2026-01-01""#, "no"),
        ("IsTimestamp", "false", "5", "yes"),
    ])
    func operators(name: String, operand: String, value: String, expected: String) throws {
        let rule = #""Variable": "$.v", "\#(name)": \#(operand)"#
        #expect(try path(rule, #"{"v": \#(value)}"#) == expected, "\(name) \(operand) of \(value)")
        guard !name.hasPrefix("Is"), name != "StringMatches" else { return }
        // The same, with the operand from a path.
        let byPath = #""Variable": "$.v", "\#(name)Path": "$.o""#
        #expect(
            try path(byPath, #"{"v": \#(value), "o": \#(operand)}"#) == expected, "\(name)Path \(operand) of \(value)")
    }

    @Test(arguments: [
        (#""And": [{"Variable": "$.a", "NumericEquals": 1}, {"Variable": "$.b", "NumericEquals": 2}]"#, "yes"),
        (#""And": [{"Variable": "$.a", "NumericEquals": 1}, {"Variable": "$.b", "NumericEquals": 3}]"#, "no"),
        (#""Or": [{"Variable": "$.a", "NumericEquals": 9}, {"Variable": "$.b", "NumericEquals": 2}]"#, "yes"),
        (#""Or": [{"Variable": "$.a", "NumericEquals": 9}, {"Variable": "$.b", "NumericEquals": 9}]"#, "no"),
        (#""Not": {"Variable": "$.a", "NumericEquals": 9}"#, "yes"),
        (#""Not": {"Not": {"Variable": "$.a", "NumericEquals": 1}}"#, "yes"),
        (
            #""Not": {"Or": [{"Variable": "$.a", "IsPresent": false}, {"And": [{"Variable": "$.b", "IsString": true}]}]}"#,
            "yes"
        ),
        (#""Variable": "$.no", "IsPresent": false"#, "yes"), (#""Variable": "$.no", "IsPresent": true"#, "no"),
        (#""Variable": "$.no.no", "IsPresent": false"#, "yes"),
        // What decides comes first: the fault behind it is never met.
        (#""Or": [{"Variable": "$.a", "NumericEquals": 1}, {"Variable": "$.no", "NumericEquals": 1}]"#, "yes"),
        (#""And": [{"Variable": "$.no", "IsPresent": true}, {"Variable": "$.no", "NumericEquals": 1}]"#, "no"),
    ])
    func logic(rule: String, expected: String) throws {
        #expect(try path(rule, #"{"a": 1, "b": 2}"#) == expected)
    }

    @Test func aMissingVariableIsAFault() throws {
        let result = try path(#""Variable": "$.no", "NumericEquals": 1"#, "{}")
        #expect(
            result.hasPrefix(
                "States.Runtime: An error occurred while executing the state 'S' (entered at the event id #2). "))
        #expect(result.hasSuffix("Invalid path '$.no': The choice state's condition path references an invalid value."))
    }

    @Test(arguments: [
        ("{% true %}", "yes"), ("{% $states.input.a = 1 %}", "yes"), ("{% $states.input.a > 1 %}", "no"),
        ("{% $states.input.b in [1, 2] %}", "yes"),
    ])
    func conditions(condition: String, expected: String) throws {
        #expect(try path(#""Condition": "\#(condition)""#, #"{"a": 1, "b": 2}"#, .jsonata) == expected)
    }

    @Test(arguments: ["{% 1 %}", "{% 'true' %}", "{% null %}"])
    func aConditionMustBeBoolean(condition: String) throws {
        let result = try path(#""Condition": "\#(condition)""#, "{}", .jsonata)
        #expect(result.hasPrefix("States.QueryEvaluationError: "))
        #expect(result.contains("Expected 'boolean'"))
    }

    @Test(arguments: [QueryLanguage.jsonPath, .jsonata])
    func withoutDefault(language: QueryLanguage) throws {
        let rule = language == .jsonata ? #""Condition": "{% false %}""# : #""Variable": "$", "IsNull": true"#
        let state = #"{"Type": "Choice", "Choices": [{\#(rule), "Next": "T"}]}"#
        var scenario = try Scenario(Definitions.single(state, language: language))
        scenario.start()
        #expect(scenario.error == "States.NoChoiceMatched")
        #expect(scenario.types.last == "ExecutionFailed")
    }

    /// The first rule that holds wins; what it assigns and puts out counts, not that of the state.
    @Test func theFirstRuleThatHolds() throws {
        let state = """
            {"Type": "Choice", "Choices": [
              {"Condition": "{% false %}", "Next": "T", "Output": 1}, {"Condition": "{% true %}", "Next": "U", "Output": 2,
              "Assign": {"v": "two"}}, {"Condition": "{% true %}", "Next": "T", "Output": 3}],
              "Default": "T", "Output": 4, "Assign": {"v": "default"}}
            """
        var scenario = try Scenario(Definitions.single(state, language: .jsonata))
        scenario.start()
        #expect(scenario.output == 2)
        #expect(scenario.details("ChoiceStateExited")?["assignedVariables"] == ["v": "\"two\""])
    }

    @Test(arguments: [
        ("*", "", true), ("*", "abc", true), ("", "", true), ("", "a", false), ("a", "a", true), ("a", "b", false),
        ("a*", "a", true), ("*a", "a", true), ("*a*", "bab", true), ("a*b*c", "aXbYc", true), ("a*b*c", "aXcYb", false),
        ("*ab", "aab", true), ("*aab", "aaab", true), ("a**b", "ab", true), ("a*b", "abab", true),
        ("a*b", "aba", false),
        (#"\*"#, "*", true), (#"\*"#, "a", false), (#"a\\b"#, #"a\b"#, true), (#"a\\*"#, #"a\anything"#, true),
        (#"\a"#, "a", true), (#"a\"#, #"a\"#, true), ("?", "a", false), ("[a]", "a", false), ("é*", "éa", true),
        ("*😀", "a😀", true), (".*", "ab", false), ("a*a", "a", false),
        ("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
    ])
    func patterns(pattern: String, text: String, matches: Bool) {
        #expect(StringPattern.matches(text, pattern) == matches, "\(pattern) on \(text)")
    }
}
