import Advice
import ArgumentParser
import DefinitionFiles
import JSON
import Pricing
import StatesLanguage

/// `fermata advise`: known patterns in definitions, and what changing them saves.
struct AdviseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advise",
        abstract: "Known patterns in a definition: why they matter, what to change, what it saves.",
        discussion: """
            Each finding has a stable code with a page in docs/advice/. Savings are counted at --executions.

            EXAMPLES:
              fermata advise order.asl.json --executions 360000/month
              fermata advise workflows/ --sarif > advice.sarif
              fermata advise order.asl.json --fail-on warning
              fermata advise order.asl.json --executions-of orders      with the payloads that were seen

            EXIT STATUS:
              0   no finding as severe as --fail-on
              1   at least one is
              2   a file can't be read
            """
    )

    @Argument(help: "Definitions or folders.", completion: .file(extensions: ["json", "yaml", "yml", "asl"]))
    var files: [String]

    @Option(help: ArgumentHelp("How often each runs: N/month, N/day, N/hour.", valueName: "number"))
    var executions: ExecutionRate = ExecutionRate(perMonth: 360_000)

    @Option(help: ArgumentHelp("What is known of loops and Maps, as in 'fermata cost'.", valueName: "file"))
    var assume: String?

    @Option(help: "The type of the state machines: standard or express.")
    var type: String = "standard"

    @Option(help: ArgumentHelp("The prices.", valueName: "file"))
    var prices: String?

    @Option(
        help: ArgumentHelp("Fail on findings of this severity or above: note, warning, error.", valueName: "severity"))
    var failOn: String?

    @Option(
        help: ArgumentHelp(
            "Look at the latest executions of a state machine, too: their payloads and items.", valueName: "machine"))
    var executionsOf: String?

    @Flag(help: "Print the findings as JSON.")
    var json = false

    @Flag(help: "Print a SARIF 2.1.0 log, for code scanning.")
    var sarif = false

    @OptionGroup var options: ClientOptions

    func validate() throws {
        if json, sarif { throw ValidationError("--json and --sarif exclude each other.") }
        if let failOn, Advice.Severity(rawValue: failOn.lowercased()) == nil {
            throw ValidationError("--fail-on is note, warning or error.")
        }
        if StateMachineType(rawValue: type.uppercased()) == nil {
            throw ValidationError("--type is standard or express.")
        }
    }

    func run() async throws {
        var setting = try baseSetting()
        if let executionsOf {
            let seen = try await SeenExecutions(client: options.client).of(executionsOf)
            setting.payloads = seen.payloads
            setting.assumptions.maps.merge(seen.maps) { given, _ in given }
        }
        var advised: [AdvisedFile] = []
        var unread: [CommandError] = []
        for path in try DefinitionPaths.expanding(files) {
            do {
                advised.append(try AdvisedFile(path, setting))
            } catch let error as CommandError {
                unread.append(error)
            }
        }
        if sarif {
            Terminal.output.write(IndentedJSON.text(AdviceSARIF.value(of: advised)))
        } else if json {
            Terminal.output.write(IndentedJSON.text(["files": .array(advised.map(\.json))]))
        } else {
            let style = Terminal.output.style
            for file in advised { file.lines(style).forEach(Terminal.output.write) }
        }
        for error in unread { Terminal.errors.write("\(Terminal.errors.style.red("error:")) \(error.line)") }
        if !unread.isEmpty { throw ExitCode(CommandError.Status.unavailable.rawValue) }
        guard let limit = failOn.flatMap({ Advice.Severity(rawValue: $0.lowercased()) }) else { return }
        if advised.contains(where: { $0.advice.contains { $0.severity >= limit } }) {
            throw ExitCode(CommandError.Status.failed.rawValue)
        }
    }

    private func baseSetting() throws -> AdviceSetting {
        var setting = AdviceSetting(
            executions: executions.perMonth, prices: try PriceFile.load(prices),
            type: StateMachineType(rawValue: type.uppercased()) ?? .standard)
        if let assume { setting.assumptions = try CostSource.assumptions(assume) }
        return setting
    }
}
