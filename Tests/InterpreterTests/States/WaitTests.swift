import JSON
import StatesLanguage
import Testing

@testable import Interpreter

/// Wait: how long, and what is no time at all.
struct WaitTests {
    @Test(arguments: [
        (#""Seconds": 10"#, QueryLanguage.jsonPath, "{}", 10.0), (#""Seconds": 0"#, .jsonPath, "{}", 0),
        (#""SecondsPath": "$.s""#, .jsonPath, #"{"s": 3}"#, 3), (#""SecondsPath": "$.s""#, .jsonPath, #"{"s": 0}"#, 0),
        (#""Seconds": 99999999"#, .jsonPath, "{}", 99_999_999),
        (#""SecondsPath": "$.s""#, .jsonPath, #"{"s": 3.0}"#, 3),
        (#""Timestamp": "2026-11-22T14:00:30Z""#, .jsonPath, "{}", 30),
        (#""Timestamp": "2026-11-22T15:00:30.5+01:00""#, .jsonPath, "{}", 30.5),
        (#""Timestamp": "2001-01-01T00:00:00Z""#, .jsonPath, "{}", 0),
        (#""TimestampPath": "$.t""#, .jsonPath, #"{"t": "2026-11-23T14:00:00Z"}"#, 86_400),
        (#""TimestampPath": "$.t""#, .jsonPath, #"{"t": "2094-12-10T17:14:07Z"}"#, 2_147_483_647),
        (#""Seconds": "{% $states.input.s * 2 %}""#, .jsonata, #"{"s": 3}"#, 6),
        (#""Timestamp": "{% $states.input.t %}""#, .jsonata, #"{"t": "2026-11-22T14:01:00Z"}"#, 60),
        (#""SecondsPath": "$.s""#, .jsonPath, #"{"s": 9223372036854775807}"#, 99_999_999),
    ])
    func waits(field: String, language: QueryLanguage, input: String, seconds: Double) throws {
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Wait", \#(field), "Next": "T"}"#, language: language))
        scenario.start(text: input)
        #expect(scenario.timers.values.map(\.due) == [Scenario.beginning + Int64(seconds * 1000)])
        if seconds > 0 {
            scenario.advance(seconds: seconds - 0.001)
            #expect(scenario.types == ["ExecutionStarted", "WaitStateEntered"])
            scenario.advance(seconds: 0.001)
        } else {
            scenario.advance(seconds: 0)
        }
        #expect(
            scenario.types == [
                "ExecutionStarted", "WaitStateEntered", "WaitStateExited", "SucceedStateEntered", "SucceedStateExited",
                "ExecutionSucceeded",
            ])
        #expect(scenario.outputText == input)
        #expect(scenario.events.last?.entry.time == Scenario.beginning + Int64(seconds * 1000))
        #expect(scenario.timers.isEmpty)
    }

    @Test(arguments: [
        (
            #""SecondsPath": "$.s""#, QueryLanguage.jsonPath, #"{"s": -1}"#, "States.Runtime",
            "references a negative value: $.s == -1"
        ),
        (#""SecondsPath": "$.s""#, .jsonPath, #"{"s": 1.5}"#, "States.Runtime", "$.s == 1.5"),
        (#""SecondsPath": "$.s""#, .jsonPath, #"{"s": "3"}"#, "States.Runtime", "$.s == 3"),
        (#""SecondsPath": "$.s""#, .jsonPath, "{}", "States.Runtime", "$.s"),
        (#""TimestampPath": "$.t""#, .jsonPath, #"{"t": "soon"}"#, "States.Runtime", "$.t == soon"),
        (#""TimestampPath": "$.t""#, .jsonPath, #"{"t": 5}"#, "States.Runtime", "$.t == 5"),
        (#""TimestampPath": "$.t""#, .jsonPath, "{}", "States.Runtime", "$.t"),
        (
            #""TimestampPath": "$.t""#, .jsonPath, #"{"t": "2094-12-10T17:14:08Z"}"#, "States.Runtime",
            "too far in the future: $.t == 2094-12-10T17:14:08Z"
        ),
        (
            #""Timestamp": "{% '2094-12-10T17:14:08Z' %}""#, .jsonata, "{}", "States.QueryEvaluationError",
            "too far in the future: 2094-12-10T17:14:08Z"
        ),
        (#""Seconds": "{% -1 %}""#, .jsonata, "{}", "States.QueryEvaluationError", "-1"),
        (
            #""Seconds": "{% 'x' %}""#, .jsonata, "{}", "States.QueryEvaluationError",
            "Expected 'number', but was 'string'"
        ),
        (#""Timestamp": "{% 'x' %}""#, .jsonata, "{}", "States.QueryEvaluationError", "x"),
        (
            #""Timestamp": "{% 5 %}""#, .jsonata, "{}", "States.QueryEvaluationError",
            "Expected 'string', but was 'number'"
        ),
    ])
    func faults(field: String, language: QueryLanguage, input: String, error: String, causeEnd: String) throws {
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Wait", \#(field), "Next": "T"}"#, language: language))
        scenario.start(text: input)
        #expect(scenario.error == error)
        #expect(scenario.cause?.contains(causeEnd) == true, "\(scenario.cause ?? "")")
        #expect(scenario.timers.isEmpty)
        // The EvaluationFailed of a Wait follows its StateEntered; of other states what that one followed.
        if language == .jsonata {
            #expect(scenario.story.hasSuffix("3 <- 2 EvaluationFailed\n4 <- 3 ExecutionFailed"))
        }
    }

    @Test func manyWaitsAtOnceFireTogether() throws {
        let branch = Definitions.level("W#", #""W#": {"Type": "Wait", "Seconds": 5, "End": true}"#)
        let branches = (0..<3).map {
            branch.split(separator: "W#", omittingEmptySubsequences: false).joined(separator: "W\($0)")
        }.joined(separator: ",")
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Parallel", "Branches": [\#(branches)], "End": true}"#))
        scenario.start(text: "1")
        #expect(scenario.timers.count == 3)
        scenario.advance(seconds: 5)
        #expect(scenario.outputText == "[1,1,1]")
        #expect(scenario.turns.count == 2)
    }

    /// An Express execution runs five minutes at most, whatever the definition allows.
    @Test(arguments: [("", 300.0), (#""TimeoutSeconds": 400,"#, 300), (#""TimeoutSeconds": 20,"#, 20)])
    func inExpress(top: String, seconds: Double) throws {
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Wait", "Seconds": 1000, "End": true}"#, top: top), type: .express)
        scenario.start()
        scenario.advance(seconds: seconds - 0.001)
        #expect(scenario.end == nil)
        scenario.advance(seconds: 0.001)
        #expect(scenario.result == "timed out: States.Timeout")
        #expect(scenario.timers.isEmpty)
    }
}
