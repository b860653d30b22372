import Dispatch
import Foundation
import Journal

/// One shard's part of a commit, and whom to tell.
final class CommitUnit: Sendable {
    let shard: UInt16
    let epoch: Int64
    /// Of the shard's state in memory. After a failed commit all units of that generation fail, as they rest on it.
    let generation: Int
    let turn: JournalTurn?
    /// Of the same shard, in the same commit.
    let more: [JournalTurn]
    let catalog: [CatalogChange]
    let completion: @Sendable (Result<Void, JournalError>) -> Void

    init(
        shard: UInt16, epoch: Int64, generation: Int, turn: JournalTurn?, more: [JournalTurn] = [],
        catalog: [CatalogChange] = [], completion: @escaping @Sendable (Result<Void, JournalError>) -> Void
    ) {
        self.shard = shard
        self.epoch = epoch
        self.generation = generation
        self.turn = turn
        self.more = more
        self.catalog = catalog
        self.completion = completion
    }

    /// Whether it starts an execution and does nothing else.
    var isBareStart: Bool { turn?.start != nil && more.isEmpty }

    func refuse() { completion(.failure(JournalError(.io, "The server is shutting down."))) }
}

/// Where shards hand in what is to be committed.
protocol Committer: Sendable {
    /// Commits the unit some time soon, units of a shard in their order, and tells how it went.
    func submit(_ unit: CommitUnit)
    /// Units that wait.
    var backlog: Int { get }
    /// Commits what was submitted, and refuses whatever comes later.
    func close()
}

extension Committer {
    /// Commits a turn; returns when it is on disk.
    ///
    /// Handed in before the caller's actor can do anything else, so that turns of an execution keep their order.
    nonisolated(nonsending) func commit(
        _ turn: JournalTurn, shard: UInt16, epoch: Int64, generation: Int, catalog: [CatalogChange] = []
    ) async -> Result<Void, JournalError> {
        await withCheckedContinuation { continuation in
            submit(
                CommitUnit(shard: shard, epoch: epoch, generation: generation, turn: turn, catalog: catalog) {
                    continuation.resume(returning: $0)
                })
        }
    }
}

/// The one thread that writes to the journal. All units that come while a commit is under way go into the next one
/// (group commit), so a flush of the disk is shared by whoever waits for it.
final class CommitThread: Committer {
    private let waiting = Guarded(State())
    private let signal = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    private struct State {
        var units: [CommitUnit] = []
        var isIdle = true
        var isClosed = false

        mutating func take(_ limit: Int) -> [CommitUnit] {
            if units.count <= limit {
                defer { units = [] }
                return units
            }
            defer { units.removeFirst(limit) }
            return Array(units.prefix(limit))
        }
    }

    /// The most units in one commit, so that a burst does not make its first caller wait for its last.
    private static let unitsPerCommit = 512

    init(journal: any Journal) {
        let thread = Thread { [self] in run(GroupCommit(journal: journal)) }
        thread.name = "commit"
        thread.start()
    }

    func submit(_ unit: CommitUnit) {
        let (wakes, refused) = waiting.withLock { state in
            if state.isClosed { return (false, true) }
            state.units.append(unit)
            let wakes = state.isIdle
            state.isIdle = false
            return (wakes, false)
        }
        if refused { unit.refuse() }
        if wakes { signal.signal() }
    }

    var backlog: Int { waiting.withLock { $0.units.count } }

    /// Commits what is waiting, then ends the thread.
    func close() {
        let first = waiting.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard first else { return }
        signal.signal()
        ended.wait()
    }

    private func run(_ group: GroupCommit) {
        var group = group
        while let units = next() { group.commit(units) }
        ended.signal()
    }

    private func next() -> [CommitUnit]? {
        while true {
            // Who is about to hand in a unit on this processor gets to: a quarter fewer commits under load.
            sched_yield()
            let (units, isClosed) = waiting.withLock { state -> ([CommitUnit], Bool) in
                if state.units.isEmpty { state.isIdle = true }
                return (state.take(Self.unitsPerCommit), state.isClosed)
            }
            if !units.isEmpty { return units }
            if isClosed { return nil }
            signal.wait()
        }
    }
}
