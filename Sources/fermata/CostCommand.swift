import ArgumentParser
import DefinitionFiles
import Foundation
import JSON
import Pricing
import StatesLanguage
import WorkflowTests

/// `fermata cost`: what a workflow costs on AWS.
struct CostCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost",
        abstract: "What a workflow costs on AWS: simulated, estimated, or of executions that ran.",
        discussion: """
            With --test the definition runs in that file's simulated world; without it the transitions are estimated from
            the definition and --assume. Nothing is fetched: prices are a file (--prices), printed with their date.

            EXAMPLES:
              fermata cost order.asl.json --executions 360000/month
              fermata cost order.asl.json --test order.test.yaml --executions 12000/day
              fermata cost --compare old.test.yaml new.test.yaml --executions 360000/month
              fermata cost --execution orders/A-17
              fermata cost --state-machine orders --since 30d

            The file of --assume, all members of it optional:
              branches: { IsPaid: { Ship: 9, Cancel: 1 } }   how often a Choice goes where
              loops: { IsPaid: 6 }                           how often a loop's Choice is reached
              longestLoops: { IsPaid: 50 }                   at most
              maps: { EachPizza: 3 }                         items of a Map
              retries: { Charge: 0.1 }                       retries a call
              lambda: { milliseconds: 300, memory: 1024 }
            """
    )

    @Argument(help: "A definition, or a test file.", completion: .file(extensions: ["json", "yaml", "yml", "asl"]))
    var file: String?

    @Option(help: ArgumentHelp("The test file whose cases are simulated.", valueName: "file"))
    var test: String?

    @Option(help: ArgumentHelp("Only cases whose name contains this.", valueName: "text"))
    var filter: String?

    @Option(help: ArgumentHelp("How often it runs: N/month, N/day, N/hour; a month has 30 days.", valueName: "number"))
    var executions: ExecutionRate = ExecutionRate(perMonth: 1)

    @Option(help: ArgumentHelp("What is assumed where nothing ran, in YAML or JSON.", valueName: "file"))
    var assume: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Two definitions or test files side by side: --compare A B.", valueName: "file"))
    var compare: [String] = []

    @Option(help: ArgumentHelp("The prices; else prices/us-east-1.json or those built in.", valueName: "file"))
    var prices: String?

    @Flag(help: "Count the start and the end of a Standard execution as a transition each (AWS bills neither).")
    var countStartEnd = false

    @Flag(help: "Take off AWS's monthly free tiers.")
    var freeTiers = false

    @Flag(help: "Print the report as JSON.")
    var json = false

    @Flag(help: "Print the table as CSV.")
    var csv = false

    @Option(help: ArgumentHelp("An execution that ran.", valueName: "execution"))
    var execution: String?

    @Option(help: ArgumentHelp("A history, as 'fermata history --json' prints it.", valueName: "file"))
    var history: String?

    @Option(help: ArgumentHelp("The executions of a state machine that ran.", valueName: "machine"))
    var stateMachine: String?

    @Option(help: ArgumentHelp("How far back, with --state-machine.", valueName: "time"))
    var since = "30d"

    @Option(help: ArgumentHelp("Megabytes of the Lambda functions of executions that ran.", valueName: "MB"))
    var memory = 128.0

    @OptionGroup var options: ClientOptions

    func validate() throws {
        if json, csv { throw ValidationError("--json and --csv exclude each other.") }
        let sources = [file, execution, stateMachine, history].count { $0 != nil }
        if sources == 0, compare.isEmpty { throw ValidationError("Name a definition or a test file.") }
        if sources > 1 {
            throw ValidationError("Name one: a file, --execution, --state-machine or --history.")
        }
        if !compare.isEmpty, compared.count != 2 { throw ValidationError("--compare takes two files: A and B.") }
    }

    /// What stands side by side, the first one first: `--compare A B`, or `A --compare B`.
    private var compared: [String] { [file].compactMap { $0 } + compare }

    func run() async throws {
        let billing = Billing(
            prices: try PriceFile.load(prices), countsStartAndEnd: countStartEnd, usesFreeTiers: freeTiers)
        var reports: [CostReport] = []
        if let execution {
            let client = options.client
            let events = try await client.history(of: try client.executionARN(execution))
            let usage = try await ExecutedUsages(client: client, memory: memory).usage(events)
            reports = [CostReport.ran(execution, [usage], billing, executions)]
        } else if let history {
            let events = try DefinitionFile.value(of: history)["events"]?.array ?? []
            reports = [CostReport.ran(history, [Usage(history: events, defaultMemory: memory)], billing, executions)]
        } else if let stateMachine {
            let usages = try await ExecutedUsages(client: options.client, memory: memory).of(stateMachine, since: since)
            reports = [CostReport.ran(stateMachine, usages, billing, ExecutionRate(perMonth: Double(usages.count)))]
        } else {
            let source = CostSource(assume: assume, filter: filter, executions: executions, billing: billing)
            reports = try compared.map { try source.report($0, test: $0 == file ? test : nil) }
        }
        if json {
            let values = reports.map(\.json)
            Terminal.output.write(IndentedJSON.text(values.count == 1 ? values[0] : ["reports": .array(values)]))
        } else if csv {
            CostText.csv(reports).forEach(Terminal.output.write)
        } else {
            let text = CostText(style: Terminal.output.style)
            for report in reports { text.lines(report).forEach(Terminal.output.write) }
            if reports.count == 2 { text.comparison(reports[0], reports[1]).forEach(Terminal.output.write) }
        }
    }
}

/// `--executions 360000/month`.
struct ExecutionRate: ExpressibleByArgument {
    let perMonth: Double

    init(perMonth: Double) { self.perMonth = perMonth }

    init?(argument: String) {
        let parts = argument.split(separator: "/", maxSplits: 1).map(String.init)
        guard let text = parts.first, let number = Double(text.filter { $0 != "," && $0 != "_" }), number >= 0 else {
            return nil
        }
        let factors = ["month": 1.0, "day": 30, "hour": 720, "minute": 43_200, "second": 2_592_000]
        guard let factor = parts.count == 1 ? 1 : factors[parts[1].lowercased()] else { return nil }
        perMonth = number * factor
    }

    var defaultValueDescription: String { "1/month" }
}
