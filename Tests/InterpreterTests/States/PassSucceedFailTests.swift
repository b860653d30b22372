import JSON
import StatesLanguage
import Testing

@testable import Interpreter

/// Pass, Succeed and Fail: what goes in, what comes out, and what the history shows of it.
struct PassSucceedFailTests {
    @Test(arguments: [
        (#"{"Type": "Pass", "End": true}"#, #"{"a": [1, 2.50]}"#, #"{"a": [1, 2.50]}"#),
        (#"{"Type": "Pass", "Result": {"x.$": "$.a"}, "End": true}"#, "{}", #"{"x.$":"$.a"}"#),
        (#"{"Type": "Pass", "Result": 1, "ResultPath": "$.r", "End": true}"#, #"{"a":0}"#, #"{"a":0,"r":1}"#),
        (
            #"{"Type": "Pass", "Result": 1, "ResultPath": "$.a.b", "End": true}"#, #"{"a":{"c":2}}"#,
            #"{"a":{"c":2,"b":1}}"#
        ),
        (#"{"Type": "Pass", "Result": 1, "ResultPath": null, "End": true}"#, #"{"a":0}"#, #"{"a":0}"#),
        (#"{"Type": "Pass", "InputPath": "$.a", "End": true}"#, #"{"a":{"b":1}}"#, #"{"b":1}"#),
        (#"{"Type": "Pass", "InputPath": null, "End": true}"#, #"{"a":1}"#, "{}"),
        (#"{"Type": "Pass", "OutputPath": "$.a", "End": true}"#, #"{"a":"x"}"#, #""x""#),
        (#"{"Type": "Pass", "OutputPath": null, "End": true}"#, #"{"a":1}"#, "{}"),
        (#"{"Type": "Pass", "Parameters": {"p.$": "$.a", "q": 1}, "End": true}"#, #"{"a":1.0}"#, #"{"q":1,"p":1.0}"#),
        (#"{"Type": "Pass", "Parameters": {"n.$": "$$.State.Name"}, "End": true}"#, "{}", #"{"n":"S"}"#),
        (#"{"Type": "Pass", "Next": "T"}"#, "7", "7"),
        (#"{"Type": "Succeed"}"#, #""x""#, #""x""#),
        (#"{"Type": "Succeed", "InputPath": "$.a", "OutputPath": "$.b"}"#, #"{"a":{"b":3}}"#, "3"),
        (#"{"Type": "Fail"}"#, "{}", "-: -"),
        (#"{"Type": "Fail", "Error": "E", "Cause": "C"}"#, "{}", "E: C"),
        (#"{"Type": "Fail", "ErrorPath": "$.e", "CausePath": "$.c"}"#, #"{"e":"E","c":"C"}"#, "E: C"),
        (#"{"Type": "Fail", "CausePath": "States.Format('no {}', $.n)"}"#, #"{"n":4}"#, "-: no 4"),
    ])
    func jsonPath(state: String, input: String, result: String) throws {
        var scenario = try Scenario(Definitions.single(state))
        scenario.start(text: input)
        #expect(scenario.result == result)
    }

    @Test(arguments: [
        (#"{"Type": "Pass", "End": true}"#, #"{"a": 1.0}"#, #"{"a": 1.0}"#),
        (
            #"{"Type": "Pass", "Output": {"b": "{% $states.input.a + 1 %}", "c": "x"}, "End": true}"#, #"{"a":1}"#,
            #"{"b":2,"c":"x"}"#
        ),
        (#"{"Type": "Pass", "Output": "{% $states.context.State.Name %}", "End": true}"#, "{}", #""S""#),
        (#"{"Type": "Pass", "Output": null, "End": true}"#, "{}", "null"),
        (#"{"Type": "Succeed", "Output": [1, "{% $states.input %}"]}"#, "2", "[1,2]"),
        (#"{"Type": "Fail", "Error": "{% 'E' & 1 %}", "Cause": "{% $states.input.c %}"}"#, #"{"c":"C"}"#, "E1: C"),
        (
            #"{"Type": "Pass", "Output": "{% $states.input.nothing %}", "End": true}"#, "{}",
            "States.QueryEvaluationError: An error occurred while executing the state 'S' (entered at the event id #2). "
                + "The JSONata expression '$states.input.nothing' specified for the field 'Output' returned nothing (undefined)."
        ),
        (
            #"{"Type": "Fail", "Error": "{% 1 %}"}"#, "{}",
            "States.QueryEvaluationError: An error occurred while executing the state 'S' (entered at the event id #2). "
                + "The JSONata expression '1' specified for the field 'Error' returned an unexpected result type. "
                + "Expected 'string', but was 'number' for value: 1"
        ),
    ])
    func jsonata(state: String, input: String, result: String) throws {
        var scenario = try Scenario(Definitions.single(state, language: .jsonata))
        scenario.start(text: input)
        #expect(scenario.result == result)
    }

    @Test func historyOfPasses() throws {
        var scenario = try Scenario(Definitions.single(#"{"Type": "Pass", "Next": "T"}"#))
        scenario.start(text: #"{"a": 1}"#)
        #expect(
            scenario.story == """
                1 <- 0 ExecutionStarted
                2 <- 0 PassStateEntered
                3 <- 2 PassStateExited
                4 <- 3 SucceedStateEntered
                5 <- 4 SucceedStateExited
                6 <- 5 ExecutionSucceeded
                """)
        #expect(scenario.details("ExecutionStarted")?["input"] == #"{"a": 1}"#)
        #expect(scenario.details("ExecutionStarted")?["roleArn"] == "arn:aws:iam::123456789012:role/role")
        #expect(
            scenario.details("SucceedStateExited") == [
                "name": "T", "output": #"{"a": 1}"#, "outputDetails": ["truncated": false],
            ])
        #expect(scenario.details("ExecutionSucceeded")?["output"] == #"{"a": 1}"#)
        // Without execution data the events say what happened, not with what.
        let bare = scenario.events.map { $0.json(includeExecutionData: false) }
        #expect(bare[0]["executionStartedEventDetails"]?["input"] == nil)
        #expect(bare[2]["stateExitedEventDetails"] == ["name": "S"])
        #expect(bare[0]["timestamp"] == .double(Double(Scenario.beginning) / 1000))
    }

    @Test func historyOfAFault() throws {
        var scenario = try Scenario(Definitions.single(#"{"Type": "Pass", "InputPath": "$.no", "End": true}"#))
        scenario.start()
        #expect(scenario.story == "1 <- 0 ExecutionStarted\n2 <- 0 PassStateEntered\n3 <- 2 ExecutionFailed")
        #expect(scenario.error == "States.Runtime")
        #expect(
            scenario.cause
                == "An error occurred while executing the state 'S' (entered at the event id #2). "
                + "Invalid path '$.no' : No results for path: $['no']")
    }

    @Test func historyOfAFaultyExpression() throws {
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Pass", "Assign": {"x": "{% $y %}"}, "End": true}"#, language: .jsonata))
        scenario.start()
        #expect(
            scenario.story == """
                1 <- 0 ExecutionStarted
                2 <- 0 PassStateEntered
                3 <- 0 EvaluationFailed
                4 <- 3 ExecutionFailed
                """)
        #expect(scenario.details("EvaluationFailed")?["location"] == "Assign/x")
        #expect(scenario.details("EvaluationFailed")?["state"] == "S")
    }

    @Test func failHasNoExit() throws {
        var scenario = try Scenario(Definitions.single(#"{"Type": "Fail"}"#))
        scenario.start()
        #expect(scenario.story == "1 <- 0 ExecutionStarted\n2 <- 0 FailStateEntered\n3 <- 2 ExecutionFailed")
        #expect(scenario.details("ExecutionFailed") == [:])
    }
}
