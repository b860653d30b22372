import ArgumentParser

/// `fermata serve`: the server.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the AWS Step Functions API.",
        discussion: """
            EXAMPLES:
              fermata serve
              fermata serve --port 9000 --data /var/lib/fermata --config functions.yaml
              aws stepfunctions --endpoint-url http://127.0.0.1:8083 list-state-machines

            GET /healthz says whether it lives, GET /readyz whether it serves.

            Executions outlive the server: after a stop, a crash or a power cut it
            goes on with all of them from the data folder. Lambda functions run as
            local processes of the server's own user, without isolation.
            """
    )

    @OptionGroup var options: ServerOptions

    func run() async throws {
        let settings = try LocalServer.Settings(options)
        _ = try await LocalServer.run(settings) { server in
            let count = settings.functions.count
            Terminal.output.write(
                "fermata \(FermataVersion.text) serves \(server.endpoint) from \(settings.data)"
                    + (count > 0 ? " with \(count) functions" : ""))
            try await LocalServer.untilInterrupted()
        }
    }
}
