import Dispatch
import Foundation
import Journal
import Synchronization

/// One shard's part of a commit, and whom to tell.
struct CommitUnit: Sendable {
    var shard: UInt16
    var epoch: Int64
    /// Of the shard's state in memory. After a failed commit all units of that generation fail, as they rest on it.
    var generation: Int
    var turn: JournalTurn?
    /// Of the same shard, in the same commit.
    var more: [JournalTurn] = []
    var catalog: [CatalogChange] = []
    var completion: @Sendable (Result<Void, JournalError>) -> Void

    /// Whether it starts an execution and does nothing else.
    var isBareStart: Bool { turn?.start != nil && more.isEmpty }
}

/// The one thread that writes to the journal. All units that come while a commit is under way go into the next one
/// (group commit), so a flush of the disk is shared by whoever waits for it.
final class CommitThread: Sendable {
    private let journal: any Journal
    private let waiting = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    private struct State {
        var units: [CommitUnit] = []
        var failedGenerations: [UInt16: Int] = [:]
        var isIdle = true
        var isClosed = false
    }

    /// The most units in one commit, so that a burst does not make its first caller wait for its last.
    private static let unitsPerCommit = 512

    init(journal: any Journal) {
        self.journal = journal
        let thread = Thread { [self] in run() }
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
        if refused { unit.completion(.failure(JournalError(.io, "The server is shutting down."))) }
        if wakes { signal.signal() }
    }

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

    private func run() {
        while let units = next() { commit(units) }
        ended.signal()
    }

    private func next() -> [CommitUnit]? {
        while true {
            let (units, isClosed) = waiting.withLock { state -> ([CommitUnit], Bool) in
                let units = Array(state.units.prefix(Self.unitsPerCommit))
                state.units.removeFirst(units.count)
                if units.isEmpty { state.isIdle = true }
                return (units, state.isClosed)
            }
            if !units.isEmpty { return units }
            if isClosed { return nil }
            signal.wait()
        }
    }

    private func commit(_ units: [CommitUnit]) {
        let failed = waiting.withLock { $0.failedGenerations }
        var commit = JournalCommit()
        var written: [CommitUnit] = []
        for unit in units {
            if let generation = failed[unit.shard], unit.generation <= generation, unit.turn != nil {
                unit.completion(.failure(JournalError(.io, "A commit before this one failed.")))
                continue
            }
            if let turn = unit.turn {
                commit.epochs[unit.shard] = unit.epoch
                commit.turns.append(turn)
                commit.turns += unit.more
            }
            commit.catalog += unit.catalog
            written.append(unit)
        }
        var result: Result<Void, JournalError> = .success(())
        if !commit.turns.isEmpty || !commit.catalog.isEmpty {
            do throws(JournalError) { try journal.commit(commit) } catch { result = .failure(error) }
        }
        if case .failure(let error) = result, written.count > 1, error.concernsSomeUnits {
            // What can't be written must not take along what can.
            for unit in written { self.commit([unit]) }
            return
        }
        if case .failure = result {
            waiting.withLock { state in
                // Nothing rests on an execution that didn't start.
                for unit in written where unit.turn != nil && !unit.isBareStart {
                    state.failedGenerations[unit.shard] = max(state.failedGenerations[unit.shard] ?? 0, unit.generation)
                }
            }
        }
        for unit in written { unit.completion(result) }
    }
}

extension JournalError {
    /// Whether other units of the same commit may be written without the one that this error is about.
    fileprivate var concernsSomeUnits: Bool { [.duplicate, .conflict, .invalid, .fenced].contains(code) }
}
