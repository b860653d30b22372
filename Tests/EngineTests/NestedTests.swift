import Integrations
import JSON
import Journal
import StatesLanguage
import Testing

@testable import Engine

/// Executions that executions start.
struct NestedTests {
    /// The request of a parent's task, as it is dispatched under a key.
    private func request(_ lab: Lab, key: String, name: String?) async throws -> TaskRequest {
        let parameters = #"{"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:child"}"#
        let definition =
            #"{"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "Parameters": \#(parameters), "End": true}}}"#
        let parent = try await lab.create("parent", definition)
        guard case .task(let task) = parent.revision.definition.states[0].kind else { throw NeverHappened("a task") }
        var arguments: JSONObject = ["StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:child"]
        arguments["Name"] = name.map(JSONValue.string)
        return TaskRequest(
            resource: task.resource, parameters: .object(arguments), idempotencyKey: key, account: "000000000000",
            region: "us-east-1", executionARN: "arn:aws:states:us-east-1:000000000000:execution:parent:p",
            stateName: "S")
    }

    /// A call whose answer was lost with the server is made again: it finds its child, whatever became of it.
    @Test(arguments: [nil, "given"], [Lab.pass, Lab.wait(60)])
    func aCallThatIsRepeatedFindsItsChild(name: String?, definition: String) async throws {
        let lab = try await Lab()
        _ = try await lab.create("child", definition)
        let request = try await request(lab, key: "parent#2", name: name)
        let first = await NestedExecutions(engine: lab.engine).call(request)
        guard case .success(let output) = first else { return #expect(Bool(false), "\(first)") }
        try await lab.reopen()
        #expect(await NestedExecutions(engine: lab.engine).call(request) == .success(output))
        await lab.close()
    }

    @Test func anotherAttemptMayNotTakeTheName() async throws {
        let lab = try await Lab()
        _ = try await lab.create("child", Lab.pass)
        let nested = NestedExecutions(engine: lab.engine)
        _ = await nested.call(try await request(lab, key: "parent#2", name: "given"))
        let second = await nested.call(try await request(lab, key: "parent#9", name: "given"))
        guard case .failure(let error, _) = second else { return #expect(Bool(false), "\(second)") }
        #expect(error == "StepFunctions.ExecutionAlreadyExistsException")
        await lab.close()
    }

    /// Storage that refuses for a moment is no failure of the state.
    @Test func aChildIsStartedOnceStorageTakesIt() async throws {
        let lab = try await Lab()
        _ = try await lab.create("child", Lab.pass)
        let request = try await request(lab, key: "parent#2", name: nil)
        lab.journal.fail(.full)
        let nested = NestedExecutions(engine: lab.engine)
        let call = Task { await nested.call(request) }
        try await eventually("the failure") { lab.journal.failuresLeft == 0 }
        try await eventually("the start") {
            lab.clock.advance(seconds: 1)
            let owner = lab.engine.catalog.ownerID(stateMachine: "child", scope: Scope()) ?? 0
            return try lab.engine.journal.executions(ExecutionQuery(owner: owner, limit: 2)).count == 1
        }
        guard case .success = await call.value else { return #expect(Bool(false)) }
        await lab.close()
    }
}
