import ArgumentParser
import JSON

/// `fermata deploy`: creates a state machine, or updates the one of that name.
struct DeployCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy",
        abstract: "Create a state machine from a definition, or update it.",
        discussion: """
            EXAMPLES:
              fermata deploy order.asl.json --name orders
              fermata deploy quote.asl.yaml --name quotes --type EXPRESS
              fermata deploy sam.asl.json --name jobs --substitution TableName=jobs
            """
    )

    /// Fermata checks no roles; the API wants one.
    static let role = "arn:aws:iam::000000000000:role/fermata"

    @Argument(help: "The definition: ASL as JSON or YAML.", completion: .file())
    var file: String

    @Option(help: "The state machine's name.")
    var name: String

    @Option(help: "STANDARD or EXPRESS; of a new state machine only.")
    var type = "STANDARD"

    @Option(help: "The ARN of its role.")
    var role = DeployCommand.role

    @Option(
        name: .long,
        help: ArgumentHelp("The value of a placeholder; may be given several times.", valueName: "Name=value"))
    var substitution: [SubstitutionArgument] = []

    @Flag(help: "Print the service's answer as JSON.")
    var json = false

    @OptionGroup var options: ClientOptions

    func run() async throws {
        let definition = try DefinitionFile(path: file, substitutions: substitution).text
        let deployed = try await options.client.deploy(
            name: name, definition: definition, type: type.uppercased(), role: role)
        if json {
            Terminal.output.write(IndentedJSON.text(deployed.answer))
        } else {
            Terminal.output.write("\(deployed.isNew ? "created" : "updated") \(deployed.arn)")
        }
    }
}

/// A state machine that is on the server now.
struct DeployedStateMachine {
    var arn: String
    var isNew: Bool
    /// The service's answer.
    var answer: JSONValue
}

extension StepFunctionsClient {
    /// Creates a state machine, or gives the one of that name another definition.
    func deploy(
        name: String, definition: String, type: String = "STANDARD", role: String = DeployCommand.role
    ) async throws -> DeployedStateMachine {
        let arn = stateMachineARN(name)
        do {
            let existing = try await call("DescribeStateMachine", ["stateMachineArn": .string(arn)])
            let answer = try await call(
                "UpdateStateMachine",
                ["stateMachineArn": .string(arn), "definition": .string(definition), "roleArn": .string(role)])
            return DeployedStateMachine(arn: existing["stateMachineArn"]?.string ?? arn, isNew: false, answer: answer)
        } catch let error as CommandError where error.cause.hasPrefix("StateMachineDoesNotExist") {
            let answer = try await call(
                "CreateStateMachine",
                [
                    "name": .string(name), "definition": .string(definition), "type": .string(type),
                    "roleArn": .string(role),
                ])
            return DeployedStateMachine(arn: answer["stateMachineArn"]?.string ?? arn, isNew: true, answer: answer)
        }
    }
}
