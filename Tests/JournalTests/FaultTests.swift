import CSQLite
import Synchronization
import Testing

@testable import Journal

/// A disk that fails: what was acknowledged stays, what failed is absent, and the journal goes on.
@Suite(.serialized) struct FaultTests {
    let directory: TemporaryDirectory
    let leased: LeasedJournal

    init() throws {
        try #require(FaultyDisk.isRegistered)
        FaultyDisk.set { $0 = .init() }
        directory = try TemporaryDirectory()
        var options = SQLiteJournal.Options()
        options.vfs = FaultyDisk.name
        leased = try LeasedJournal(try SQLiteJournal(directory: directory.path, options: options))
        for number in 1...5 as ClosedRange<Int64> { try leased.commit(start(makeRow(number))) }
    }

    /// Numbers of the executions that a server started after a crash now would find.
    func afterACrash() throws -> [Int64] {
        let copy = try TemporaryDirectory()
        for name in ["fermata.db", "fermata.db-wal"] { try copy.write(directory.read(name), to: name) }
        let journal = try SQLiteJournal(directory: copy.path)
        defer { journal.close() }
        return try journal.executions(ExecutionQuery(owner: 1, limit: 99)).map(\.key.number).reversed()
    }

    func now() throws -> [Int64] {
        try leased.journal.executions(ExecutionQuery(owner: 1, limit: 99)).map(\.key.number).reversed()
    }

    @Test func everyCommitIsFlushedOnce() throws {
        FaultyDisk.set { $0.syncs = 0 }
        for number in 6...15 as ClosedRange<Int64> { try leased.commit(start(makeRow(number))) }
        #expect(FaultyDisk.faults.withLock(\.syncs) == 10)
        _ = try now()
        #expect(FaultyDisk.faults.withLock(\.syncs) == 10)
    }

    @Test func aFailedFlush() throws {
        FaultyDisk.set { $0.failingSyncs = 1 }
        #expect(JournalError.code { try leased.commit(start(makeRow(6))) } == .io)
        #expect(try now() == [1, 2, 3, 4, 5])
        // The repair was made at once: the commit can't come back.
        #expect(try afterACrash() == [1, 2, 3, 4, 5])
        try leased.commit(start(makeRow(7)))
        #expect(try now() == [1, 2, 3, 4, 5, 7])
        #expect(try afterACrash() == [1, 2, 3, 4, 5, 7])
    }

    @Test(arguments: 2...6) func flushesThatFailForAWhile(count: Int) throws {
        FaultyDisk.set { $0.failingSyncs = count }
        var failures = 0
        while JournalError.code({ try leased.commit(start(makeRow(6 + Int64(failures)))) }) != nil {
            failures += 1
            #expect(try now() == [1, 2, 3, 4, 5])
            try #require(failures < 20)
        }
        #expect(failures > 0)
        let expected = [1, 2, 3, 4, 5, 6 + Int64(failures)]
        #expect(try now() == expected)
        #expect(try afterACrash() == expected)
    }

    @Test(arguments: [SQLITE_IOERR | 3 << 8, SQLITE_FULL, SQLITE_IOERR], 1...7)
    func failedWrites(code: Int32, count: Int) throws {
        FaultyDisk.set {
            $0.failingWrites = count
            $0.writeFailure = code
        }
        var number: Int64 = 6
        while let failure = JournalError.code({ try leased.commit(start(makeRow(number))) }) {
            #expect(failure == (code == SQLITE_FULL ? .full : .io))
            #expect(try now() == [1, 2, 3, 4, 5])
            #expect(try afterACrash() == [1, 2, 3, 4, 5])
            number += 1
            try #require(number < 30)
        }
        #expect(number > 6)
        #expect(try afterACrash() == [1, 2, 3, 4, 5, number])
    }

    @Test func readsGoOnWhileWritesFail() throws {
        FaultyDisk.set { $0.failingWrites = 1_000 }
        for _ in 0..<3 { #expect(JournalError.code { try leased.commit(start(makeRow(6))) } != nil) }
        #expect(try leased.journal.execution(makeRow(3).key) == makeRow(3))
        FaultyDisk.set { $0.failingWrites = 0 }
        try leased.commit(start(makeRow(6)))
        leased.journal.close()
        let again = try SQLiteJournal(directory: directory.path)
        #expect(try again.executions(ExecutionQuery(owner: 1, limit: 99)).count == 6)
        again.close()
    }
}
