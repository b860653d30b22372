import Journal

/// What a crash may not undo: everything whose commit has returned.
final class Ledger {
    struct Copy {
        var starts: ExecutionRow?
        var chunks: [Chunk] = []
    }

    private(set) var executions: [ExecutionKey: Copy] = [:]
    /// Commits that failed or were cut off since the last one that returned: each is there whole or not at all.
    private(set) var unsettled: [JournalCommit] = []
    private(set) var commits = 0
    private(set) var turns = 0

    func acknowledge(_ commit: JournalCommit) {
        // What failed before is certainly absent now.
        unsettled = []
        commits += 1
        turns += commit.turns.count
        for turn in commit.turns {
            if let start = turn.start { executions[turn.key, default: Copy()].starts = start }
            if let chunk = turn.chunk { executions[turn.key, default: Copy()].chunks.append(chunk) }
        }
    }

    func doubt(_ commit: JournalCommit) { unsettled.append(commit) }

    /// Compares what a server finds with what was acknowledged, and settles what was in doubt.
    func compare(with journal: any Journal) throws -> [String] {
        var faults: [String] = []
        var found: [JournalCommit] = []
        var partial: [[TurnName]] = []
        var names: Set<TurnName> = []
        // The newest first: a turn that was tried again is there once, and then the commit that tried it before is not,
        // though others of its turns may be, by an older one.
        for commit in unsettled.reversed() {
            let turns = commit.turns.filter { $0.chunk != nil || $0.start != nil }
            guard !turns.contains(where: { names.contains(TurnName($0)) }) else { continue }
            let there = try turns.filter { try stored($0, in: journal) }
            if there.isEmpty { continue }
            if there.count < turns.count {
                partial.append(there.map(TurnName.init))
                continue
            }
            found.append(commit)
            names.formUnion(turns.map(TurnName.init))
        }
        // Of a commit that isn't there, those turns may be that an older one had tried already, if that one is.
        if !partial.allSatisfy(names.isSuperset) { faults.append("a commit is there in part") }
        unsettled = []
        for commit in found.reversed() { acknowledge(commit) }
        for (key, copy) in executions.sorted(by: { $0.key < $1.key }) {
            let row = try journal.execution(key)
            if copy.starts != nil, row == nil { faults.append("lost: the execution \(key.shard).\(key.number)") }
            let chunks = try chunks(of: key, in: journal)
            // Results of a map run's children come in any order; their place is the child's.
            let known = copy.chunks.sorted { $0.firstRecord < $1.firstRecord }
            if chunks != known {
                faults.append(
                    "lost or doubled: records of \(key.shard).\(key.number): \(known.map(\.firstRecord))"
                        + " were acknowledged, \(chunks.map(\.firstRecord)) are there")
            }
        }
        return faults
    }

    /// What makes a turn the same as one that was tried before.
    private struct TurnName: Hashable {
        let key: ExecutionKey
        let record: Int64?

        init(_ turn: JournalTurn) {
            key = turn.key
            record = turn.chunk?.firstRecord
        }
    }

    private func stored(_ turn: JournalTurn, in journal: any Journal) throws -> Bool {
        guard let chunk = turn.chunk else { return try journal.execution(turn.key) != nil }
        return try chunks(of: turn.key, in: journal).contains(chunk)
    }

    private func chunks(of key: ExecutionKey, in journal: any Journal) throws -> [Chunk] {
        try journal.chunks(of: key, from: 0, reversed: false, byteLimit: .max)
    }
}

/// The real journal, with a ledger beside it. Only touched on the simulation's thread.
final class WatchedJournal: Journal, @unchecked Sendable {
    private let base: any Journal
    private let ledger: Ledger
    private var chance: Chance
    /// A mutant: now and then a timer isn't written.
    private let losesTimers: Bool
    /// Called with each commit that has returned.
    var committed: (JournalCommit) -> Void = { _ in }

    init(_ base: any Journal, ledger: Ledger, seed: UInt64, losesTimers: Bool) {
        self.base = base
        self.ledger = ledger
        self.losesTimers = losesTimers
        chance = Chance(seed: seed)
    }

    func commit(_ commit: JournalCommit) throws(JournalError) {
        var commit = commit
        if losesTimers {
            for place in commit.turns.indices where chance.happens(0.3) { commit.turns[place].timersSet = [] }
        }
        do throws(JournalError) {
            try base.commit(commit)
        } catch {
            if error.code == .io || error.code == .full { ledger.doubt(commit) }
            throw error
        }
        ledger.acknowledge(commit)
        committed(commit)
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
    func activityTasks(activity: Int64, after cursor: ActivityTaskRow?, limit: Int) throws(JournalError)
        -> [ActivityTaskRow]
    {
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
