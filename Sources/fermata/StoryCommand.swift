import ArgumentParser
import JSON
import Pricing
import WorkflowTests

/// `fermata story`: the stages of a workflow's story, each with what it costs.
struct StoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "story",
        abstract: "The stages of a sample's story and what each costs, from simulated runs.",
        shouldDisplay: false
    )

    @Argument(help: "The story, a YAML file.")
    var file: String

    @Option(help: ArgumentHelp("Members to merge into each case's input, as JSON.", valueName: "json"))
    var with: String?

    @Option(help: ArgumentHelp("The prices.", valueName: "file"))
    var prices: String?

    @Flag(help: "Print the stages as JSON.")
    var json = false

    func run() throws {
        let story = try DefinitionFile.value(of: file)
        let input = try with.map { try JSONValue.parse(try PayloadArgument.text($0)) }?.object ?? JSONObject()
        let prices = try PriceFile.load(self.prices)
        let folder = file.split(separator: "/").dropLast().joined(separator: "/")
        let base = file.hasPrefix("/") ? "/\(folder)" : folder
        var rows: [StoryRow] = []
        for stage in story["stages"]?.array ?? [] {
            guard let name = stage["test"]?.string else { continue }
            let path = base.isEmpty ? name : "\(base)/\(name)"
            do throws(TestProblem) {
                rows.append(
                    try StoryRow(
                        stage, try TestSession.read(path), input, prices, executions: story["executions"]?.number ?? 1,
                        before: rows.last))
            } catch {
                throw CommandError(.unavailable, "\(path): \(error.message).", cure: error.cure)
            }
        }
        if json {
            Terminal.output.write(IndentedJSON.text(["stages": .array(rows.map(\.json))]))
            return
        }
        let count = Money.quantity(story["executions"]?.number ?? 1)
        Terminal.output.write(
            "\(count) orders a month, prices of \(prices.region) as of \(prices.asOf), no free tiers; start and end counted as the talk does."
        )
        Terminal.output.write("")
        var table = TextTable(
            "STAGE", "TRANSITIONS", "AS AWS BILLS", "STEP FUNCTIONS", "LAMBDA", "TOTAL", "THE TALK", "DIFFERENCE")
        for row in rows { table.rows.append(row.cells) }
        table.lines(Terminal.output.style).forEach(Terminal.output.write)
        Terminal.output.write("")
        for row in rows { row.reasons.forEach(Terminal.output.write) }
    }
}
