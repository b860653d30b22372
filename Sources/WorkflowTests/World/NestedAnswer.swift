import Interpreter
import JSON
import StatesLanguage

/// What a Task that started an execution gets back.
struct NestedAnswer {
    let run: SimulatedRun
    let machine: SimulatedMachine
    let input: JSONValue
    private let identity: ExecutionIdentity

    init(_ run: SimulatedRun, _ machine: SimulatedMachine, _ input: JSONValue) {
        self.run = run
        self.machine = machine
        self.input = input
        identity = machine.identity(startTime: run.startedAt)
    }

    func result(of resource: TaskResource) -> TaskResult? {
        guard resource.waitsForExecution else {
            return .succeeded(
                Payload([
                    "ExecutionArn": .string(identity.executionARN),
                    "StartDate": .string(Timestamp.text(run.startedAt)),
                ]))
        }
        guard case .ended = run.status else { return nil }
        if resource.isJob, run.output == nil {
            return .failed(error: "States.TaskFailed", cause: JSONValue.object(description(parsed: false)).serialized())
        }
        if case .integration(let call) = resource.target, call.pattern == .sync2 {
            return .succeeded(Payload(.object(description(parsed: true))))
        }
        return .succeeded(Payload(.object(description(parsed: false))))
    }

    /// As DescribeExecution and StartSyncExecution answer; `.sync:2` gives the output as JSON, all else as text.
    private func description(parsed: Bool) -> JSONObject {
        var members: JSONObject = [
            "ExecutionArn": .string(identity.executionARN),
            "Input": parsed ? input : .string(input.serialized()), "Name": .string(identity.name),
            "StartDate": .string(Timestamp.text(run.startedAt)),
            "StateMachineArn": .string(identity.stateMachineARN), "Status": .string(run.statusName),
            "StopDate": .string(Timestamp.text(run.endedAt)),
        ]
        if let output = run.output { members["Output"] = parsed ? output : .string(output.serialized()) }
        if let failure = run.failure {
            members["Error"] = failure.error.map(JSONValue.string)
            members["Cause"] = failure.cause.map(JSONValue.string)
        }
        return members
    }
}
