import JSON

/// The failed children of a map run by error, each error with one example. Every child is asked for once.
struct FailureGroups {
    private struct Group {
        var count = 0
        var example: String
    }

    private let mapRun: String
    private var seen: Set<String> = []
    private var groups: [String: Group] = [:]
    private var failed: Int64 = 0
    private var redrives: Int64 = 0

    /// Failed children that are asked for their errors.
    private static let mostSeen = 200

    init(mapRun: String) { self.mapRun = mapRun }

    mutating func look(_ client: StepFunctionsClient, _ progress: MapRunProgress) async throws {
        // A redrive begins again.
        if progress.failed < failed || progress.redrives != redrives { (seen, groups) = ([], [:]) }
        let isNew = progress.failed != failed || progress.redrives != redrives
        (failed, redrives) = (progress.failed, progress.redrives)
        guard isNew, seen.count < Self.mostSeen else { return }
        for status in ["FAILED", "TIMED_OUT"] {
            let page = try await client.call(
                "ListExecutions",
                [
                    "mapRunArn": .string(mapRun), "statusFilter": .string(status),
                    "maxResults": .int(Int64(Self.mostSeen)),
                ])
            for child in page["executions"]?.array ?? [] where seen.count < Self.mostSeen {
                guard let arn = child["executionArn"]?.string, seen.insert(arn).inserted else { continue }
                // A child that can't be described still counts, by its status.
                let description = try? await client.call("DescribeExecution", ["executionArn": .string(arn)])
                let error = description?["error"]?.string ?? status
                let cause = description?["cause"]?.string.map { ": \($0)" } ?? ""
                groups[error, default: Group(example: arn + cause)].count += 1
            }
        }
    }

    /// The most frequent first.
    func lines(style: Style) -> [String] {
        var lines: [String] = []
        for (error, group) in groups.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
            let example = group.example.split(whereSeparator: \.isNewline).joined(separator: " ")
            lines += ["\(style.red(error))  \(group.count)", "  \(style.dim("for example \(example)"))"]
        }
        if seen.count >= Self.mostSeen, failed > Int64(seen.count) {
            lines.append(style.dim("Errors of \(seen.count) of the failed children."))
        }
        return lines
    }
}
