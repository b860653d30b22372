import ArgumentParser
import JSON

/// `fermata list`: the state machines, or the executions of one.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the state machines, or the executions of one.",
        discussion: """
            EXAMPLES:
              fermata list                              the state machines
              fermata list orders                       the latest executions of one
              fermata list orders --status FAILED --json
            """
    )

    static let statuses = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"]

    @Argument(help: "The state machine whose executions to list: its name or ARN.")
    var stateMachine: String?

    @Option(help: "Executions of this status only: \(statuses.joined(separator: ", ")).")
    var status: String?

    @Option(help: "How many at most.")
    var limit = 100

    @Flag(help: "Print a JSON array of what the service answers.")
    var json = false

    @OptionGroup var options: ClientOptions

    func validate() throws {
        if status != nil && stateMachine == nil {
            throw ValidationError("--status chooses among executions: name their state machine.")
        }
        guard limit > 0 else { throw ValidationError("--limit is a positive number.") }
    }

    func run() async throws {
        if let stateMachine {
            try await listExecutions(of: stateMachine)
        } else {
            try await listStateMachines()
        }
    }

    private func listStateMachines() async throws {
        let machines = try await options.client.list("ListStateMachines", [:], "stateMachines", limit: limit)
        if json { return Terminal.output.write(IndentedJSON.text(.array(machines))) }
        var table = TextTable("NAME", "TYPE", "CREATED", "ARN")
        for machine in machines {
            table.add(
                machine["name"]?.string ?? "", machine["type"]?.string ?? "", moment(machine["creationDate"]),
                machine["stateMachineArn"]?.string ?? "")
        }
        table.write()
    }

    private func listExecutions(of name: String) async throws {
        let client = options.client
        var parameters: JSONObject = ["stateMachineArn": .string(client.stateMachineARN(name))]
        parameters["statusFilter"] = status.map { .string($0.uppercased()) }
        let executions = try await client.list("ListExecutions", parameters, "executions", limit: limit)
        if json { return Terminal.output.write(IndentedJSON.text(.array(executions))) }
        var table = TextTable("EXECUTION", "STATUS", "STARTED", "TOOK")
        for execution in executions {
            let start = execution["startDate"]?.number
            let stop = execution["stopDate"]?.number
            var took = ""
            if let start, let stop { took = MomentText.offset(stop - start) }
            table.add(
                StepFunctionsClient.shortName(ofExecution: execution["executionArn"]?.string ?? ""),
                execution["status"]?.string ?? "", moment(execution["startDate"]), took)
        }
        table.write()
    }

    private func moment(_ value: JSONValue?) -> String {
        value?.number.map(MomentText.dateAndTime) ?? ""
    }
}

extension StepFunctionsClient {
    /// Pages through a list operation until its end or the limit.
    func list(
        _ operation: String, _ parameters: JSONObject, _ member: String, limit: Int
    ) async throws -> [JSONValue] {
        var items: [JSONValue] = []
        var parameters = parameters
        repeat {
            parameters["maxResults"] = .int(Int64(min(limit - items.count, 1000)))
            let page = try await call(operation, parameters)
            items += page[member]?.array ?? []
            parameters["nextToken"] = page["nextToken"]
        } while parameters["nextToken"] != nil && items.count < limit
        return Array(items.prefix(limit))
    }
}
