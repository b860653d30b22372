import Foundation
import JSON

/// What DescribeMapRun says, as lines.
struct MapRunProgress {
    private static let barWidth = 40

    private let name: String
    private let status: String
    private let counts: JSONValue
    private let total: Int64
    let redrives: Int64

    init(_ run: JSONValue) {
        let place = run["mapRunArn"]?.string?.split(separator: ":").dropLast().last
        name = place.map(String.init) ?? ""
        status = run["status"]?.string ?? ""
        counts = run["itemCounts"] ?? .null
        total = counts["total"]?.integer ?? 0
        redrives = run["redriveCount"]?.integer ?? 0
    }

    private func count(_ name: String) -> Int64 { counts[name]?.integer ?? 0 }

    var isRunning: Bool { status == "RUNNING" }
    var failed: Int64 { count("failed") + count("timedOut") }
    var ended: Int64 { count("succeeded") + failed + count("aborted") }

    func lines(rate: Double?, style: Style) -> [String] {
        let filled = total > 0 ? Int(Int64(Self.barWidth) * min(ended, total) / total) : 0
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.barWidth - filled)
        let percent = total > 0 ? " \(100 * min(ended, total) / total) %" : ""
        var head = "\(name)  \(status)"
        if redrives > 0 { head += "  redriven \(redrives == 1 ? "once" : "\(redrives) times")" }
        var lines = [head, "\(style.green(bar)) \(ended) of \(total) items\(percent)"]
        var parts: [String] = []
        for (name, label) in [
            ("succeeded", "succeeded"), ("failed", "failed"), ("timedOut", "timed out"), ("aborted", "aborted"),
            ("running", "running"), ("pendingRedrive", "to be redriven"), ("pending", "pending"),
        ] where count(name) > 0 {
            let text = "\(count(name)) \(label)"
            parts.append(name == "failed" || name == "timedOut" ? style.red(text) : text)
        }
        if !parts.isEmpty { lines.append(parts.joined(separator: "  ")) }
        if isRunning, let rate, rate > 0 {
            var line = "\(Int(rate.rounded())) items a second"
            if total > ended {
                let seconds = (Double(total - ended) / rate).rounded(.up)
                let end = Date(timeIntervalSinceNow: seconds).formatted(date: .omitted, time: .standard)
                line += ", about \(Self.text(seconds: Int(seconds))) left, done at \(end)"
            }
            lines.append(line)
        }
        return lines
    }

    private static func text(seconds: Int) -> String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        default: "\(seconds / 3_600) h \(seconds / 60 % 60) min"
        }
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
        let passed = first.at.duration(to: last.at).components
        let seconds = Double(passed.attoseconds) / 1e18 + Double(passed.seconds)
        return seconds > 0 ? Double(last.ended - first.ended) / seconds : nil
    }
}
