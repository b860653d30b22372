import Foundation
import JSON
import Pricing
import WorkflowTests

/// What the executions of a state machine used, by their histories.
struct ExecutedUsages {
    let client: StepFunctionsClient
    let memory: Double

    func of(_ machine: String, since: String) async throws -> [Usage] {
        guard let span = try? DurationText.milliseconds(.string(since)) else {
            throw CommandError(.unavailable, "--since \(since) is no length of time.", cure: "Write 12h or 30d.")
        }
        let earliest = Date().timeIntervalSince1970 - Double(span) / 1000
        var usages: [Usage] = []
        var token: String?
        repeat {
            var parameters: JSONObject = [
                "stateMachineArn": .string(client.stateMachineARN(machine)), "maxResults": 1000,
            ]
            parameters["nextToken"] = token.map(JSONValue.string)
            let page = try await client.call("ListExecutions", parameters)
            for execution in page["executions"]?.array ?? [] {
                guard let arn = execution["executionArn"]?.string, (execution["startDate"]?.number ?? 0) >= earliest
                else {
                    continue
                }
                usages.append(Usage(history: try await client.history(of: arn), defaultMemory: memory))
            }
            token = page["nextToken"]?.string
        } while token != nil
        return usages
    }
}
