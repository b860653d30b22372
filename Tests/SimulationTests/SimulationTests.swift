import Foundation
import Testing

/// The engine, the interpreter and the journal against everything that may go wrong around them.
///
/// `SIMULATION_SEEDS` is how many seeds are run, `SIMULATION_FIRST` the first one; `make simulate SEEDS=20000`.
@Suite struct SimulationTests {
    static let first = number("SIMULATION_FIRST") ?? 1
    static let count = number("SIMULATION_SEEDS") ?? 2_000

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    @Test func everySeed() async throws {
        let seeds = Self.first..<(Self.first + Self.count)
        let begin = ContinuousClock.now
        if Self.count == 1 { World.log = { print($0) } }
        let summary = await SeedRunner(seeds).run { Simulation(seed: $0).findings() }
        for failure in summary.failures {
            Issue.record(
                "seed \(failure.seed): \(failure.violations.joined(separator: "; "))\n\(Self.command(failure.seed))")
        }
        print("simulation: \(summary) in \((ContinuousClock.now - begin).components.seconds) s")
    }

    static func command(_ seed: UInt64) -> String { "again: make simulate SEED=\(seed)" }

    /// A seed is a whole story: told twice, it is the same.
    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func aSeedReproduces(seed: UInt64) {
        let (one, other) = (Simulation(seed: seed).run(), Simulation(seed: seed).run())
        #expect(one.trace == other.trace)
        #expect(one.commits == other.commits && one.calls == other.calls && one.ends == other.ends)
    }

    /// The simulation sees what it is for: each fault in the engine's world is found within a few seeds.
    @Test(arguments: Mutant.allCases)
    func findsMutants(mutant: Mutant) {
        let found = (1...200 as ClosedRange<UInt64>).first { seed in
            !Simulation(seed: seed, mutant: mutant).findings().violations.isEmpty
        }
        #expect(found != nil, "\(mutant) is not found")
    }
}
