import JSON
import StatesLanguage
import Testing

@testable import Interpreter

/// Parallel: branches side by side, joined in their order; the first failure gives up the others.
struct ParallelTests {
    private func parallel(_ branches: [String], _ more: String = "\"End\": true", language: QueryLanguage = .jsonPath)
        throws
        -> Scenario
    {
        let state = #"{"Type": "Parallel", "Branches": [\#(branches.joined(separator: ", "))], \#(more)}"#
        return try Scenario(Definitions.single(state, language: language))
    }

    private static let tasks = ["A", "B", "C"].map { Definitions.level($0, Definitions.task($0)) }

    @Test func historyOfTwoBranches() throws {
        var scenario = try parallel(Array(Self.tasks.prefix(2)))
        scenario.start(text: "0")
        scenario.succeed("B", with: "b")
        scenario.succeed("A", with: "a")
        #expect(scenario.outputText == #"["a","b"]"#)
        #expect(
            scenario.story == """
                1 <- 0 ExecutionStarted
                2 <- 0 ParallelStateEntered
                3 <- 2 ParallelStateStarted
                4 <- 3 TaskStateEntered
                5 <- 4 LambdaFunctionScheduled
                6 <- 3 TaskStateEntered
                7 <- 6 LambdaFunctionScheduled
                8 <- 5 LambdaFunctionStarted
                9 <- 7 LambdaFunctionStarted
                10 <- 9 LambdaFunctionSucceeded
                11 <- 10 TaskStateExited
                12 <- 8 LambdaFunctionSucceeded
                13 <- 12 TaskStateExited
                14 <- 13 ParallelStateSucceeded
                15 <- 13 ParallelStateExited
                16 <- 15 ExecutionSucceeded
                """)
        #expect(scenario.details("ParallelStateStarted") == nil)
    }

    @Test(arguments: [
        (
            #""Parameters": {"p.$": "$.a"}, "ResultSelector": {"x.$": "$[0]"}, "ResultPath": "$.r", "End": true"#,
            QueryLanguage.jsonPath,
            #"{"a":7,"r":{"x":{"p":7}}}"#
        ),
        (#""InputPath": "$.a", "OutputPath": "$[1]", "End": true"#, .jsonPath, "7"),
        (#""ResultPath": null, "Next": "T""#, .jsonPath, #"{"a":7}"#),
        (
            #""Arguments": "{% $states.input.a %}", "Output": "{% $states.result[0] + $states.input.a %}", "End": true"#,
            .jsonata, "14"
        ),
        (#""End": true"#, .jsonata, #"[{"a":7},{"a":7}]"#),
    ])
    func dataFlow(more: String, language: QueryLanguage, output: String) throws {
        let branches = ["A", "B"].map { Definitions.level($0, #""\#($0)": {"Type": "Pass", "End": true}"#) }
        var scenario = try parallel(branches, more, language: language)
        scenario.start(text: #"{"a":7}"#)
        #expect(scenario.outputText == output)
    }

    @Test func aFailureGivesUpTheOthers() throws {
        var scenario = try parallel(
            Self.tasks + [Definitions.level("W", #""W": {"Type": "Wait", "Seconds": 60, "End": true}"#)])
        scenario.start()
        scenario.succeed("C")
        scenario.fail("A", "E", "why")
        #expect(scenario.result == "E: why")
        #expect(scenario.calls.isEmpty && scenario.timers.isEmpty)
        #expect(scenario.types.suffix(6).contains("LambdaFunctionFailed"))
        #expect(scenario.types.filter { $0 == "TaskStateAborted" }.count == 2)
        #expect(scenario.types.contains("WaitStateAborted"))
        #expect(scenario.types.suffix(2) == ["ParallelStateFailed", "ExecutionFailed"])
        let withdrawn = scenario.effects.compactMap {
            if case .withdraw(let task) = $0, !task.answered { task.stateName } else { nil }
        }
        #expect(withdrawn == ["B"])
    }

    @Test func aFailStateCaught() throws {
        let branch = Definitions.level("F", #""F": {"Type": "Fail", "Error": "E", "Cause": "C"}"#)
        var scenario = try parallel([branch], #""End": true, "Catch": [{"ErrorEquals": ["E"], "Next": "U"}]"#)
        scenario.start()
        #expect(
            scenario.story == """
                1 <- 0 ExecutionStarted
                2 <- 0 ParallelStateEntered
                3 <- 2 ParallelStateStarted
                4 <- 3 FailStateEntered
                5 <- 4 ParallelStateFailed
                6 <- 5 ParallelStateExited
                7 <- 6 PassStateEntered
                8 <- 7 PassStateExited
                9 <- 8 ExecutionSucceeded
                """)
        #expect(scenario.output == ["Error": "E", "Cause": "C"])
    }

    @Test func retriedAsAWhole() throws {
        var scenario = try parallel(
            Array(Self.tasks.prefix(2)),
            #""End": true, "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 2, "MaxAttempts": 1}]"#)
        scenario.start(text: "0")
        scenario.succeed("A", with: 1)
        let stale = try #require(scenario.call(of: "B")?.task)
        scenario.fail("B", "E")
        #expect(scenario.end == nil && scenario.calls.isEmpty)
        scenario.advance(seconds: 2)
        #expect(scenario.calls.map(\.stateName) == ["A", "B"])
        #expect(scenario.send(.taskEnded(task: stale, .succeeded(Payload(0)))) == [.taskOver])
        scenario.succeed("A", with: 3)
        scenario.succeed("B", with: 4)
        #expect(scenario.output == [3, 4])
        #expect(scenario.types.filter { $0 == "ParallelStateEntered" }.count == 1)
        #expect(scenario.types.filter { $0 == "ParallelStateStarted" }.count == 2)
        #expect(!scenario.types.contains("ParallelStateFailed"))
    }

    @Test func afterTheCatchNothingOfTheBranchesRuns() throws {
        var scenario = try parallel(
            Self.tasks, #""Catch": [{"ErrorEquals": ["States.ALL"], "Next": "U"}], "End": true"#)
        scenario.start()
        let open = scenario.calls.filter { $0.stateName != "A" }.map(\.task)
        // One batch: the failure, and answers that come too late.
        var inputs: [Input] = [
            .taskEnded(task: try #require(scenario.call(of: "A")?.task), .failed(error: "E", cause: nil))
        ]
        inputs += open.map { .taskEnded(task: $0, .failed(error: "F", cause: nil)) }
        scenario.send(inputs)
        #expect(scenario.output == ["Error": "E", "Cause": ""])
        #expect(scenario.machine.frames.count <= 1)
    }

    @Test func nestedFailuresRiseThroughTheLevels() throws {
        let inner = #""I": {"Type": "Parallel", "End": true, "Branches": [\#(Self.tasks[0]), \#(Self.tasks[1])]}"#
        let map = """
            "M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "I", "States": {\(inner)}}}
            """
        var scenario = try parallel([Definitions.level("M", map), Self.tasks[2]])
        scenario.start([1, 2])
        #expect(scenario.calls.count == 5)
        scenario.fail("B", "E", "deep")
        #expect(scenario.result == "E: deep")
        #expect(scenario.types.filter { $0 == "ParallelStateFailed" }.count == 2)
        #expect(scenario.types.filter { $0 == "MapIterationFailed" }.count == 1)
        #expect(scenario.types.filter { $0 == "MapIterationAborted" }.count == 1)
        #expect(scenario.types.filter { $0 == "MapStateFailed" }.count == 1)
        #expect(scenario.calls.isEmpty)
    }

    /// Variables of the outside can be read within; what a branch assigns stays in it.
    @Test func scopesOfVariables() throws {
        var scenario = try Scenario(
            """
            {"QueryLanguage": "JSONata", "StartAt": "A", "States": {
              "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "P"},
              "P": {"Type": "Parallel", "Next": "Z", "Assign": {"p": "{% $states.result[0] %}"}, "Branches": [
                {"StartAt": "B", "States": {"B": {"Type": "Pass", "Assign": {"y": "{% $x + 1 %}"}, "Next": "C"},
                                            "C": {"Type": "Pass", "Output": "{% $x + $y %}", "End": true}}},
                {"StartAt": "D", "States": {"D": {"Type": "Pass", "Assign": {"y": 9}, "Output": "{% $x %}", "End": true}}}]},
              "Z": {"Type": "Pass", "Output": {"x": "{% $x %}", "p": "{% $p %}", "y": "{% $exists($y) %}"}, "End": true}}}
            """)
        scenario.start()
        #expect(scenario.outputText == #"{"x":1,"p":3,"y":false}"#)
    }
}
