import Journal

@testable import Engine

/// The engine's way to the disk, one commit at a time when the simulation wants one. The commits themselves are the
/// engine's own (`GroupCommit`). Only touched on the simulation's thread.
final class SimulatedCommits: Committer, @unchecked Sendable {
    private var group: GroupCommit
    private var waiting: [CommitUnit] = []
    private var isClosed = false
    /// A mutant: answers before it writes.
    private let answersEarly: Bool

    init(journal: any Journal, answersEarly: Bool) {
        group = GroupCommit(journal: journal)
        self.answersEarly = answersEarly
    }

    var backlog: Int { waiting.count }
    var hasWork: Bool { !waiting.isEmpty }

    func submit(_ unit: CommitUnit) {
        guard !isClosed else { return unit.refuse() }
        guard answersEarly else { return waiting.append(unit) }
        unit.completion(.success(()))
        waiting.append(
            CommitUnit(
                shard: unit.shard, epoch: unit.epoch, generation: unit.generation, turn: unit.turn, more: unit.more,
                catalog: unit.catalog, completion: { _ in }))
    }

    /// Commits the first units of those that wait.
    func commit(_ count: (_ waiting: Int) -> Int) {
        let units = Array(waiting.prefix(count(waiting.count)))
        waiting.removeFirst(units.count)
        group.commit(units)
    }

    func close() {
        isClosed = true
        while hasWork { commit { $0 } }
    }
}
