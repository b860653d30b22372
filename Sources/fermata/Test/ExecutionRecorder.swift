import Foundation
import JSON
import WorkflowTests

/// Writes a test from what an execution did (`--from-execution`).
struct ExecutionRecorder {
    let client: StepFunctionsClient

    func test(of name: String) async throws -> String {
        let arn = try client.executionARN(name)
        let execution = try await client.call("DescribeExecution", ["executionArn": .string(arn)])
        let events = try await client.history(of: arn)
        let machine = execution["stateMachineArn"]?.string?.split(separator: ":").last.map(String.init) ?? "definition"
        return RecordedTest(definition: "\(machine).asl.json", execution: execution, events: events).text
    }
}
