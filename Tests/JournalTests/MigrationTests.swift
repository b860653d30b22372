import Testing

@testable import Journal

/// Steps run once and in order; data survives them; a newer file is left alone.
@Suite struct MigrationTests {
    static let older = SQLiteSchema.current
    static let newer = SQLiteSchema(
        steps: older.steps + [
            .init(name: "a note", sql: "ALTER TABLE executions ADD COLUMN note TEXT; CREATE TABLE extra (a INTEGER)"),
            .init(name: "another", sql: "INSERT INTO extra (a) VALUES (1)"),
        ])
    static let broken = SQLiteSchema(
        steps: older.steps + [.init(name: "broken", sql: "CREATE TABLE extra (a INTEGER); CREATE TABLE executions (a)")]
    )

    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    func open(_ schema: SQLiteSchema) throws -> SQLiteJournal {
        try SQLiteJournal(directory: directory.path, shards: 4, options: .init(), schema: schema, isTemporary: false)
    }

    @Test func anOlderFileIsMigrated() throws {
        let old = try LeasedJournal(try open(Self.older))
        try old.commit(start(makeRow(1)))
        old.journal.close()
        for _ in 0..<2 {
            let new = try open(Self.newer)
            #expect(try new.execution(makeRow(1).key) == makeRow(1))
            #expect(try new.scalar("SELECT count(*) FROM extra") == 1)
            #expect(try new.scalar("PRAGMA user_version") == 3)
            new.close()
        }
    }

    @Test func aNewerFileIsRefusedAndNotTouched() throws {
        try open(Self.newer).close()
        let before = try directory.read("fermata.db")
        #expect(JournalError.code { _ = try open(Self.older) } == .newerSchema)
        #expect(try directory.read("fermata.db") == before)
        try open(Self.newer).close()
    }

    @Test func aStepThatFailsLeavesTheStepBefore() throws {
        try open(Self.older).close()
        #expect(JournalError.code { _ = try open(Self.broken) } == .io)
        let old = try open(Self.older)
        #expect(try old.scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'") == 0)
        old.close()
    }

    @Test func durabilityIsSet() throws {
        let journal = try open(.current)
        try journal.withWriter { connection throws(JournalError) in
            #expect(try connection.integer("PRAGMA synchronous") == 2)
            #expect(try connection.text("PRAGMA journal_mode") == "wal")
        }
        journal.close()
    }
}

extension SQLiteJournal {
    func scalar(_ sql: String) throws(JournalError) -> Int64 {
        try read { connection throws(JournalError) in try connection.integer(sql) }
    }

    func withWriter(_ body: (SQLiteConnection) throws(JournalError) -> Void) throws(JournalError) {
        try transaction(body)
    }
}
