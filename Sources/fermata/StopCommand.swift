import ArgumentParser
import JSON

/// `fermata stop`: stops an execution.
struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop an execution.",
        discussion: """
            EXAMPLES:
              fermata stop orders/A-17
              fermata stop orders/A-17 --error Cancelled --cause 'sold out'
            """
    )

    @Argument(help: "The execution: MACHINE/NAME or its ARN.")
    var execution: String

    @Option(help: "The error that its history shall name.")
    var error: String?

    @Option(help: "The cause that its history shall give.")
    var cause: String?

    @Flag(help: "Print the service's answer as JSON.")
    var json = false

    @OptionGroup var options: ClientOptions

    func run() async throws {
        let client = options.client
        let arn = try client.executionARN(execution)
        var parameters: JSONObject = ["executionArn": .string(arn)]
        parameters["error"] = error.map(JSONValue.string)
        parameters["cause"] = cause.map(JSONValue.string)
        let answer = try await client.call("StopExecution", parameters)
        Terminal.output.write(json ? IndentedJSON.text(answer) : "stopped \(arn)")
    }
}
