import ArgumentParser

/// The root command: what `fermata` can do, a file a command.
@main
struct Fermata: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fermata",
        abstract: "Durable workflows: the AWS Step Functions API and Amazon States Language, in one binary.",
        discussion: """
            EXAMPLES:
              fermata serve                                  a server on 127.0.0.1:8083
              fermata deploy order.asl.json --name orders    a state machine on it
              fermata start orders --input @o.json --wait    run it and watch
              fermata run order.asl.json --input '{"a": 7}'  without a server

            EXIT STATUS:
              0   it worked
              1   it ran and failed: an execution did not succeed, a definition
                  has errors
              2   it could not be tried: no server, an unreadable file, a port
                  that is taken
              3   the service refused the request (its exception is printed)
              64  wrong usage
              130 interrupted before the end

            ENVIRONMENT:
              FERMATA_ENDPOINT   the server that client commands talk to
              NO_COLOR           no colours, on a terminal either
            """,
        version: FermataVersion.text,
        groupedSubcommands: [
            CommandGroup(name: "SERVER", subcommands: [ServeCommand.self, FunctionsCommand.self]),
            CommandGroup(
                name: "STATE MACHINES AND EXECUTIONS",
                subcommands: [
                    DeployCommand.self, StartCommand.self, DescribeCommand.self, HistoryCommand.self,
                    StopCommand.self, ListCommand.self, MapRunCommand.self,
                ]),
            CommandGroup(
                name: "LANGUAGES",
                subcommands: [
                    RunCommand.self, ValidateCommand.self, JSONataCommand.self, JSONPathCommand.self,
                ]),
            CommandGroup(
                name: "WORKFLOWS",
                subcommands: [
                    TestCommand.self, CostCommand.self, AdviseCommand.self, ConvertCommand.self, StoryCommand.self,
                ]),
            CommandGroup(name: "MORE", subcommands: [DemoCommand.self, VersionCommand.self]),
        ]
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as CommandError {
            Terminal.errors.write("\(Terminal.errors.style.red("error:")) \(error.line)")
            exit(withError: ExitCode(error.status.rawValue))
        } catch {
            exit(withError: error)
        }
    }
}
