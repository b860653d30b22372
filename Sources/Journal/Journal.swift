/// Durable storage of executions: what a commit writes together, and what recovery and readers ask for.
///
/// Record bytes are opaque here; only the interpreter reads them. All calls are synchronous: the engine calls
/// ``commit(_:)`` from its one committing thread (group commit), and reads from any thread. Reads see committed data only.
public protocol Journal: Sendable {
    /// Takes (or renews, by a greater epoch) the lease of every shard for this node. Throws ``JournalError/Code/locked``
    /// where another process holds the data.
    func acquireLeases() throws(JournalError) -> [ShardLease]

    /// Writes everything in one transaction that is on disk (`synchronous=FULL`) when this returns, after comparing the
    /// epoch of every shard that it touches (``JournalError/Code/fenced``). All or nothing.
    func commit(_ commit: JournalCommit) throws(JournalError)

    /// Next unused execution number of a shard; numbers grow with the start of executions.
    func nextExecutionNumber(shard: UInt16) throws(JournalError) -> Int64

    func execution(_ key: ExecutionKey) throws(JournalError) -> ExecutionRow?
    func execution(owner: Int64, name: String) throws(JournalError) -> ExecutionRow?
    /// Newest first, strictly after `cursor`.
    func executions(_ query: ExecutionQuery) throws(JournalError) -> [ExecutionRow]
    /// Executions of an owner by status; exact.
    func executionCounts(owner: Int64) throws(JournalError) -> [ExecutionStatus: Int]

    /// Chunks whose records reach `from` or beyond, ascending (or, reversed, those that begin at `from` or before,
    /// descending), until `byteLimit` is passed; at least one where any is left.
    func chunks(
        of key: ExecutionKey, from record: Int64, reversed: Bool, byteLimit: Int
    ) throws(JournalError) -> [Chunk]
    /// The newest snapshot.
    func snapshot(of key: ExecutionKey) throws(JournalError) -> Chunk?

    /// Timers due at or before `due`, earliest first.
    func timers(shard: UInt16, through due: Int64, limit: Int) throws(JournalError) -> [TimerRow]
    /// Dispatches without an answer, in the order of their executions, after `cursor`.
    func dispatches(shard: UInt16, after cursor: TaskRow?, limit: Int) throws(JournalError) -> [TaskRow]
    /// Tasks that wait for a worker of an activity, oldest first, after `cursor`.
    func activityTasks(activity: Int64, after cursor: ActivityTaskRow?, limit: Int) throws(JournalError)
        -> [ActivityTaskRow]
    /// Messages for executions of a shard that are not consumed yet.
    func inbox(shard: UInt16, limit: Int) throws(JournalError) -> [InboxRow]

    /// Entries of a kind of the catalog (state machines, versions, aliases, activities, …), by key.
    func catalog(kind: String) throws(JournalError) -> [CatalogEntry]
    func catalogEntry(kind: String, key: String) throws(JournalError) -> CatalogEntry?
    /// Those of some entries that there are, by one query.
    func catalogEntries(kind: String, keys: [String]) throws(JournalError) -> [CatalogEntry]

    /// Releases files and locks.
    func close()
}
