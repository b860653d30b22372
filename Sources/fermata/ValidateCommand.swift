import ArgumentParser
import DefinitionFiles
import JSON
import StatesLanguage

/// `fermata validate`: says what is wrong with definitions, with line, column and cure.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check definitions as AWS does, with line, column and a cure.",
        discussion: """
            Reads Amazon States Language as JSON or YAML. `${Name}` placeholders, as SAM and CloudFormation fill them,
            are tolerated; --substitution fills them. Of a folder, all files with a definition are read.

            EXAMPLES:
              fermata validate order.asl.json
              fermata validate workflows/ --sarif > fermata.sarif
              fermata validate order.asl.yaml --type express
              fermata validate order.asl.json --substitution TableName=orders

            EXIT STATUS:
              0   no errors (warnings don't count)
              1   at least one error
              2   a file can't be read
            """
    )

    @Argument(help: "Files or folders.", completion: .file(extensions: ["json", "yaml", "yml", "asl"]))
    var files: [String]

    @Option(help: ArgumentHelp("The type of the state machines: standard or express.", valueName: "type"))
    var type: WorkflowType = .standard

    @Option(
        name: .long,
        help: ArgumentHelp("The value of a placeholder; may be given several times.", valueName: "Name=value"))
    var substitution: [SubstitutionArgument] = []

    @Flag(help: "Print a SARIF 2.1.0 log, for code scanning.")
    var sarif = false

    @Flag(help: "Print the findings as JSON.")
    var json = false

    func validate() throws {
        if sarif, json { throw ValidationError("--sarif and --json exclude each other.") }
        if files.isEmpty { throw ValidationError("Name a file or a folder.") }
    }

    func run() throws {
        let substitutions = Dictionary(
            substitution.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
        var checked: [CheckedDefinition] = []
        for path in try DefinitionPaths.expanding(files) {
            let text = try InputFile.text(path)
            checked.append(
                CheckedDefinition(path: path, text: text, type: type.value, substitutions: substitutions))
        }
        if sarif {
            Terminal.output.write(IndentedJSON.text(SARIFLog.value(of: checked)))
        } else if json {
            Terminal.output.write(IndentedJSON.text(FindingsReport.value(of: checked)))
        } else {
            FindingsText(style: Terminal.output.style).lines(of: checked).forEach(Terminal.output.write)
        }
        if checked.contains(where: \.hasErrors) { throw ExitCode(CommandError.Status.failed.rawValue) }
    }
}

/// `--type`.
enum WorkflowType: String, ExpressibleByArgument, CaseIterable {
    case standard
    case express

    init?(argument: String) { self.init(rawValue: argument.lowercased()) }

    var value: StateMachineType { self == .standard ? .standard : .express }
}

/// `--substitution Name=value`.
struct SubstitutionArgument: ExpressibleByArgument {
    let name: String
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
        name = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}
