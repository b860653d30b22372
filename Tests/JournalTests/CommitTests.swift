import Testing

@testable import Journal

/// A commit is all or nothing, and only the shards' owner commits.
@Suite struct CommitTests {
    let leased: LeasedJournal
    var journal: SQLiteJournal { leased.journal }

    init() throws { leased = try LeasedJournal() }

    /// Turns that fail at their end, each behind one that would succeed.
    @Test(arguments: [
        ("a name that is taken", start(makeRow(3, name: "taken")), JournalError.Code.duplicate),
        ("a key that is taken", start(makeRow(1, name: "free")), .conflict),
        ("records that are there", turn(1) { $0.chunk = Chunk(firstRecord: 5, bytes: [1]) }, .conflict),
        ("a status without an execution", turn(44) { $0.status = (.failed, 1) }, .invalid),
        ("a number out of range", start(makeRow(ExecutionKey.numberLimit)), .invalid),
        ("a negative number", start(makeRow(-1)), .invalid),
        ("too many records", turn(1) { $0.chunk = Chunk(firstRecord: ExecutionKey.recordLimit, bytes: []) }, .invalid),
        ("a shard that is not there", turn(1, shard: 9) { $0.chunk = Chunk(firstRecord: 6, bytes: []) }, .fenced),
    ])
    func nothingOfAFailedCommitIsThere(what: String, failing: JournalTurn, code: JournalError.Code) throws {
        try leased.commit(start(makeRow(1, name: "taken")), turn(1) { $0.chunk = Chunk(firstRecord: 5, bytes: [1]) })
        let good = start(makeRow(2, shard: 1))
        let entry = CatalogEntry(kind: "k", key: "e", body: [])
        let commit = JournalCommit(epochs: leased.epochs, turns: [good, failing], catalog: [.put(entry)])
        #expect(JournalError.code { try journal.commit(commit) } == code, "\(what)")
        #expect(try journal.execution(good.key) == nil)
        #expect(try journal.chunks(of: good.key, from: 0, reversed: false, byteLimit: 1) == [])
        #expect(try journal.catalog(kind: "k") == [])
        #expect(try journal.executions(ExecutionQuery(owner: 1, limit: 9)).count == 1)
        // The connection goes on.
        try leased.commit(good, catalog: [.put(entry)])
        #expect(try journal.execution(good.key) != nil)
    }

    @Test func numbersAtTheLimit() throws {
        let key = ExecutionKey(shard: 3, number: ExecutionKey.numberLimit - 1)
        let chunk = Chunk(firstRecord: ExecutionKey.recordLimit - 1, bytes: [4])
        try leased.commit(start(makeRow(key.number, shard: 3)), turn(key.number, shard: 3) { $0.chunk = chunk })
        #expect(try journal.execution(key)?.key == key)
        #expect(try journal.chunks(of: key, from: .max, reversed: true, byteLimit: 1) == [chunk])
    }

    @Test func sameNameUnderAnotherOwner() throws {
        try leased.commit(start(makeRow(1, owner: 1, name: "n")), start(makeRow(2, owner: 2, name: "n")))
        #expect(try journal.execution(owner: 2, name: "n")?.key.number == 2)
    }

    @Test func aStaleEpochIsRefused() throws {
        let stale = leased.epochs
        let fresh = try LeasedJournal(journal)
        #expect(stale.allSatisfy { fresh.epochs[$0.key] == $0.value + 1 })
        #expect(JournalError.code { try leased.commit(start(makeRow(1))) } == .fenced)
        // One stale shard is enough, even untouched.
        var mixed = fresh.epochs
        mixed[2] = stale[2]
        let commit = JournalCommit(epochs: mixed, turns: [start(makeRow(1))])
        #expect(JournalError.code { try journal.commit(commit) } == .fenced)
        #expect(try journal.execution(ExecutionKey(shard: 0, number: 1)) == nil)
        try fresh.commit(start(makeRow(1)))
    }

    @Test func aShardWithoutAnEpochIsRefused() throws {
        let commit = JournalCommit(epochs: [0: leased.epochs[0] ?? 0], turns: [start(makeRow(1, shard: 1))])
        #expect(JournalError.code { try journal.commit(commit) } == .fenced)
    }

    @Test func aMessageSentAndConsumedInOneCommit() throws {
        let message = InboxRow(
            receiver: ExecutionKey(shard: 1, number: 1), sender: ExecutionKey(shard: 0, number: 1), senderRecord: 4,
            body: [1])
        try leased.commit(turn(1) { $0.inboxAdded = [message] }, turn(1, shard: 1) { $0.inboxConsumed = [message] })
        #expect(try journal.inbox(shard: 1, limit: 9) == [])
    }

    @Test func readersSeeWholeCommitsWhileAnotherIsWritten() async throws {
        let journal = journal
        let leased = leased
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 1...300 as ClosedRange<Int64> {
                    try leased.commit(start(makeRow(number, shard: 0)), start(makeRow(number, shard: 1)))
                }
            }
            for _ in 0..<3 {
                group.addTask {
                    for _ in 0..<300 {
                        let rows = try journal.executions(ExecutionQuery(owner: 1, limit: 1_000))
                        #expect(rows.count.isMultiple(of: 2))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try journal.executionCounts(owner: 1) == [.running: 600])
    }
}
