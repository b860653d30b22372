import JSON
import StatesLanguage
import Testing

@testable import Interpreter

/// Retry and Catch: which of them takes an error, when the next attempt comes, and what follows.
struct RetryCatchTests {
    private func scenario(_ more: String, language: QueryLanguage = .jsonPath) throws -> Scenario {
        let state = #"{"Type": "Task", "Resource": "\#(Definitions.function)", \#(more)}"#
        return try Scenario(Definitions.single(state, language: language))
    }

    /// Fails every attempt; gives the pauses between them in seconds.
    private func pauses(_ retrier: String, attempts: Int, seed: UInt64 = 1) throws -> [Double] {
        var scenario = try scenario(#""End": true, "Retry": [\#(retrier)]"#)
        scenario.seed = seed
        scenario.start()
        var pauses: [Double] = []
        for _ in 0..<attempts {
            scenario.fail("S", "E")
            guard scenario.end == nil else { break }
            #expect(scenario.calls.isEmpty)
            let due = try #require(scenario.timers.values.first?.due)
            pauses.append(Double(due - scenario.now) / 1000)
            scenario.advance(seconds: Double(due - scenario.now) / 1000)
        }
        return pauses
    }

    @Test(arguments: [
        (#"{"ErrorEquals": ["E"]}"#, [1, 2, 4]), (#"{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}"#, [1]),
        (#"{"ErrorEquals": ["E"], "MaxAttempts": 0}"#, []), (#"{"ErrorEquals": ["F"]}"#, []),
        (#"{"ErrorEquals": ["E"], "IntervalSeconds": 3, "BackoffRate": 1, "MaxAttempts": 4}"#, [3, 3, 3, 3]),
        (#"{"ErrorEquals": ["E"], "IntervalSeconds": 2, "BackoffRate": 1.5, "MaxAttempts": 3}"#, [2, 3, 4.5]),
        (
            #"{"ErrorEquals": ["E"], "IntervalSeconds": 2, "BackoffRate": 3, "MaxDelaySeconds": 10, "MaxAttempts": 4}"#,
            [2, 6, 10, 10]
        ),
        (#"{"ErrorEquals": ["F", "E"], "IntervalSeconds": 1, "BackoffRate": 10, "MaxAttempts": 3}"#, [1, 10, 100]),
    ])
    func pausesGrow(retrier: String, expected: [Double]) throws {
        #expect(try pauses(retrier, attempts: 6) == expected)
    }

    @Test func pausesHaveALongest() throws {
        let retrier = #"{"ErrorEquals": ["E"], "IntervalSeconds": 99999, "BackoffRate": 1e300, "MaxAttempts": 4}"#
        #expect(try pauses(retrier, attempts: 6) == [99_999, 31_622_400, 31_622_400, 31_622_400])
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func jitterStaysWithinThePause(seed: UInt64) throws {
        let retrier = #"{"ErrorEquals": ["E"], "IntervalSeconds": 10, "BackoffRate": 2, "JitterStrategy": "FULL"}"#
        let pauses = try pauses(retrier, attempts: 6, seed: seed)
        #expect(pauses.count == 3)
        for (pause, longest) in zip(pauses, [10.0, 20, 40]) { #expect((0...longest).contains(pause), "seed \(seed)") }
        #expect(try self.pauses(retrier, attempts: 6, seed: seed) == pauses)
    }

    @Test func historyOfARetry() throws {
        var scenario = try scenario(#""End": true, "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 5}]"#)
        scenario.start()
        scenario.fail("S", "E", "C")
        scenario.advance(seconds: 5)
        scenario.succeed("S", with: 1)
        #expect(
            scenario.story == """
                1 <- 0 ExecutionStarted
                2 <- 0 TaskStateEntered
                3 <- 2 LambdaFunctionScheduled
                4 <- 3 LambdaFunctionStarted
                5 <- 4 LambdaFunctionFailed
                6 <- 5 LambdaFunctionScheduled
                7 <- 6 LambdaFunctionStarted
                8 <- 7 LambdaFunctionSucceeded
                9 <- 8 TaskStateExited
                10 <- 9 ExecutionSucceeded
                """)
        #expect(scenario.events[5].entry.time == Scenario.beginning + 5_000)
    }

    /// Each retrier counts for itself; the first that names the error takes it.
    @Test func severalRetriers() throws {
        var scenario = try scenario(
            """
            "End": true, "Retry": [
              {"ErrorEquals": ["A"], "IntervalSeconds": 1, "MaxAttempts": 1, "BackoffRate": 1},
              {"ErrorEquals": ["B", "A"], "IntervalSeconds": 7, "MaxAttempts": 2, "BackoffRate": 1}]
            """)
        scenario.start()
        var pauses: [Double] = []
        for error in ["B", "A", "B"] {
            scenario.fail("S", error)
            let pause = Double(try #require(scenario.timers.values.first?.due) - scenario.now) / 1000
            pauses.append(pause)
            scenario.advance(seconds: pause)
        }
        #expect(pauses == [7, 1, 7])
        // The first retrier that names A is spent; the second is not asked.
        scenario.fail("S", "A")
        #expect(scenario.error == "A")
    }

    @Test func countersBeginAnewWithTheState() throws {
        var scenario = try Scenario(
            """
            {"StartAt": "S", "States": {
              "S": {"Type": "Task", "Resource": "\(Definitions.function)", "Parameters": {"n.$": "$$.State.RetryCount"}, "Next": "C",
                    "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 1}]},
              "C": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 1, "Next": "S"}], "Default": "T"},
              "T": {"Type": "Succeed"}}}
            """)
        scenario.start()
        for result in [1, 2] as [JSONValue] {
            #expect(scenario.calls.map(\.parameters.value) == [["n": 0]])
            scenario.fail("S", "E")
            scenario.advance(seconds: 1)
            #expect(scenario.calls.map(\.parameters.value) == [["n": 1]])
            scenario.succeed("S", with: result)
        }
        #expect(scenario.output == 2)
    }

    // MARK: Which errors

    static let callErrors: [(String, String?, Bool)] = [
        ("E", "E", true), ("E", "F", false), ("E", nil, false), ("States.ALL", "E", true), ("States.ALL", nil, true),
        ("States.ALL", "States.Timeout", true), ("States.ALL", "States.DataLimitExceeded", false),
        ("States.ALL", "States.Runtime", false), ("States.Runtime", "States.Runtime", false),
        ("States.TaskFailed", "E", true), ("States.TaskFailed", "States.TaskFailed", true),
        ("States.TaskFailed", "States.Timeout", false), ("States.Timeout", "States.Timeout", true),
        ("States.TaskFailed", "Lambda.Unknown", true), ("E", "e", false), ("E*", "EF", false),
    ]

    @Test(arguments: callErrors)
    func whatErrorEqualsTakes(name: String, error: String?, takes: Bool) throws {
        #expect([name].takes(error) == takes)
        var caught = try scenario(#""End": true, "Catch": [{"ErrorEquals": ["\#(name)"], "Next": "U"}]"#)
        caught.start()
        caught.fail("S", error, "C")
        #expect((caught.output != nil) == takes)
    }

    @Test func exhaustedThenCaught() throws {
        var scenario = try scenario(
            """
            "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}], "End": true,
            "Catch": [{"ErrorEquals": ["F"], "Next": "T"}, {"ErrorEquals": ["E"], "Next": "U", "ResultPath": "$.error"}]
            """)
        scenario.start(["a": 1])
        scenario.fail("S", "E", "C1")
        scenario.advance(seconds: 1)
        scenario.fail("S", "E", "C2")
        #expect(scenario.outputText == #"{"a":1,"error":{"Error":"E","Cause":"C2"}}"#)
        #expect(
            scenario.story.hasSuffix(
                """
                8 <- 7 LambdaFunctionFailed
                9 <- 8 TaskStateExited
                10 <- 9 PassStateEntered
                11 <- 10 PassStateExited
                12 <- 11 ExecutionSucceeded
                """))
    }

    @Test(arguments: [
        (#""ResultPath": "$.e""#, #"{"a":1,"e":{"Error":"E","Cause":"C"}}"#), (#""ResultPath": null"#, #"{"a":1}"#),
        (#""ResultPath": "$""#, #"{"Error":"E","Cause":"C"}"#), (#""Comment": "none""#, #"{"Error":"E","Cause":"C"}"#),
        (#""ResultPath": "$.a""#, #"{"a":{"Error":"E","Cause":"C"}}"#),
    ])
    func resultPathOfACatcher(field: String, output: String) throws {
        var scenario = try scenario(#""End": true, "Catch": [{"ErrorEquals": ["E"], "Next": "U", \#(field)}]"#)
        scenario.start(text: #"{"a":1}"#)
        scenario.fail("S", "E", "C")
        #expect(scenario.outputText == output)
    }

    @Test func outputAndAssignOfACatcher() throws {
        var scenario = try scenario(
            """
            "End": true, "Catch": [{"ErrorEquals": ["E"], "Next": "U", "Output": {"why": "{% $states.errorOutput.Cause %}",
            "in": "{% $states.input %}"}, "Assign": {"e": "{% $states.errorOutput %}"}}]
            """, language: .jsonata)
        scenario.start(text: "5")
        scenario.fail("S", "E", "C")
        #expect(scenario.outputText == #"{"why":"C","in":5}"#)
        #expect(scenario.details("TaskStateExited")?["assignedVariables"] == ["e": #"{"Error":"E","Cause":"C"}"#])
    }

    @Test func aFaultInACatcherIsBeyondCatchers() throws {
        var scenario = try scenario(
            """
            "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "U", "Output": "{% $states.input.no %}"}]
            """, language: .jsonata)
        scenario.start()
        scenario.fail("S", "E", "C")
        #expect(scenario.error == "States.QueryEvaluationError")
        #expect(scenario.types.suffix(3) == ["LambdaFunctionFailed", "EvaluationFailed", "ExecutionFailed"])
    }

    @Test func aTimeoutCaught() throws {
        var scenario = try scenario(
            #""TimeoutSeconds": 3, "End": true, "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "U"}]"#)
        scenario.start()
        scenario.advance(seconds: 3)
        #expect(scenario.output?["Error"] == "States.Timeout")
        #expect(scenario.types.contains("LambdaFunctionTimedOut"))
    }

    @Test func aTimeoutRetried() throws {
        var scenario = try scenario(
            #""TimeoutSeconds": 3, "End": true, "Retry": [{"ErrorEquals": ["States.Timeout"], "IntervalSeconds": 2}]"#)
        scenario.start()
        let first = try #require(scenario.calls.first?.task)
        scenario.advance(seconds: 5)
        let second = try #require(scenario.calls.first)
        #expect(second.task != first && second.timeoutDue == Scenario.beginning + 8_000)
        #expect(scenario.send(.taskEnded(task: first, .succeeded(Payload(1)))) == [.taskOver])
        scenario.succeed("S", with: 2)
        #expect(scenario.output == 2)
    }

    @Test func aJSONataFaultCaught() throws {
        var scenario = try scenario(
            """
            "Arguments": "{% $states.input.no %}", "End": true,
            "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "U"}]
            """, language: .jsonata)
        scenario.start()
        #expect(scenario.output?["Error"] == "States.QueryEvaluationError")
        #expect(
            scenario.types.prefix(4) == ["ExecutionStarted", "TaskStateEntered", "EvaluationFailed", "TaskStateExited"])
    }

    /// A missed heartbeat is a timeout to histories and causes; `States.HeartbeatTimeout` takes it and nothing else.
    @Test(arguments: [
        ("States.HeartbeatTimeout", true, true), ("States.HeartbeatTimeout", false, false),
        ("States.Timeout", true, true), ("States.Timeout", false, true), ("States.ALL", true, true),
        ("States.TaskFailed", true, false),
    ])
    func heartbeats(name: String, isHeartbeat: Bool, isCaught: Bool) throws {
        let limits = isHeartbeat ? #""HeartbeatSeconds": 5"# : #""TimeoutSeconds": 5"#
        var scenario = try Scenario(
            Definitions.single(
                """
                {"Type": "Task", "Resource": "\(Definitions.callback)", "Parameters": {"QueueUrl": "q",
                 "MessageBody.$": "$$.Task.Token"}, \(limits), "End": true,
                 "Catch": [{"ErrorEquals": ["\(name)"], "Next": "U"}]}
                """))
        scenario.start()
        let task = try #require(scenario.call(of: "S")).task
        scenario.send(.taskSubmitted(task: task, output: Payload([:]), job: nil))
        scenario.advance(seconds: 5)
        #expect(scenario.details("TaskTimedOut")?["error"] == "States.Timeout")
        #expect(isCaught ? scenario.output?["Error"] == "States.Timeout" : scenario.error == "States.Timeout")
        #expect(scenario.types.contains("PassStateExited") == isCaught)
    }

    /// What a worker calls its error is its own affair.
    @Test func aWorkersHeartbeatTimeout() throws {
        var scenario = try scenario(
            #""End": true, "Catch": [{"ErrorEquals": ["States.HeartbeatTimeout"], "Next": "U"}]"#)
        scenario.start()
        scenario.fail("S", "States.HeartbeatTimeout")
        #expect(scenario.output?["Error"] == "States.HeartbeatTimeout")
    }

    @Test func stoppedWhileItPauses() throws {
        var scenario = try scenario(#""End": true, "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 60}]"#)
        scenario.start()
        scenario.fail("S", "E")
        scenario.send(.stop(error: nil, cause: nil))
        #expect(scenario.timers.isEmpty)
        #expect(scenario.story.hasSuffix("6 <- 0 ExecutionAborted"))
    }
}
