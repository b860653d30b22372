import Foundation
import JSON
import Pricing
import WorkflowTests

/// What the executions of a state machine used, by their histories.
struct ExecutedUsages {
    let client: StepFunctionsClient
    let memory: Double

    /// What an execution used, the children of its distributed Maps among it.
    func usage(_ events: [JSONValue]) async throws -> Usage {
        var usage = Usage(history: events, defaultMemory: memory)
        var names: [Int64: String] = [:]
        for event in events {
            let name = event["stateEnteredEventDetails"]?["name"]?.string
            names[event["id"]?.integer ?? 0] = name ?? names[event["previousEventId"]?.integer ?? 0]
            guard let run = event["mapRunStartedEventDetails"]?["mapRunArn"]?.string else { continue }
            let map = names[event["previousEventId"]?.integer ?? 0] ?? "map run"
            for child in try await executions(["mapRunArn": .string(run)]) {
                usage.add(try await self.usage(ofChild: child), below: map)
            }
        }
        return usage
    }

    private func usage(ofChild child: JSONValue) async throws -> Usage {
        guard let arn = child["executionArn"]?.string else { return Usage() }
        guard arn.split(separator: ":").contains("express") else { return try await usage(client.history(of: arn)) }
        // An Express execution has no history to ask for; its times tell what it is billed for.
        let milliseconds = ((child["stopDate"]?.number ?? 0) - (child["startDate"]?.number ?? 0)) * 1000
        var usage = Usage()
        usage.add(ExpressMetering.meter(milliseconds: max(0, milliseconds), megabytes: 64), to: "(Express execution)")
        return usage
    }

    /// What the executions of a state machine used that began since a time ago, such as `30d`.
    func of(_ machine: String, since: String) async throws -> [Usage] {
        guard let span = try? DurationText.milliseconds(.string(since)) else {
            throw CommandError(.unavailable, "--since \(since) is no length of time.", cure: "Write 12h or 30d.")
        }
        let earliest = Date().timeIntervalSince1970 - Double(span) / 1000
        var usages: [Usage] = []
        for execution in try await executions(["stateMachineArn": .string(client.stateMachineARN(machine))]) {
            guard let arn = execution["executionArn"]?.string, (execution["startDate"]?.number ?? 0) >= earliest else {
                continue
            }
            usages.append(try await usage(try await client.history(of: arn)))
        }
        return usages
    }

    /// All that ListExecutions lists.
    private func executions(_ parameters: JSONObject) async throws -> [JSONValue] {
        var executions: [JSONValue] = []
        var parameters = parameters
        parameters["maxResults"] = 1000
        repeat {
            let page = try await client.call("ListExecutions", parameters)
            executions += page["executions"]?.array ?? []
            parameters["nextToken"] = page["nextToken"]
        } while parameters["nextToken"]?.string != nil
        return executions
    }
}
