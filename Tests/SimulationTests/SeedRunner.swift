import Foundation
import Synchronization

/// Runs many seeds, as many at a time as there are processors.
struct SeedRunner {
    struct Failure {
        var seed: UInt64
        var violations: [String]
    }

    struct Summary: CustomStringConvertible {
        var seeds = 0
        var executions = 0
        var mapRuns = 0
        var events = 0
        var commits = 0
        var crashes = 0
        var calls = 0
        var diskFailures = 0
        var failures: [Failure] = []

        mutating func add(_ outcome: Simulation.Outcome, seed: UInt64) {
            seeds += 1
            executions += outcome.executions
            mapRuns += outcome.mapRuns
            events += outcome.events
            commits += outcome.commits
            crashes += outcome.crashes
            calls += outcome.calls
            diskFailures += outcome.diskFailures
            if !outcome.violations.isEmpty { failures.append(Failure(seed: seed, violations: outcome.violations)) }
        }

        var description: String {
            "\(seeds) seeds, \(executions) executions, \(mapRuns) map runs, \(events) events, \(commits) commits, \(crashes) crashes,"
                + " \(diskFailures) failed writes and flushes, \(calls) calls, \(failures.count) failed"
        }
    }

    private let seeds: Range<UInt64>

    init(_ seeds: Range<UInt64>) { self.seeds = seeds }

    func run(_ body: @escaping @Sendable (UInt64) -> Simulation.Outcome) async -> Summary {
        let next = Mutex(seeds.lowerBound)
        let summary = Mutex(Summary())
        let end = seeds.upperBound
        // Threads, as a simulation holds the one that waits for it.
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async {
                DispatchQueue.concurrentPerform(iterations: ProcessInfo.processInfo.activeProcessorCount) { _ in
                    while let seed = next.withLock({ seed -> UInt64? in
                        guard seed < end, summary.withLock({ $0.failures.count }) < 20 else { return nil }
                        defer { seed += 1 }
                        return seed
                    }) {
                        let outcome = body(seed)
                        summary.withLock { $0.add(outcome, seed: seed) }
                    }
                }
                continuation.resume()
            }
        }
        return summary.withLock { summary in
            var sorted = summary
            sorted.failures.sort { $0.seed < $1.seed }
            return sorted
        }
    }
}
