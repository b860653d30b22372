import ArgumentParser
import JSON

/// `fermata describe`: how an execution stands, or what a state machine is.
struct DescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Describe an execution or a state machine.",
        discussion: """
            EXAMPLES:
              fermata describe orders         the state machine
              fermata describe orders/A-17    one of its executions
              fermata describe orders/A-17 --json | jq -r .output
            """
    )

    @Argument(help: "A state machine's name, MACHINE/NAME of an execution, or the ARN of either.")
    var subject: String

    @Flag(help: "Print the service's answer as JSON.")
    var json = false

    @OptionGroup var options: ClientOptions

    func run() async throws {
        let client = options.client
        let isExecution =
            subject.hasPrefix("arn:")
            ? subject.contains(":execution:") || subject.contains(":express:") : subject.contains("/")
        if isExecution {
            let arn = try client.executionARN(subject)
            let description = try await client.call("DescribeExecution", ["executionArn": .string(arn)])
            show(description, ["executionArn", "stateMachineArn", "startDate", "stopDate", "input"])
            if !json { ExecutionReport(description).write() }
        } else {
            let arn = client.stateMachineARN(subject)
            let description = try await client.call("DescribeStateMachine", ["stateMachineArn": .string(arn)])
            show(description, ["stateMachineArn", "type", "status", "creationDate", "revisionId", "roleArn"])
            if !json, let definition = description["definition"]?.string { Terminal.output.write(definition) }
        }
    }

    private func show(_ description: JSONValue, _ keys: [String]) {
        if json {
            Terminal.output.write(IndentedJSON.text(description))
            return
        }
        let width = keys.map(\.count).max() ?? 0
        for key in keys {
            guard let value = description[key] else { continue }
            let text =
                if key.hasSuffix("Date"), let seconds = value.number {
                    MomentText.dateAndTime(seconds)
                } else {
                    value.string ?? value.serialized()
                }
            let padding = String(repeating: " ", count: width - key.count)
            Terminal.output.write("\(Terminal.output.style.dim(key))\(padding)  \(text)")
        }
    }
}
