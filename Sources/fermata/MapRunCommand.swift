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
    /// Failed children that are looked at for their errors.
    private static let failureSample: Int64 = 200

    func run() async throws {
        let client = options.client
        let arn = try await mapRunARN(client)
        var rate = ProgressRate()
        while true {
            let run = try await client.call("DescribeMapRun", ["mapRunArn": .string(arn)])
            if json {
                Terminal.output.write(IndentedJSON.text(run))
                return
            }
            let progress = MapRunProgress(run)
            rate.add(progress.ended, at: .now)
            let isOver = once || run["status"]?.string != "RUNNING"
            let line = progress.line(rate: rate.perSecond, style: Terminal.output.style)
            // On a terminal the line is drawn over itself.
            Terminal.output.write(Terminal.output.isTerminal && !isOver ? "\(line)\u{1B}[1A" : line)
            if isOver {
                try await showFailures(of: arn, progress, client)
                return
            }
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

    /// Failures by error, each with one example.
    private func showFailures(
        of arn: String, _ progress: MapRunProgress, _ client: StepFunctionsClient
    ) async throws {
        guard progress.failed > 0 else { return }
        var groups: [String: (count: Int, example: String)] = [:]
        for status in ["FAILED", "TIMED_OUT"] {
            let page = try await client.call(
                "ListExecutions",
                [
                    "mapRunArn": .string(arn), "statusFilter": .string(status),
                    "maxResults": .int(Self.failureSample),
                ])
            for child in page["executions"]?.array ?? [] {
                guard let name = child["executionArn"]?.string else { continue }
                // Of Express children only the results tell more.
                let description =
                    name.contains(":express:")
                    ? nil : try await client.call("DescribeExecution", ["executionArn": .string(name)])
                let error = description["error"]?.string ?? status
                let example = description["cause"]?.string.map { "\(name): \($0)" } ?? name
                groups[error] = ((groups[error]?.count ?? 0) + 1, groups[error]?.example ?? example)
            }
        }
        let style = Terminal.output.style
        for (error, group) in groups.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
            Terminal.output.write("\(style.red(error))  \(group.count)\n  \(style.dim(group.example))")
        }
    }
}

/// What DescribeMapRun says, as a line.
struct MapRunProgress {
    private static let barWidth = 30

    private let status: String
    private let counts: JSONValue
    private let total: Int64

    init(_ run: JSONValue) {
        status = run["status"]?.string ?? ""
        counts = run["itemCounts"] ?? .null
        total = counts["total"]?.integer ?? 0
    }

    private func count(_ name: String) -> Int64 { counts[name]?.integer ?? 0 }

    var failed: Int64 { count("failed") + count("timedOut") }
    var ended: Int64 { count("succeeded") + failed + count("aborted") }

    func line(rate: Double?, style: Style) -> String {
        let filled = total > 0 ? Int(Int64(Self.barWidth) * min(ended, total) / total) : 0
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.barWidth - filled)
        var parts = ["\(style.green(bar)) \(ended)/\(total) items", status]
        for (name, label) in [
            ("succeeded", "succeeded"), ("failed", "failed"), ("timedOut", "timed out"), ("aborted", "aborted"),
            ("running", "running"), ("pending", "pending"),
        ] where count(name) > 0 {
            let text = "\(count(name)) \(label)"
            parts.append(name == "failed" || name == "timedOut" ? style.red(text) : text)
        }
        if status == "RUNNING", let rate, rate > 0 {
            parts.append("\(Int(rate.rounded()))/s")
            if total > ended { parts.append("about \(Int((Double(total - ended) / rate).rounded(.up))) s left") }
        }
        return parts.joined(separator: "  ")
    }
}

/// Items a second over the last looks.
struct ProgressRate {
    private static let looks = 10
    private var samples: [(ended: Int64, at: ContinuousClock.Instant)] = []

    mutating func add(_ ended: Int64, at time: ContinuousClock.Instant) {
        samples.append((ended, time))
        if samples.count > Self.looks { samples.removeFirst() }
    }

    /// Nil before there are two looks.
    var perSecond: Double? {
        guard let first = samples.first, let last = samples.last else { return nil }
        let seconds =
            Double(first.at.duration(to: last.at).components.attoseconds) / 1e18
            + Double(first.at.duration(to: last.at).components.seconds)
        return seconds > 0 ? Double(last.ended - first.ended) / seconds : nil
    }
}
