import ArgumentParser
import JSON

/// `fermata map-run`: how a map run gets on.
struct MapRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map-run",
        abstract: "Watch a map run: progress, rate, estimated end, and what failed.",
        discussion: """
            EXAMPLES:
              fermata map-run arn:aws:states:us-east-1:000000000000:mapRun:images/Resize:01a2…
              fermata map-run images/monday           the latest map run of an execution
              fermata map-run images/monday --once --json
            """
    )

    @Argument(help: "The ARN of a map run, or an execution: MACHINE/NAME or its ARN.")
    var subject: String

    @Flag(help: "Show how it stands now and end.")
    var once = false

    @Flag(help: "Print the service's answer as JSON and end.")
    var json = false

    @OptionGroup var options: ClientOptions

    /// Between two looks.
    private static let pause: Duration = .milliseconds(500)
    /// Between two looks at what failed, while it runs.
    private static let failurePause: Duration = .seconds(2)

    func run() async throws {
        let client = options.client
        let arn = try await mapRunARN(client)
        var rate = ProgressRate()
        var failures = FailureGroups(mapRun: arn)
        var failuresDue = ContinuousClock.now
        var display = LiveLines(Terminal.output)
        while true {
            let run = try await client.call("DescribeMapRun", ["mapRunArn": .string(arn)])
            if json {
                Terminal.output.write(IndentedJSON.text(run))
                return
            }
            let progress = MapRunProgress(run)
            rate.add(progress.ended, at: .now)
            let isOver = once || !progress.isRunning
            if isOver || .now >= failuresDue {
                try await failures.look(client, progress)
                failuresDue = .now + Self.failurePause
            }
            let style = Terminal.output.style
            display.show(
                progress.lines(rate: rate.perSecond, style: style) + failures.lines(style: style), isLast: isOver)
            if isOver { return }
            try await Task.sleep(for: Self.pause)
        }
    }

    private func mapRunARN(_ client: StepFunctionsClient) async throws -> String {
        if subject.hasPrefix("arn:"), subject.contains(":mapRun:") { return subject }
        let execution = try client.executionARN(subject)
        let runs = try await client.call("ListMapRuns", ["executionArn": .string(execution), "maxResults": 1])
        guard let arn = runs["mapRuns"]?[0]?["mapRunArn"]?.string else {
            throw CommandError(.refused, "\(execution) has no map run.")
        }
        return arn
    }
}
