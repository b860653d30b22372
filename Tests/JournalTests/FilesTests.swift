import CSQLite
import Glibc
import Testing

@testable import Journal

/// The data directory: what is found in it, and what a server that can't use it is told.
@Suite struct FilesTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    func open(shards: Int = 4) throws -> SQLiteJournal { try SQLiteJournal(directory: directory.path, shards: shards) }

    @Test func reopenAfterClose() throws {
        let first = try LeasedJournal(try open(shards: 3))
        try first.commit(start(makeRow(1)))
        first.journal.close()
        #expect(JournalError.code { _ = try first.journal.execution(ExecutionKey(shard: 0, number: 1)) } == .closed)
        #expect(JournalError.code { try first.commit(start(makeRow(2))) } == .closed)
        // The stored number of shards holds.
        let second = try LeasedJournal(try open(shards: 8))
        #expect(second.epochs == [0: 2, 1: 2, 2: 2])
        #expect(try second.journal.execution(ExecutionKey(shard: 0, number: 1)) == makeRow(1))
        second.journal.close()
    }

    @Test func createsTheDirectoryAndThoseAbove() throws {
        let path = directory.file("a") + "/b/c"
        let journal = try SQLiteJournal(directory: path)
        journal.close()
        for name in ["/fermata.db", "/fermata.lock"] { #expect(unlink(path + name) == 0) }
        #expect(rmdir(path) == 0 && rmdir(directory.file("a") + "/b") == 0 && rmdir(directory.file("a")) == 0)
    }

    @Test(arguments: [0, 17, -1]) func shardsOutOfRange(shards: Int) {
        #expect(JournalError.code { _ = try open(shards: shards) } == .invalid)
    }

    @Test func aTemporaryJournalLeavesNothing() throws {
        let journal = try SQLiteJournal.temporary()
        let path = journal.path
        #expect(access(path, F_OK) == 0)
        journal.close()
        journal.close()
        #expect(access(String(path.dropLast("/fermata.db".count)), F_OK) != 0)
    }

    @Test func aSecondServerIsRefused() throws {
        let first = try open()
        do {
            _ = try open()
            Issue.record("opened twice")
        } catch let error as JournalError {
            #expect(error.code == .locked)
            #expect(error.message.contains(directory.path))
            #expect(error.message.contains("process \(getpid())"))
            #expect(error.message.contains("--data"))
        }
        first.close()
        try open().close()
    }

    /// What a crash leaves: the files as they are while the journal is open.
    @Test(arguments: [0, 1, 5, 40]) func reopenAfterAnUncleanExit(count: Int64) throws {
        var options = SQLiteJournal.Options()
        options.checkpointPages = 60
        let crashed = try LeasedJournal(try SQLiteJournal(directory: directory.path, options: options))
        for number in 0..<count { try crashed.commit(start(makeRow(number + 1))) }
        let copy = try TemporaryDirectory()
        for name in ["fermata.db", "fermata.db-wal"] { try copy.write(directory.read(name), to: name) }
        let reopened = try SQLiteJournal(directory: copy.path)
        #expect(try reopened.executions(ExecutionQuery(owner: 1, limit: 99)).count == Int(count))
        #expect(try reopened.acquireLeases().allSatisfy { $0.epoch == 2 })
        reopened.close()
        crashed.journal.close()
    }

    /// A log cut anywhere gives back a prefix of the commits, each whole.
    @Test func aTornLogGivesAPrefix() throws {
        let crashed = try LeasedJournal(try open())
        for number in 1...20 as ClosedRange<Int64> {
            try crashed.commit(start(makeRow(number)), start(makeRow(number, shard: 1)))
        }
        let (database, log) = (try directory.read("fermata.db"), try directory.read("fermata.db-wal"))
        var counts: [Int] = []
        for part in 0...24 {
            let copy = try TemporaryDirectory()
            try copy.write(database, to: "fermata.db")
            try copy.write(
                Array(log.prefix(log.count * part / 24 - (part == 24 ? 0 : 17 * part))), to: "fermata.db-wal")
            let reopened = try SQLiteJournal(directory: copy.path)
            let rows = try reopened.executions(ExecutionQuery(owner: 1, limit: 99))
            #expect(rows.count.isMultiple(of: 2))
            counts.append(rows.count)
            reopened.close()
        }
        #expect(counts == counts.sorted())
        #expect(counts.last == 40)
        crashed.journal.close()
    }

    @Test func theLogStaysBounded() throws {
        var options = SQLiteJournal.Options()
        options.checkpointPages = 100
        let leased = try LeasedJournal(try SQLiteJournal(directory: directory.path, options: options))
        for number in 1...500 as ClosedRange<Int64> {
            try leased.commit(
                start(makeRow(number), chunk: Chunk(firstRecord: 0, bytes: .init(repeating: 1, count: 900))))
        }
        let size = try directory.read("fermata.db-wal").count
        // Four times, where the checkpointer gets no time, and the last commit.
        #expect(size < 5 * 100 * 4_120)
        leased.journal.close()
        #expect(access(directory.file("fermata.db-wal"), F_OK) != 0)
    }

    @Test(arguments: [1, 3, 10, 40]) func damagedPages(every step: Int) throws {
        let leased = try LeasedJournal(try open())
        for number in 1...200 as ClosedRange<Int64> {
            try leased.commit(
                start(makeRow(number), chunk: Chunk(firstRecord: 0, bytes: .init(repeating: 1, count: 900))))
        }
        leased.journal.close()
        var bytes = try directory.read("fermata.db")
        // The first pages hold the schema; a damaged schema is refused on opening, other pages when they are read.
        for page in stride(from: 14, to: bytes.count / 4096, by: step) {
            for offset in 0..<64 { bytes[page * 4096 + offset] = 0xA5 }
        }
        try directory.write(bytes, to: "fermata.db")
        let error = #expect(throws: JournalError.self) {
            let journal = try self.open()
            for number in 1...200 as ClosedRange<Int64> {
                _ = try journal.execution(ExecutionKey(shard: 0, number: number))
                _ = try journal.execution(owner: 1, name: "execution-0-\(number)")
            }
            _ = try journal.executions(ExecutionQuery(owner: 1, limit: 999))
        }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains("fermata.db") == true)
    }

    @Test(arguments: ["not a database, but a text that is longer than the sixteen bytes of a header", ""])
    func notADatabase(text: String) throws {
        try directory.write(
            Array(text.utf8) + [UInt8](repeating: 32, count: text.isEmpty ? 0 : 8_000), to: "fermata.db")
        // An empty file is what a crash at the very first opening leaves.
        #expect(JournalError.code { try open().close() } == (text.isEmpty ? nil : .corrupt))
    }

    @Test func anotherProgramsDatabase() throws {
        var handle: OpaquePointer?
        #expect(sqlite3_open(directory.file("fermata.db"), &handle) == SQLITE_OK)
        #expect(sqlite3_exec(handle, "CREATE TABLE t (a)", nil, nil, nil) == SQLITE_OK)
        sqlite3_close(handle)
        #expect(JournalError.code { _ = try open() } == .corrupt)
    }

    /// Taken away by the directory's mode; by a read-only mount where the user is root, whom modes don't stop.
    @Test func aDirectoryWithoutPermission() throws {
        if getuid() == 0 { return try readOnlyVolume() }
        chmod(directory.path, 0o555)
        defer { chmod(directory.path, 0o755) }
        #expect(JournalError.code { _ = try open() } == .readOnly)
    }

    @Test func noSpace() throws {
        let leased = try LeasedJournal(try open())
        try leased.journal.transaction { connection throws(JournalError) in
            try connection.execute("UPDATE meta SET value = value")
        }
        try leased.journal.setPageLimit(40)
        let big = Chunk(firstRecord: 0, bytes: [UInt8](repeating: 1, count: 200_000))
        #expect(JournalError.code { try leased.commit(start(makeRow(1), chunk: big)) } == .full)
        #expect(try leased.journal.execution(makeRow(1).key) == nil)
        try leased.commit(start(makeRow(1)))
        try leased.journal.setPageLimit(4_000)
        try leased.commit(start(makeRow(2), chunk: big))
        leased.journal.close()
    }

    /// On a real full disk: a small tmpfs.
    @Test(.enabled(if: Self.mayMount, "this user may not mount a file system")) func noSpaceOnTheVolume() throws {
        try #require(mount("tmpfs", directory.path, "tmpfs", 0, "size=400k") == 0)
        defer { umount2(directory.path, Int32(MNT_DETACH)) }
        let leased = try LeasedJournal(try open())
        var committed: [Int64] = []
        var failure: JournalError?
        for number in 1...100 as ClosedRange<Int64> where failure == nil {
            do {
                try leased.commit(
                    start(makeRow(number), chunk: Chunk(firstRecord: 0, bytes: .init(repeating: 1, count: 9_000))))
                committed.append(number)
            } catch {
                failure = error as? JournalError
            }
        }
        #expect(failure?.code == .full)
        #expect(!committed.isEmpty)
        let rows = try leased.journal.executions(ExecutionQuery(owner: 1, limit: 999))
        #expect(rows.map(\.key.number).reversed() == committed)
        // With space it goes on.
        #expect(mount("tmpfs", directory.path, "tmpfs", UInt(MS_REMOUNT), "size=8m") == 0)
        try leased.commit(start(makeRow(500)))
        leased.journal.close()
    }

    private func readOnlyVolume() throws {
        try #require(mount("tmpfs", directory.path, "tmpfs", 0, "size=4m") == 0)
        defer { umount2(directory.path, Int32(MNT_DETACH)) }
        try open().close()
        try #require(mount("tmpfs", directory.path, "tmpfs", UInt(MS_REMOUNT) | UInt(MS_RDONLY), nil) == 0)
        let error = #expect(throws: JournalError.self) { _ = try self.open() }
        #expect(error?.code == .readOnly)
        #expect(error?.message.contains("--data") == true)
    }

    static let mayMount: Bool = {
        guard let probe = try? TemporaryDirectory(), mount("tmpfs", probe.path, "tmpfs", 0, "size=4k") == 0 else {
            return false
        }
        return umount2(probe.path, Int32(MNT_DETACH)) == 0
    }()
}

extension SQLiteJournal {
    func setPageLimit(_ pages: Int) throws(JournalError) {
        try transaction { connection throws(JournalError) in
            try connection.execute("PRAGMA max_page_count = \(pages)")
        }
    }
}
