import Foundation
import Integrations
import JSON
import Journal
import StatesLanguage

@testable import Engine

/// One seed's world and everything that happens in it: random definitions, clients, workers and faults around the real
/// engine, interpreter and journal, on one thread.
struct Simulation {
    /// What the faults of a run are drawn from; none: nothing goes wrong.
    struct Faults {
        /// Crashes and clean stops, at most.
        var stops = 4
        var failingWrite = 0.0
        var failingFlush = 0.0
        /// Milliseconds that a commit takes.
        var slowness: ClosedRange<Int> = 0...1
        /// Of a jump of the clock, at each step in which nothing else can happen.
        var jump = 0.0

        init(seed: UInt64) {
            var chance = Chance(seed: seed ^ 0xFA17)
            stops = chance.number(1...6)
            failingWrite = chance.pick([0, 0, 0.01, 0.05])
            failingFlush = chance.pick([0, 0, 0.02, 0.1])
            slowness = chance.pick([0...0, 0...2, 5...5, 0...200, 500...3_000])
            jump = chance.pick([0, 0, 0.002, 0.02])
        }
    }

    struct Outcome {
        var violations: [String] = []
        /// By name: status, output, error and cause.
        var ends: [String: String] = [:]
        var trace: UInt64 = 0
        var commits = 0
        var crashes = 0
        var executions = 0
        var mapRuns = 0
        var events = 0
        var calls = 0
        var diskFailures = 0
    }

    let seed: UInt64
    let faults: Faults?
    let mutant: Mutant?

    /// - Parameter isFaulty: without, the same world runs undisturbed.
    init(seed: UInt64, isFaulty: Bool = true, mutant: Mutant? = nil) {
        self.seed = seed
        self.mutant = mutant
        faults = isFaulty ? Faults(seed: seed) : nil
    }

    /// Runs the seed on a thread of its own.
    func run() -> Outcome {
        nonisolated(unsafe) var outcome = Outcome()
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            var run = SimulationRun(self)
            outcome = run.run()
            done.signal()
        }
        thread.stackSize = 8 << 20
        thread.start()
        done.wait()
        return outcome
    }

    /// What a seed finds: violations of its faulty run, and differences from the undisturbed one.
    func findings() -> Outcome {
        var faulty = run()
        let calm = Simulation(seed: seed, isFaulty: false).run()
        faulty.violations += calm.violations.map { "undisturbed: \($0)" }
        for (name, end) in calm.ends.sorted(by: { $0.key < $1.key }) where faulty.ends[name] != end {
            faulty.violations.append("\(name) ended as \(faulty.ends[name] ?? "nothing"), undisturbed as \(end)")
        }
        return faulty
    }
}
