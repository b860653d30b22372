import ArgumentParser
import JSON

/// `fermata history`: the events of an execution.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show the history of an execution: a table, or the service's JSON.",
        discussion: """
            EXAMPLES:
              fermata history orders/A-17
              fermata history orders/A-17 --follow       as a story, until it ends
              fermata history orders/A-17 --json | jq '.events[].type'
            """
    )

    @Argument(help: "The execution: MACHINE/NAME or its ARN.")
    var execution: String

    @Flag(help: "Print {\"events\": [...]} as the API gives them.")
    var json = false

    @Flag(help: "Show each state as it happens until the execution ends.")
    var follow = false

    @Flag(help: "The latest event first.")
    var reverse = false

    @OptionGroup var options: ClientOptions

    func validate() throws {
        if follow && (json || reverse) {
            throw ValidationError("--follow tells the story in order: leave out --json and --reverse.")
        }
    }

    func run() async throws {
        let client = options.client
        let arn = try client.executionARN(execution)
        if follow {
            let watch = ExecutionWatch(client: client, arn: arn)
            ExecutionReport(try await watch.untilItEnds(Terminal.output.write)).write()
            return
        }
        let events = try await client.history(of: arn, reverse: reverse)
        if json {
            Terminal.output.write(IndentedJSON.text(["events": .array(events)]))
        } else {
            Self.table(of: events, reverse: reverse).write()
        }
    }

    private static func table(of events: [JSONValue], reverse: Bool) -> TextTable {
        var table = TextTable("ID", "AFTER", "TYPE", "SUBJECT", "DETAIL")
        let start = (reverse ? events.last : events.first)?["timestamp"]?.number ?? 0
        for event in events {
            let summary = EventSummary(event)
            let reason = [summary.error, summary.cause].compactMap { $0 }.joined(separator: ": ")
            table.add(
                event["id"]?.integer.map(String.init) ?? "",
                MomentText.offset((event["timestamp"]?.number ?? start) - start),
                event["type"]?.string ?? "",
                summary.subject ?? "",
                reason.isEmpty ? summary.output ?? summary.input ?? "" : reason)
        }
        return table
    }
}

extension StepFunctionsClient {
    /// All events, page by page.
    func history(of arn: String, reverse: Bool = false) async throws -> [JSONValue] {
        var events: [JSONValue] = []
        var token: String?
        repeat {
            var parameters: JSONObject = [
                "executionArn": .string(arn), "maxResults": .int(ExecutionWatch.pageSize),
                "reverseOrder": .bool(reverse),
            ]
            parameters["nextToken"] = token.map(JSONValue.string)
            let page = try await call("GetExecutionHistory", parameters)
            events += page["events"]?.array ?? []
            token = page["nextToken"]?.string
        } while token != nil
        return events
    }
}
