import ArgumentParser
import JSON

/// `fermata start`: starts an execution, and watches it where asked.
struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start an execution.",
        discussion: """
            EXAMPLES:
              fermata start orders --input @order.json
              fermata start orders --input '{"orderId": "A-17"}' --name A-17 --wait
            """
    )

    @Argument(help: "The state machine: its name or ARN.")
    var stateMachine: String

    @Option(help: "The input: JSON, @file, or - for standard input.")
    var input = "{}"

    @Option(help: "The execution's name; the service makes one up without it.")
    var name: String?

    @Flag(help: "Show each state as it happens, print the output, exit with 1 unless it succeeded.")
    var wait = false

    @Flag(help: "Print the service's answer (with --wait: of DescribeExecution) as JSON.")
    var json = false

    @OptionGroup var options: ClientOptions

    func run() async throws {
        let client = options.client
        var parameters: JSONObject = [
            "stateMachineArn": .string(client.stateMachineARN(stateMachine)),
            "input": .string(try PayloadArgument.text(input)),
        ]
        parameters["name"] = name.map(JSONValue.string)
        let started = try await client.call("StartExecution", parameters)
        guard let arn = started["executionArn"]?.string else {
            throw CommandError(.unavailable, "The answer to StartExecution names no execution.")
        }
        guard wait else {
            Terminal.output.write(json ? IndentedJSON.text(started) : arn)
            return
        }
        let watch = ExecutionWatch(client: client, arn: arn)
        let description = try await watch.untilItEnds { line in if !json { Terminal.output.write(line) } }
        if json {
            Terminal.output.write(IndentedJSON.text(description))
        } else {
            ExecutionReport(description).write()
        }
        if description["status"]?.string != "SUCCEEDED" { throw ExitCode(CommandError.Status.failed.rawValue) }
    }
}
