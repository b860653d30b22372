import ArgumentParser
import Foundation
import JSON

/// `fermata demo`: a sample from nothing to its first result, as `make run` shows it.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Start a server with a sample on it and send one order.",
        discussion: """
            Starts the server, deploys the sample's state machine, starts its
            workers, sends one order through the API, shows each state as it
            happens, prints the result, and goes on serving until Ctrl-C.

            EXAMPLES:
              fermata demo examples/pizzeria
              fermata demo examples/pizzeria --order my-order.json
              fermata demo examples/pizzeria --once    end after the order
            """
    )

    @Argument(help: "The sample's folder; its fermata.yaml says what to do.", completion: .directory)
    var folder: String

    @Option(help: "Another order to send: a JSON file.", completion: .file())
    var order: String?

    @Flag(help: "End after the order.")
    var once = false

    @OptionGroup var options: ServerOptions

    func run() async throws {
        let demo = try DemoFile(folder: folder)
        let order = try PayloadArgument.text("@\(order ?? demo.order)")
        var options = options
        options.functions.config = options.functions.config ?? "\(folder)/\(FunctionOptions.defaultFile)"
        var settings = try LocalServer.Settings(options)
        let moto = try await standIn(&settings)
        defer { moto?.stop() }
        let succeeded = try await demonstrate(demo, order: order, settings)
        guard let succeeded else {
            if once { throw LocalServer.interrupted }
            return
        }
        if !succeeded { throw ExitCode(CommandError.Status.failed.rawValue) }
    }

    private func demonstrate(
        _ demo: DemoFile, order: String, _ settings: LocalServer.Settings
    ) async throws -> Bool? {
        try await LocalServer.run(settings) { server in
            let style = Terminal.output.style
            Terminal.output.write("\(style.bold("server")) \(server.endpoint), data in \(settings.data)")
            let workers = try await setUp(demo, server, settings)
            defer { for worker in workers { worker.stop() } }
            let (arn, description) = try await send(order, of: demo, to: server)
            if !once {
                hint(demo, server, execution: arn)
                try await LocalServer.untilInterrupted()
            }
            return description["status"]?.string == "SUCCEEDED"
        }
    }

    /// Starts what stands in for AWS, unless an endpoint is named.
    private func standIn(_ settings: inout LocalServer.Settings) async throws -> MotoServer? {
        let label = Terminal.output.style.bold("aws")
        if let endpoint = settings.standIn {
            Terminal.output.write("\(label) \(endpoint) stands for AWS's services")
            return nil
        }
        guard let moto = try await MotoServer.start(beside: settings.python, data: settings.data) else {
            Terminal.output.write(
                "\(label) no moto_server beside \(settings.python): tasks reach AWS itself (make setup installs it)")
            return nil
        }
        settings.awsEndpoints.append(AWSEndpointArgument(service: nil, url: moto.endpoint))
        Terminal.output.write("\(label) \(moto.endpoint) (moto_server) stands for AWS's services, log in \(moto.log)")
        return moto
    }

    private func setUp(
        _ demo: DemoFile, _ server: LocalServer, _ settings: LocalServer.Settings
    ) async throws -> [WorkerProcess] {
        let style = Terminal.output.style
        for activity in demo.activities {
            _ = try await server.client.call("CreateActivity", ["name": .string(activity)])
        }
        let machine = try await server.client.deploy(
            name: demo.stateMachine, definition: try DefinitionFile(path: demo.definition).text)
        Terminal.output.write("\(style.bold("deployed")) \(machine.arn)")
        return try demo.workers.map { script in
            let name = script.split(separator: "/").last ?? "worker"
            let log = "\(settings.data)/\(name).log"
            Terminal.output.write("\(style.bold("worker")) \(script), log in \(log)")
            return try WorkerProcess(
                script: script, python: settings.python, environment: server.clientEnvironment, log: log)
        }
    }

    private func send(
        _ order: String, of demo: DemoFile, to server: LocalServer
    ) async throws -> (arn: String, description: JSONValue) {
        let started = try await server.client.call(
            "StartExecution",
            ["stateMachineArn": .string(server.client.stateMachineARN(demo.stateMachine)), "input": .string(order)])
        guard let arn = started["executionArn"]?.string else {
            throw CommandError(.unavailable, "The answer to StartExecution names no execution.")
        }
        Terminal.output.write("\(Terminal.output.style.bold("started")) \(arn)\n")
        let description = try await ExecutionWatch(client: server.client, arn: arn)
            .untilItEnds(Terminal.output.write)
        Terminal.output.write("")
        ExecutionReport(description).write()
        return (arn, description)
    }

    private func hint(_ demo: DemoFile, _ server: LocalServer, execution: String) {
        let fermata = CommandLine.arguments.first ?? "fermata"
        let port = server.endpoint == ClientOptions.defaultEndpoint ? "" : " --endpoint \(server.endpoint)"
        let aws = "aws stepfunctions --endpoint-url \(server.endpoint) --region us-east-1 --no-sign-request"
        let machine = server.client.stateMachineARN(demo.stateMachine)
        Terminal.output.write(
            """

            It goes on serving; Ctrl-C ends it. Try next, in another terminal:
              \(Self.localAWS)\(aws) list-executions --state-machine-arn \(machine)
              \(fermata) history \(StepFunctionsClient.shortName(ofExecution: execution))\(port)
              \(fermata) start \(demo.stateMachine) --input @\(demo.folder)/orders/declined.json --wait\(port)
            """)
    }

    /// The venv's folder before `aws`, where the venv is here.
    private static var localAWS: String {
        FileManager.default.isExecutableFile(atPath: ".venv/bin/aws") ? ".venv/bin/" : ""
    }
}
