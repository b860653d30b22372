import Integrations
import Interpreter
import JSON
import Journal

@testable import Engine
@testable import Journal

/// A life of the server: from a start to a stop or crash. Only touched on the simulation's thread.
final class SimulatedServer: @unchecked Sendable {
    let disk: SimulatedDisk
    let clock: SimulatedClock
    let journal: WatchedJournal
    let commits: SimulatedCommits
    let engine: Engine
    private let files: SimulatedFiles
    let life: Life

    /// Whether a server still acts on the world. What a dead one's tasks do in this process counts for nothing.
    final class Life: @unchecked Sendable {
        fileprivate(set) var isOver = false
    }

    init(
        disk: SimulatedDisk, directory: String, time: Int64, ledger: Ledger, seed: UInt64, mutant: Mutant?,
        checkpointPages: Int, randomBits: @escaping @Sendable () -> UInt64,
        integrations: (Life, Engine) -> [any TaskIntegration]
    ) throws {
        self.disk = disk
        let life = Life()
        self.life = life
        files = SimulatedFiles(disk)
        clock = SimulatedClock(time: time)
        var options = SQLiteJournal.Options()
        options.vfs = files.name
        options.checkpointsInBackground = false
        options.checkpointPages = checkpointPages
        options.isDurable = mutant != .skippedFlush
        options.writerCacheKiB = 512
        options.readerCacheKiB = 512
        let base = try SQLiteJournal(directory: directory, shards: 4, options: options)
        journal = WatchedJournal(base, ledger: ledger, seed: seed, losesTimers: mutant == .lostTimer)
        commits = SimulatedCommits(journal: journal, answersEarly: mutant == .effectBeforeCommit)
        var configuration = EngineConfiguration()
        configuration.limits.recordsPerTurn = 40
        configuration.recordsPerSnapshot = 10
        engine = try Engine(
            journal: journal, configuration: configuration, clock: clock, randomBits: randomBits, committer: commits
        ) { integrations(life, $0) }
    }

    /// From now on nothing that it does is seen.
    func die() {
        life.isOver = true
        disk.goDown()
        clock.end()
    }
}
