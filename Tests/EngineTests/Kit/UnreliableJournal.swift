import Dispatch
import Journal

/// A journal whose commits a test can hold up or let fail.
final class UnreliableJournal: Journal {
    private struct State {
        var failures: [JournalError.Code] = []
        var gate: DispatchSemaphore?
        /// Commits that were begun, and how many turns each had.
        var commits: [Int] = []
        /// First records of the chunks of each execution, in the order of their commits.
        var records: [ExecutionKey: [Int64]] = [:]
    }

    private let base: SQLiteJournal
    private let state = Guarded(State())

    init(_ base: SQLiteJournal) { self.base = base }

    /// The next commits fail, one for each code.
    func fail(_ codes: JournalError.Code...) { state.withLock { $0.failures += codes } }

    var failuresLeft: Int { state.withLock { $0.failures.count } }
    var commits: [Int] { state.withLock { $0.commits } }
    var records: [ExecutionKey: [Int64]] { state.withLock { $0.records } }

    /// Commits wait from now on, until ``release()``.
    func hold() { state.withLock { $0.gate = DispatchSemaphore(value: 0) } }

    func release() {
        let gate = state.withLock { state in
            defer { state.gate = nil }
            return state.gate
        }
        gate?.signal()
    }

    func commit(_ commit: JournalCommit) throws(JournalError) {
        let gate = state.withLock { state in
            state.commits.append(commit.turns.count)
            for turn in commit.turns {
                if let chunk = turn.chunk { state.records[turn.key, default: []].append(chunk.firstRecord) }
            }
            return state.gate
        }
        if let gate {
            gate.wait()
            gate.signal()
        }
        let failure = state.withLock { $0.failures.isEmpty ? nil : $0.failures.removeFirst() }
        if let failure { throw JournalError(failure, "as the test wants it") }
        try base.commit(commit)
    }

    func acquireLeases() throws(JournalError) -> [ShardLease] { try base.acquireLeases() }
    func nextExecutionNumber(shard: UInt16) throws(JournalError) -> Int64 { try base.nextExecutionNumber(shard: shard) }
    func execution(_ key: ExecutionKey) throws(JournalError) -> ExecutionRow? { try base.execution(key) }
    func execution(owner: Int64, name: String) throws(JournalError) -> ExecutionRow? {
        try base.execution(owner: owner, name: name)
    }
    func executions(_ query: ExecutionQuery) throws(JournalError) -> [ExecutionRow] { try base.executions(query) }
    func executionCounts(owner: Int64) throws(JournalError) -> [ExecutionStatus: Int] {
        try base.executionCounts(owner: owner)
    }
    func chunks(
        of key: ExecutionKey, from record: Int64, reversed: Bool, byteLimit: Int
    ) throws(JournalError) -> [Chunk] {
        try base.chunks(of: key, from: record, reversed: reversed, byteLimit: byteLimit)
    }
    func snapshot(of key: ExecutionKey) throws(JournalError) -> Chunk? { try base.snapshot(of: key) }
    func timers(shard: UInt16, through due: Int64, limit: Int) throws(JournalError) -> [TimerRow] {
        try base.timers(shard: shard, through: due, limit: limit)
    }
    func dispatches(shard: UInt16, after cursor: TaskRow?, limit: Int) throws(JournalError) -> [TaskRow] {
        try base.dispatches(shard: shard, after: cursor, limit: limit)
    }
    func activityTasks(
        activity: Int64, after cursor: ActivityTaskRow?, limit: Int
    ) throws(JournalError) -> [ActivityTaskRow] {
        try base.activityTasks(activity: activity, after: cursor, limit: limit)
    }
    func inbox(shard: UInt16, limit: Int) throws(JournalError) -> [InboxRow] {
        try base.inbox(shard: shard, limit: limit)
    }
    func catalog(kind: String) throws(JournalError) -> [CatalogEntry] { try base.catalog(kind: kind) }
    func catalogEntry(kind: String, key: String) throws(JournalError) -> CatalogEntry? {
        try base.catalogEntry(kind: kind, key: key)
    }

    func catalogEntries(kind: String, keys: [String]) throws(JournalError) -> [CatalogEntry] {
        try base.catalogEntries(kind: kind, keys: keys)
    }
    func close() { base.close() }
}
