import ArgumentParser
import Foundation
import JSON

/// `fermata run`: one execution of a definition in a file, without a server to start and nothing left behind.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a definition once, here, and show each state as it happens.",
        discussion: """
            The output goes to standard output, the progress to standard error.

            EXAMPLES:
              fermata run order.asl.json --input '{"id": 7}'
              fermata run order.asl.json --input @order.json --config fermata.yaml
              fermata run order.asl.json --quiet | jq .total

            The exit status is 1 unless the execution succeeded.
            """
    )

    @Argument(help: "The definition: ASL as JSON or YAML.", completion: .file())
    var file: String

    @Option(help: "The input: JSON, @file, or - for standard input.")
    var input = "{}"

    @Option(
        name: .long,
        help: ArgumentHelp("The value of a placeholder; may be given several times.", valueName: "Name=value"))
    var substitution: [SubstitutionArgument] = []

    @Flag(help: "No progress, only the output.")
    var quiet = false

    @Flag(help: "Print what DescribeExecution says as JSON, in the place of the output.")
    var json = false

    @OptionGroup var functions: FunctionOptions

    func run() async throws {
        let definition = try DefinitionFile(path: file, substitutions: substitution).text
        let input = try PayloadArgument.text(input)
        let folder = FileManager.default.temporaryDirectory.appending(path: "fermata-run-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let settings = try LocalServer.Settings(data: folder.path(), functions: functions)
        let ended: JSONValue? = try await LocalServer.run(settings) { server in
            let machine = try await server.client.deploy(name: Self.name(file), definition: definition)
            let started = try await server.client.call(
                "StartExecution", ["stateMachineArn": .string(machine.arn), "input": .string(input)])
            let watch = ExecutionWatch(
                client: server.client, arn: started["executionArn"]?.string ?? "", style: Terminal.errors.style)
            return try await watch.untilItEnds { line in if !quiet { Terminal.errors.write(line) } }
        }
        guard let description = ended else { throw LocalServer.interrupted }
        try report(description)
    }

    private func report(_ description: JSONValue) throws {
        let succeeded = description["status"]?.string == "SUCCEEDED"
        if json {
            Terminal.output.write(IndentedJSON.text(description))
        } else if succeeded {
            Terminal.output.write(IndentedJSON.text(of: description["output"]?.string ?? "{}"))
        } else {
            ExecutionReport(description).write(to: .errors)
        }
        if !succeeded { throw ExitCode(CommandError.Status.failed.rawValue) }
    }

    /// A state machine's name out of a file's.
    static func name(_ file: String) -> String {
        let base = file.split(separator: "/").last.map(String.init) ?? file
        let stem = base.split(separator: ".").first.map(String.init) ?? base
        let name = stem.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        return name.isEmpty ? "run" : String(name.prefix(80))
    }
}
