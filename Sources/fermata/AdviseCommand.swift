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

    @Option(help: ArgumentHelp("What is known of loops, as in 'fermata cost'.", valueName: "file"))
    var assume: String?

    @Option(help: "The type of the state machines: standard or express.")
    var type: String = "standard"

    @Option(help: ArgumentHelp("The prices.", valueName: "file"))
    var prices: String?

    @Option(
        help: ArgumentHelp("Fail on findings of this severity or above: note, warning, error.", valueName: "severity"))
    var failOn: String?

    @Option(help: ArgumentHelp("Look at the latest executions of a state machine, too.", valueName: "machine"))
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
            setting.payloads = try await SeenPayloads(client: options.client).of(executionsOf)
        }
        var advised: [AdvisedFile] = []
        for path in try DefinitionPaths.expanding(files) { advised.append(try AdvisedFile(path, setting)) }
        if sarif {
            Terminal.output.write(IndentedJSON.text(AdviceSARIF.value(of: advised)))
        } else if json {
            Terminal.output.write(IndentedJSON.text(["files": .array(advised.map(\.json))]))
        } else {
            let style = Terminal.output.style
            for file in advised { file.lines(style).forEach(Terminal.output.write) }
        }
        guard let limit = failOn.flatMap({ Advice.Severity(rawValue: $0.lowercased()) }) else { return }
        if advised.contains(where: { $0.advice.contains { $0.severity >= limit } }) {
            throw ExitCode(CommandError.Status.failed.rawValue)
        }
    }

    private func baseSetting() throws -> AdviceSetting {
        let list = try PriceFile.load(prices)
        var setting = AdviceSetting(
            executions: executions.perMonth, transitionPrice: list.transition, lambdaRequestPrice: list.lambdaRequest,
            lambdaGBSecondPrice: list.lambdaGBSecond, type: StateMachineType(rawValue: type.uppercased()) ?? .standard)
        if let assume {
            do {
                let assumptions = try Assumptions(try DefinitionFile.value(of: assume))
                setting.rounds = assumptions.loops
                setting.usualRounds = assumptions.defaultLoop
            } catch let error as PriceListError {
                throw CommandError(.unavailable, "\(assume): '\(error.field)' \(error.reason).")
            }
        }
        return setting
    }
}
