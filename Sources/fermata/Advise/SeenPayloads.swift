import JSON

/// The largest input of each state among the latest executions of a state machine.
struct SeenPayloads {
    /// Executions that are looked at.
    private static let sample = 20

    let client: StepFunctionsClient

    func of(_ machine: String) async throws -> [String: Int] {
        let page = try await client.call(
            "ListExecutions",
            ["stateMachineArn": .string(client.stateMachineARN(machine)), "maxResults": .int(Int64(Self.sample))])
        var sizes: [String: Int] = [:]
        for execution in page["executions"]?.array ?? [] {
            guard let arn = execution["executionArn"]?.string else { continue }
            for event in try await client.history(of: arn) {
                guard let details = event["stateEnteredEventDetails"], let name = details["name"]?.string else {
                    continue
                }
                sizes[name] = max(sizes[name] ?? 0, details["input"]?.string?.utf8.count ?? 0)
            }
        }
        return sizes
    }
}
