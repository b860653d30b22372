import JSON

/// What the latest executions of a state machine had to carry.
struct SeenExecutions {
    /// Executions that are looked at.
    private static let sample = 20

    let client: StepFunctionsClient

    /// The largest input of each state, in bytes, and the most items of each Map.
    func of(_ machine: String) async throws -> (payloads: [String: Int], maps: [String: Double]) {
        let page = try await client.call(
            "ListExecutions",
            ["stateMachineArn": .string(client.stateMachineARN(machine)), "maxResults": .int(Int64(Self.sample))])
        var payloads: [String: Int] = [:]
        var maps: [String: Double] = [:]
        for execution in page["executions"]?.array ?? [] {
            guard let arn = execution["executionArn"]?.string else { continue }
            var entered: [Int64: String] = [:]
            for event in try await client.history(of: arn) {
                if let details = event["stateEnteredEventDetails"], let name = details["name"]?.string {
                    entered[event["id"]?.integer ?? 0] = name
                    payloads[name] = max(payloads[name] ?? 0, details["input"]?.string?.utf8.count ?? 0)
                }
                if let length = event["mapStateStartedEventDetails"]?["length"]?.number,
                    let name = entered[event["previousEventId"]?.integer ?? 0]
                {
                    maps[name] = max(maps[name] ?? 0, length)
                }
            }
        }
        return (payloads, maps)
    }
}
