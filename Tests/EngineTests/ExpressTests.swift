import Integrations
import JSON
import Journal
import StatesLanguage
import Testing

@testable import Engine

/// Synchronous Express executions: run to their end in memory.
struct ExpressTests {
    private func sync(_ lab: Lab, _ definition: String, input: String = "{}") async throws -> SyncExecution {
        let machine = try await lab.create("m", definition, type: .express)
        return try await lab.engine.startSyncExecution(lab.request(machine, name: "n", input: input))
    }

    @Test func succeeds() async throws {
        let lab = try await Lab()
        let result = try await sync(lab, Lab.pass, input: "[1.0]")
        #expect(result.execution.status == .succeeded && result.execution.output == "[1.0]")
        #expect(result.execution.executionARN.hasPrefix("arn:aws:states:us-east-1:000000000000:express:m:n:"))
        #expect(result.billedMemoryMB == 64 && result.billedMilliseconds == 100)
        await lab.close()
    }

    @Test func fails() async throws {
        let lab = try await Lab()
        let result = try await sync(
            lab, #"{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E", "Cause": "C"}}}"#)
        #expect(result.execution.status == .failed && result.execution.error == "E" && result.execution.cause == "C")
        await lab.close()
    }

    @Test func callsTasksAndWaits() async throws {
        let lab = try await Lab()
        let machine = try await lab.create(
            "m",
            """
            {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3, "Next": "S"},
             "S": {"Type": "Task", "Resource": "\(Lab.function)", "Retry": [{"ErrorEquals": ["E"]}], "End": true}}}
            """, type: .express)
        let commits = lab.journal.commits.count
        let engine = lab.engine
        let request = lab.request(machine)
        async let running = engine.startSyncExecution(request)
        try await eventually("the call") {
            lab.clock.advance(seconds: 0.1)
            return lab.tasks.openCount == 1
        }
        try await lab.tasks.answer("S", .failure(error: "E", cause: ""))
        try await eventually("the second call") {
            lab.clock.advance(seconds: 0.1)
            return lab.tasks.openCount == 1
        }
        try await lab.tasks.answer("S", .success("done"))
        #expect(try await running.execution.output == "\"done\"")
        // Nothing was written.
        #expect(lab.journal.commits.count == commits)
        await lab.close()
    }

    /// Five minutes are the longest; what is under way then is called off.
    @Test func timesOut() async throws {
        let lab = try await Lab()
        let request = lab.request(try await lab.create("m", Lab.task(), type: .express))
        let engine = lab.engine
        async let running = engine.startSyncExecution(request)
        try await lab.tasks.request(of: "S")
        lab.clock.advance(seconds: 300)
        let result = try await running
        #expect(result.execution.status == .timedOut && result.execution.error == "States.Timeout")
        try await eventually("the call is cancelled") { lab.tasks.openCount == 0 }
        await lab.close()
    }

    @Test func isNotForStandard() async throws {
        let lab = try await Lab()
        let machine = try await lab.create("m", Lab.pass)
        let request = lab.request(machine)
        #expect(
            await Lab.exception { _ = try await lab.engine.startSyncExecution(request) }
                == .stateMachineTypeNotSupported)
        await lab.close()
    }

    @Test func asynchronousOnesCanBeStartedTwiceUnderOneName() async throws {
        let lab = try await Lab()
        let machine = try await lab.create("m", Lab.pass, type: .express)
        let first = try await lab.start(machine, name: "n")
        let second = try await lab.start(machine, name: "n")
        #expect(first != second && first.isExpress)
        #expect(await Lab.exception { _ = try await lab.describe(first) } == .stateMachineTypeNotSupported)
        await lab.close()
    }

    /// The name and the ARN that an execution sees of itself, also after it was folded again.
    @Test func asynchronousOnesKnowTheirName() async throws {
        let lab = try await Lab()
        let machine = try await lab.create(
            "m",
            """
            {"StartAt": "W", "States": {
                "W": {"Type": "Wait", "Seconds": 60, "Next": "S"},
                "S": {"Type": "Task", "Resource": "\(Lab.function)", "End": true,
                    "Parameters": {"name.$": "$$.Execution.Name", "id.$": "$$.Execution.Id"}}}}
            """, type: .express)
        let arn = try await lab.start(machine, name: "n")
        try await lab.reopen(after: 61)
        let call = try await lab.tasks.answer("S", .success([:]))
        #expect(call.parameters["name"] == "n")
        #expect(call.parameters["id"] == .string(arn.text))
        await lab.close()
    }
}
