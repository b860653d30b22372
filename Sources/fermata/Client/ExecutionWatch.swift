import JSON

/// Follows an execution by its history, as any client can.
struct ExecutionWatch {
    /// Between two looks: short while much happens, longer while nothing does.
    static let shortestPause: Duration = .milliseconds(40)
    static let longestPause: Duration = .milliseconds(500)
    static let pageSize: Int64 = 1000

    let client: StepFunctionsClient
    let arn: String
    var style = Terminal.output.style

    /// Gives a line for each event worth a person's attention, as it happens.
    ///
    /// - Returns: the answer of DescribeExecution after the end.
    func untilItEnds(_ show: (String) -> Void) async throws -> JSONValue {
        var lines = HistoryLines(style: style)
        var cursor: String?
        var seen: Int64 = 0
        var pause = Self.shortestPause
        while true {
            // Before the history, so that the last look finds all of it.
            let description = try await client.call("DescribeExecution", ["executionArn": .string(arn)])
            let before = seen
            try await read(from: &cursor, seen: &seen) { event in lines.line(for: event).map(show) }
            if description["status"]?.string != "RUNNING" { return description }
            pause = seen > before ? Self.shortestPause : min(pause * 2, Self.longestPause)
            try await Task.sleep(for: pause)
        }
    }

    /// Reads the events after `seen`. A full page is never read again: its token is the cursor.
    private func read(from cursor: inout String?, seen: inout Int64, _ take: (JSONValue) -> Void) async throws {
        while true {
            var parameters: JSONObject = ["executionArn": .string(arn), "maxResults": .int(Self.pageSize)]
            parameters["nextToken"] = cursor.map(JSONValue.string)
            let page = try await client.call("GetExecutionHistory", parameters)
            for event in page["events"]?.array ?? [] {
                guard let id = event["id"]?.integer, id > seen else { continue }
                seen = id
                take(event)
            }
            guard let next = page["nextToken"]?.string else { return }
            cursor = next
        }
    }
}
