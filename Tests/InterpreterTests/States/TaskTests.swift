import JSON
import StatesLanguage
import Testing

@testable import Interpreter

/// Task: what goes out, what comes back, and each kind's events.
struct TaskTests {
    @Test func aFunction() throws {
        var scenario = try Scenario(
            Definitions.single(
                """
                {"Type": "Task", "Resource": "\(Definitions.function)", "Parameters": {"p.$": "$.a"}, "TimeoutSeconds": 9,
                 "ResultSelector": {"r.$": "$.x"}, "ResultPath": "$.out", "End": true}
                """))
        scenario.start(["a": 1])
        #expect(scenario.calls.map(\.parameters.value) == [["p": 1]])
        #expect(scenario.calls.first?.timeoutDue == Scenario.beginning + 9_000)
        #expect(scenario.calls.first?.token == nil)
        #expect(scenario.timers.count == 1)
        scenario.succeed("S", with: ["x": 2, "y": 3])
        #expect(
            scenario.story == """
                1 <- 0 ExecutionStarted
                2 <- 0 TaskStateEntered
                3 <- 2 LambdaFunctionScheduled
                4 <- 3 LambdaFunctionStarted
                5 <- 4 LambdaFunctionSucceeded
                6 <- 5 TaskStateExited
                7 <- 6 ExecutionSucceeded
                """)
        #expect(scenario.outputText == #"{"a":1,"out":{"r":2}}"#)
        #expect(
            scenario.details("LambdaFunctionScheduled") == [
                "resource": .string(Definitions.function), "input": #"{"p":1}"#, "inputDetails": ["truncated": false],
                "timeoutInSeconds": 9,
            ])
        #expect(scenario.details("LambdaFunctionStarted") == nil)
        #expect(scenario.timers.isEmpty)
    }

    @Test func anIntegration() throws {
        var scenario = try Scenario(
            Definitions.single(
                """
                {"Type": "Task", "Resource": "\(Definitions.invoke)", "Arguments": {"FunctionName": "f", "Payload": "{% $states.input %}"},
                 "HeartbeatSeconds": "{% 3 %}", "Output": "{% $states.result.Payload %}", "End": true}
                """, language: .jsonata))
        scenario.start([1])
        scenario.succeed("S", with: ["Payload": ["deep": [1, 2]]])
        #expect(
            scenario.types == [
                "ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSucceeded",
                "TaskStateExited", "ExecutionSucceeded",
            ])
        #expect(scenario.outputText == #"{"deep":[1,2]}"#)
        #expect(
            scenario.details("TaskScheduled") == [
                "resourceType": "lambda", "resource": "invoke", "region": "us-east-1", "heartbeatInSeconds": 3,
                "parameters": #"{"FunctionName":"f","Payload":[1]}"#,
            ])
        #expect(scenario.details("TaskStarted") == ["resourceType": "lambda", "resource": "invoke"])
    }

    /// By state, through retries and loops; recovered from the records as from the turns.
    @Test func callsAreCountedWhereAsked() throws {
        let definition = """
            {"QueryLanguage": "JSONata", "StartAt": "A", "States": {
              "A": {"Type": "Task", "Resource": "\(Definitions.invoke)", "Arguments": {"FunctionName": "f"},
                    "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 1}], "Next": "B"},
              "B": {"Type": "Task", "Resource": "\(Definitions.invoke)", "Arguments": {"FunctionName": "g"}, "Next": "A",
                    "Catch": [{"ErrorEquals": ["E"], "Next": "C"}]},
              "C": {"Type": "Succeed"}}}
            """
        for isCounted in [true, false] {
            var scenario = try Scenario(definition)
            scenario.machine.identity.countsCalls = isCounted
            scenario.start()
            var seen = [scenario.calls.map(\.call)]
            scenario.fail("A", "E")
            scenario.advance(seconds: 1)
            seen.append(scenario.calls.map(\.call))
            scenario.succeed("A", with: [:])
            seen.append(scenario.calls.map(\.call))
            scenario.succeed("B", with: [:])
            seen.append(scenario.calls.map(\.call))
            #expect(seen == (isCounted ? [[0], [1], [0], [2]] : [[0], [0], [0], [0]]))
            let task = try #require(scenario.calls.first?.task)
            var recovered = ExecutionMachine(
                definition: scenario.machine.definition, identity: Scenario.identity())
            recovered.identity.countsCalls = isCounted
            for entry in scenario.entries { recovered.apply(entry) }
            #expect(recovered == scenario.machine)
            #expect(recovered.attempt(task, token: nil)?.dispatch.call == (isCounted ? 2 : 0))
        }
    }

    /// No retrier and no catcher sees it, and nothing is scheduled.
    @Test func parametersThatCannotBeUsedStartNothing() throws {
        var scenario = try Scenario(
            Definitions.single(
                """
                {"Type": "Task", "Resource": "arn:aws:states:::apigateway:invoke", "Parameters": {"Headers": 1},
                 "Retry": [{"ErrorEquals": ["States.ALL"]}], "End": true}
                """))
        scenario.refusals = ["arn:aws:states:::apigateway:invoke": "Not these."]
        scenario.start()
        #expect(scenario.types == ["ExecutionStarted", "TaskStateEntered", "ExecutionFailed"])
        #expect(
            scenario.details("ExecutionFailed") == [
                "error": "States.Runtime",
                "cause": "An error occurred while executing the state 'S' (entered at the event id #2). Not these.",
            ])
    }

    @Test func aJob() throws {
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Task", "Resource": "\#(Definitions.job)", "Parameters": {}, "End": true}"#))
        scenario.start()
        let task = try #require(scenario.calls.first?.task)
        #expect(
            scenario.send(.taskSubmitted(task: task, output: Payload(["JobId": "j"]), job: ["id": "j"])) == [.accepted])
        #expect(scenario.machine.attempt(task, token: nil)?.job == ["id": "j"])
        #expect(scenario.send(.taskSubmitted(task: task, output: Payload(1), job: nil)) == [.taskOver])
        scenario.succeed("S", with: ["Status": "SUCCEEDED"])
        #expect(
            scenario.types == [
                "ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted",
                "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded",
            ])
        #expect(scenario.details("TaskSubmitted")?["output"] == #"{"JobId":"j"}"#)
    }

    @Test func stoppingAJobTellsWhichOne() throws {
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Task", "Resource": "\#(Definitions.job)", "Parameters": {}, "End": true}"#))
        scenario.start()
        let task = try #require(scenario.calls.first?.task)
        scenario.send(.taskSubmitted(task: task, output: Payload([:]), job: "j"))
        scenario.send(.stop(error: "E", cause: "C"))
        let withdrawals = scenario.effects.compactMap { if case .withdraw(let task) = $0 { task } else { nil } }
        #expect(withdrawals.map(\.job) == ["j"])
        #expect(withdrawals.map(\.answered) == [false])
        #expect(scenario.story.hasSuffix("6 <- 0 ExecutionAborted"))
        #expect(scenario.details("ExecutionAborted") == ["error": "E", "cause": "C"])
    }

    @Test func anActivity() throws {
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Task", "Resource": "\#(Definitions.activity)", "End": true}"#))
        scenario.start(["a": 1])
        let offer = try #require(scenario.offers.first)
        #expect(offer.activityARN == Definitions.activity && offer.input.value == ["a": 1])
        #expect(scenario.calls.isEmpty)
        #expect(scenario.send(.activityStarted(task: offer.task, worker: "w")) == [.accepted])
        #expect(scenario.send(.activityStarted(task: offer.task, worker: "x")) == [.taskOver])
        #expect(scenario.send(.callback(task: offer.task, .succeeded(Payload(2)))) == [.accepted])
        #expect(
            scenario.types == [
                "ExecutionStarted", "TaskStateEntered", "ActivityScheduled", "ActivityStarted", "ActivitySucceeded",
                "TaskStateExited", "ExecutionSucceeded",
            ])
        #expect(scenario.details("ActivityStarted") == ["workerName": "w"])
        #expect(scenario.output == 2)
    }

    @Test func aWorkerWithoutAName() throws {
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Task", "Resource": "\#(Definitions.activity)", "End": true}"#))
        scenario.start()
        scenario.send(.activityStarted(task: try #require(scenario.offers.first?.task), worker: nil))
        #expect(scenario.details("ActivityStarted") == [:])
    }

    @Test func anActivityThatIsGone() throws {
        var scenario = try Scenario(
            Definitions.single(
                """
                {"Type": "Task", "Resource": "\(Definitions.activity)", "End": true,
                 "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "U"}]}
                """))
        scenario.missingActivities = [Definitions.activity]
        scenario.start()
        #expect(scenario.error == "States.Runtime")
        #expect(scenario.types == ["ExecutionStarted", "TaskStateEntered", "ExecutionFailed"])
    }

    // MARK: Callbacks

    private func waiting(_ more: String = "") throws -> (Scenario, Int64) {
        var scenario = try Scenario(
            Definitions.single(
                """
                {"Type": "Task", "Resource": "\(Definitions.callback)", \(more)
                 "Parameters": {"t.$": "$$.Task.Token", "QueueUrl": "q", "MessageBody": "m"}, "End": true}
                """))
        scenario.start()
        let call = try #require(scenario.calls.first)
        #expect(call.token == "token-\(call.task)")
        #expect(call.parameters.value["t"]?.string == call.token)
        return (scenario, call.task)
    }

    @Test func aCallback() throws {
        var (scenario, task) = try waiting()
        #expect(scenario.send(.taskSubmitted(task: task, output: Payload(["MessageId": "m"]), job: nil)) == [.accepted])
        #expect(scenario.send(.callback(task: task, .succeeded(Payload("done")))) == [.accepted])
        #expect(
            scenario.types == [
                "ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted",
                "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded",
            ])
        #expect(scenario.details("TaskScheduled")?["resource"] == "sendMessage.waitForTaskToken")
        #expect(scenario.output == "done")
        #expect(scenario.send(.callback(task: task, .succeeded(Payload(1)))) == [.executionOver])
    }

    @Test func aCallbackBeforeTaskSubmitted() throws {
        var (scenario, task) = try waiting()
        #expect(scenario.send(.callback(task: task, .succeeded(Payload("early")))) == [.accepted])
        #expect(scenario.types.last == "TaskStarted")
        #expect(scenario.send(.callback(task: task, .failed(error: "E", cause: nil))) == [.taskOver])
        #expect(scenario.send(.taskSubmitted(task: task, output: Payload([:]), job: nil)) == [.accepted])
        #expect(
            scenario.story == """
                1 <- 0 ExecutionStarted
                2 <- 0 TaskStateEntered
                3 <- 2 TaskScheduled
                4 <- 3 TaskStarted
                5 <- 4 TaskSubmitted
                6 <- 5 TaskSucceeded
                7 <- 6 TaskStateExited
                8 <- 7 ExecutionSucceeded
                """)
        #expect(scenario.output == "early")
    }

    /// The answer was accepted, so it counts, though the request that it belongs to failed afterwards.
    @Test func aCallbackBeforeTheRequestFails() throws {
        var (scenario, task) = try waiting()
        #expect(scenario.send(.callback(task: task, .succeeded(Payload("early")))) == [.accepted])
        scenario.send(.taskEnded(task: task, .failed(error: "E", cause: "late")))
        #expect(scenario.output == "early")
    }

    @Test func aCallbackBeforeTheTimeout() throws {
        var (scenario, task) = try waiting(#""TimeoutSeconds": 5,"#)
        #expect(scenario.send(.callback(task: task, .succeeded(Payload("early")))) == [.accepted])
        scenario.advance(seconds: 5)
        #expect(scenario.output == "early")
    }

    @Test func aRequestThatFails() throws {
        var (scenario, task) = try waiting()
        #expect(scenario.send(.taskEnded(task: task, .failed(error: "E", cause: "C"))) == [.accepted])
        #expect(scenario.result == "E: C")
        #expect(scenario.types.suffix(2) == ["TaskFailed", "ExecutionFailed"])
    }

    @Test func callbacksInOneBatch() throws {
        var (scenario, task) = try waiting()
        let verdicts = scenario.send(
            .taskSubmitted(task: task, output: Payload([:]), job: nil), .callback(task: task, .succeeded(Payload(1))),
            .callback(task: task, .succeeded(Payload(2))), .timerFired(id: 99),
            .callback(task: 77, .succeeded(Payload(3))))
        #expect(verdicts == [.accepted, .accepted, .taskOver, .stale, .unknownTask])
        #expect(scenario.output == 1)
    }

    @Test(arguments: [nil, "E"] as [String?], [nil, "C"] as [String?])
    func aFailingCallback(error: String?, cause: String?) throws {
        var (scenario, task) = try waiting()
        scenario.send(.taskSubmitted(task: task, output: Payload([:]), job: nil))
        scenario.send(.callback(task: task, .failed(error: error, cause: cause)))
        #expect(scenario.error == error && scenario.cause == cause)
        #expect(scenario.details("ExecutionFailed")?["error"]?.string == error)
        #expect(scenario.details("ExecutionFailed")?["cause"]?.string == cause)
    }

    // MARK: Time

    @Test func aTimeout() throws {
        var scenario = try Scenario(
            Definitions.single(
                #"{"Type": "Task", "Resource": "\#(Definitions.invoke)", "Parameters": {"FunctionName": "f"}, "TimeoutSeconds": 5, "End": true}"#
            ))
        scenario.start()
        let task = try #require(scenario.calls.first?.task)
        scenario.advance(seconds: 4.999)
        #expect(scenario.end == nil)
        scenario.advance(seconds: 0.001)
        #expect(scenario.types.suffix(2) == ["TaskTimedOut", "ExecutionFailed"])
        #expect(
            scenario.details("TaskTimedOut") == [
                "resourceType": "lambda", "resource": "invoke", "error": "States.Timeout",
            ])
        #expect(scenario.details("ExecutionFailed") == ["error": "States.Timeout"])
        #expect(scenario.calls.isEmpty)
        #expect(scenario.send(.taskEnded(task: task, .succeeded(Payload(1)))) == [.executionOver])
    }

    @Test func aMissedHeartbeat() throws {
        var (scenario, task) = try waiting(#""TimeoutSeconds": 60, "HeartbeatSeconds": 5,"#)
        scenario.send(.taskSubmitted(task: task, output: Payload([:]), job: nil))
        #expect(Set(scenario.timers.values.map(\.due)) == [Scenario.beginning + 60_000, Scenario.beginning + 5_000])
        scenario.advance(seconds: 5)
        #expect(scenario.error == "States.Timeout" && scenario.cause == nil)
        #expect(scenario.timers.isEmpty)
    }

    /// The heartbeat of an activity begins when a worker takes the task; its timeout when it is scheduled.
    @Test func timersOfAnActivity() throws {
        var scenario = try Scenario(
            Definitions.single(
                #"{"Type": "Task", "Resource": "\#(Definitions.activity)", "TimeoutSeconds": 60, "HeartbeatSeconds": 5, "End": true}"#
            ))
        scenario.start()
        scenario.advance(seconds: 20)
        #expect(scenario.end == nil)
        scenario.send(.activityStarted(task: try #require(scenario.offers.first?.task), worker: nil))
        scenario.advance(seconds: 4.999)
        #expect(scenario.end == nil)
        scenario.advance(seconds: 0.001)
        #expect(scenario.types.suffix(2) == ["ActivityTimedOut", "ExecutionFailed"])
        #expect(scenario.now == Scenario.beginning + 25_000)
    }

    @Test(arguments: [
        (#""TimeoutSecondsPath": "$.t""#, #"{"t": 7}"#, 7),
        (#""TimeoutSecondsPath": "$.t""#, #"{"t": 99999999}"#, 99_999_999),
    ])
    func timeoutsByPath(field: String, input: String, seconds: Int64) throws {
        var scenario = try Scenario(
            Definitions.single(
                "{\"Type\": \"Task\", \"Resource\": \"\(Definitions.function)\", \(field), \"End\": true}"))
        scenario.start(text: input)
        #expect(scenario.timers.values.map(\.due) == [Scenario.beginning + seconds * 1000])
        #expect(scenario.details("LambdaFunctionScheduled")?["timeoutInSeconds"] == .int(seconds))
    }

    /// No number that a definition or an input brings may stop the process.
    @Test(arguments: ["9223372036854775807", "9223372036854775", "1e18", "100000000"])
    func enormousTimeouts(seconds: String) throws {
        for field in ["TimeoutSeconds", "HeartbeatSeconds"] {
            var byPath = try Scenario(
                Definitions.single(
                    #"{"Type": "Task", "Resource": "\#(Definitions.function)", "\#(field)Path": "$.t", "End": true}"#))
            byPath.start(text: #"{"t": \#(seconds)}"#)
            byPath.advance(seconds: 1)
            #expect(byPath.end == nil || byPath.error == "States.Runtime")
            var byExpression = try Scenario(
                Definitions.single(
                    #"{"Type": "Task", "Resource": "\#(Definitions.function)", "\#(field)": "{% $states.input.t %}", "End": true}"#,
                    language: .jsonata))
            byExpression.start(text: #"{"t": \#(seconds)}"#)
            byExpression.advance(seconds: 1)
            #expect(byExpression.end == nil || byExpression.error == "States.QueryEvaluationError")
        }
    }

    @Test(arguments: ["0", "-1", "1.5", "\"5\"", "null", "true"])
    func timeoutsThatAreNone(value: String) throws {
        var scenario = try Scenario(
            Definitions.single(
                #"{"Type": "Task", "Resource": "\#(Definitions.function)", "TimeoutSecondsPath": "$.t", "End": true}"#))
        scenario.start(text: #"{"t": \#(value)}"#)
        #expect(scenario.error == "States.Runtime")
        #expect(scenario.calls.isEmpty && scenario.timers.isEmpty)
    }

    @Test func theMachinesOwnTimeout() throws {
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Wait", "Seconds": 60, "Next": "T"}"#, top: #""TimeoutSeconds": 10,"#))
        scenario.start()
        scenario.advance(seconds: 10)
        #expect(scenario.story == "1 <- 0 ExecutionStarted\n2 <- 0 WaitStateEntered\n3 <- 2 ExecutionTimedOut")
        #expect(scenario.end == .timedOut(error: "States.Timeout", cause: nil))
        #expect(scenario.timers.isEmpty)
    }

    @Test func theMachinesOwnTimeoutIsClearedAtItsEnd() throws {
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Wait", "Seconds": 1, "Next": "T"}"#, top: #""TimeoutSeconds": 10,"#))
        scenario.start(text: "1")
        scenario.advance(seconds: 20)
        #expect(scenario.output == 1)
        #expect(scenario.timers.isEmpty)
    }

    /// A clock that is set back makes no event earlier than the one before.
    @Test func timeNeverRunsBackwards() throws {
        var scenario = try Scenario(
            Definitions.single("{\"Type\": \"Task\", \"Resource\": \"\(Definitions.function)\", \"End\": true}"))
        scenario.start()
        scenario.now -= 10_000
        scenario.succeed("S", with: 1)
        #expect(scenario.events.allSatisfy { $0.entry.time == Scenario.beginning })
    }

    @Test func stop() throws {
        var scenario = try Scenario(Definitions.single(#"{"Type": "Wait", "Seconds": 60, "Next": "T"}"#))
        scenario.start()
        #expect(
            scenario.send(.stop(error: nil, cause: nil), .stop(error: "late", cause: nil)) == [
                .accepted, .executionOver,
            ])
        #expect(scenario.story == "1 <- 0 ExecutionStarted\n2 <- 0 WaitStateEntered\n3 <- 0 ExecutionAborted")
        #expect(scenario.details("ExecutionAborted") == [:])
        #expect(scenario.timers.isEmpty)
    }

    @Test func inputsBeforeTheStart() throws {
        var scenario = try Scenario(Definitions.single(#"{"Type": "Succeed"}"#))
        #expect(
            scenario.send(.stop(error: nil, cause: nil), .timerFired(id: 0), .proceed) == [
                .executionOver, .stale, .stale,
            ])
        #expect(scenario.entries.isEmpty)
        #expect(scenario.send(.start(Payload(1)), .start(Payload(2))) == [.accepted, .stale])
        #expect(scenario.output == 1)
    }
}
