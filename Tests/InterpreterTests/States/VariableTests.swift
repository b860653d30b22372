import JSON
import StatesLanguage
import Testing

@testable import Interpreter

/// Assign: when values are taken, how long they live, and how large they may be.
struct VariableTests {
    @Test func jsonPathVariables() throws {
        var scenario = try Scenario(
            """
            {"StartAt": "A", "States": {
              "A": {"Type": "Pass", "Assign": {"n": 1, "o.$": "$.o", "t": {"k.$": "$.o.p"}}, "Next": "B"},
              "B": {"Type": "Pass", "Parameters": {"n.$": "$n", "p.$": "$o.p", "k.$": "$t.k"}, "Next": "C"},
              "C": {"Type": "Choice", "Choices": [{"Variable": "$n", "NumericEquals": 1, "Next": "D"}]},
              "D": {"Type": "Succeed"}}}
            """)
        scenario.start(text: #"{"o":{"p":[1.0]}}"#)
        #expect(scenario.outputText == #"{"n":1,"p":[1.0],"k":[1.0]}"#)
    }

    /// All of an Assign is evaluated before any of it is set.
    @Test func assignedAtOnce() throws {
        var scenario = try Scenario(
            """
            {"QueryLanguage": "JSONata", "StartAt": "A", "States": {
              "A": {"Type": "Pass", "Assign": {"x": 1, "y": 2}, "Next": "B"},
              "B": {"Type": "Pass", "Assign": {"x": "{% $y %}", "y": "{% $x %}"}, "Output": "{% [$x, $y] %}", "Next": "C"},
              "C": {"Type": "Pass", "Output": "{% $append($states.input, [$x, $y]) %}", "End": true}}}
            """)
        scenario.start()
        #expect(scenario.outputText == "[1,2,2,1]")
    }

    @Test func theEventShowsThem() throws {
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Pass", "Assign": {"s": "x", "n": 1.50, "o": {"a": [true]}}, "End": true}"#))
        scenario.start()
        let details = scenario.details("PassStateExited")
        #expect(details?["assignedVariables"] == ["s": "\"x\"", "n": "1.50", "o": #"{"a":[true]}"#])
        #expect(details?["assignedVariablesDetails"] == ["truncated": false])
    }

    /// Variables from before a Map stand in each iteration; what iterations assign ends with them.
    @Test func iterationsHaveScopesOfTheirOwn() throws {
        var scenario = try Scenario(
            """
            {"QueryLanguage": "JSONata", "StartAt": "A", "States": {
              "A": {"Type": "Pass", "Assign": {"x": 10}, "Next": "M"},
              "M": {"Type": "Map", "MaxConcurrency": 1, "Next": "Z", "ItemProcessor": {"StartAt": "B", "States": {
                "B": {"Type": "Pass", "Assign": {"y": "{% $exists($y) ? 'leaked' : $x + $states.input %}"}, "Next": "C"},
                "C": {"Type": "Pass", "Output": "{% $y %}", "End": true}}}},
              "Z": {"Type": "Pass", "Output": "{% [$states.input, $x] %}", "End": true}}}
            """)
        scenario.start([1, 2])
        #expect(scenario.outputText == "[11,12,10]")
    }

    /// The limits of Assign (Step Functions, "Passing data between states with variables"): 256 KiB a state, 10 MiB in all.
    @Test(arguments: [(0, true), (1, false)])
    func anAssignAtTheLimitAndOnePast(over: Int, fits: Bool) throws {
        // The text of {"v":"…"}: nine bytes around the value's characters, two of them its quotes.
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Pass", "Assign": {"v.$": "$"}, "ResultPath": null, "End": true}"#))
        scenario.limits.assignBytes = 1_000
        scenario.start(.string(String(repeating: "x", count: 1_000 - 2 + over)))
        #expect((scenario.output != nil) == fits, "\(scenario.result.prefix(200))")
        if !fits { #expect(scenario.error == "States.Runtime" || scenario.error == "States.DataLimitExceeded") }
    }

    @Test func allVariablesTogetherHaveALimit() throws {
        var scenario = try Scenario(
            """
            {"StartAt": "A", "States": {
              "A": {"Type": "Pass", "Assign": {"a.$": "$"}, "Next": "B"}, "B": {"Type": "Pass", "Assign": {"b.$": "$"}, "End": true}}}
            """)
        scenario.limits.variableBytes = 1_500
        scenario.start(.string(String(repeating: "x", count: 998)))
        #expect(scenario.output == nil)
        #expect(scenario.types.last == "ExecutionFailed")
    }
}
