import CSQLite

/// One connection with its prepared statements. Used by one thread at a time: the writer's and the readers' owners see to
/// that with a mutex, which is why SQLite's own are off (`SQLITE_OPEN_NOMUTEX`).
final class SQLiteConnection {
    enum Access {
        case write
        case read
    }

    let path: String
    private let handle: OpaquePointer
    private var statements = [OpaquePointer?](repeating: nil, count: SQLiteQuery.allCases.count)
    /// SQLite's result code of the last failure.
    private(set) var lastFailureCode: Int32 = SQLITE_OK
    /// Pages in the WAL after the last commit of this connection, by `sqlite3_wal_hook`.
    private let walPageCount: UnsafeMutablePointer<Int32>

    init(path: String, access: Access, options: SQLiteJournal.Options) throws(JournalError) {
        self.path = path
        var opened: OpaquePointer?
        let role = access == .write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE
        let code = sqlite3_open_v2(path, &opened, role | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, options.vfs)
        guard let opened else {
            throw JournalError(.io, "\(path): SQLite has no memory for a connection")
        }
        guard code == SQLITE_OK else {
            let failure = SQLiteFailure(code: code, handle: opened, path: path)
            sqlite3_close_v2(opened)
            throw failure.journalError
        }
        handle = opened
        walPageCount = .allocate(capacity: 1)
        walPageCount.initialize(to: 0)
        sqlite3_busy_timeout(handle, 5_000)
        try configure(access, options)
    }

    deinit {
        for statement in statements { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
        walPageCount.deallocate()
    }

    private func configure(_ access: Access, _ options: SQLiteJournal.Options) throws(JournalError) {
        try execute("PRAGMA temp_store = MEMORY")
        guard access == .write else {
            try execute("PRAGMA cache_size = -\(options.readerCacheKiB)")
            return try execute("PRAGMA query_only = 1")
        }
        try execute("PRAGMA cache_size = -\(options.writerCacheKiB)")
        let mode = try text("PRAGMA journal_mode = WAL")
        guard mode == "wal" else {
            throw JournalError(.io, "\(path): write-ahead logging is refused (journal mode '\(mode)')")
        }
        // Read back, because a wrapper, a build option or a typo that leaves NORMAL costs commits only at a power loss.
        let synchronous: Int64 = options.isDurable ? 2 : 0
        try execute("PRAGMA synchronous = \(synchronous)")
        guard try integer("PRAGMA synchronous") == synchronous else {
            throw JournalError(.io, "\(path): SQLite does not keep synchronous = \(synchronous)")
        }
        try execute("PRAGMA wal_autocheckpoint = 0")
        sqlite3_wal_hook(
            handle,
            { context, _, _, pages in
                context?.assumingMemoryBound(to: Int32.self).pointee = pages
                return SQLITE_OK
            }, walPageCount)
    }

    var walPages: Int { Int(walPageCount.pointee) }

    /// Rows that the last statement changed.
    var changes: Int { Int(sqlite3_changes(handle)) }

    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    func statement(_ query: SQLiteQuery) throws(JournalError) -> SQLiteStatement {
        if let prepared = statements[query.rawValue] { return SQLiteStatement(handle: prepared, connection: self) }
        let prepared = try prepare(query.sql, flags: UInt32(SQLITE_PREPARE_PERSISTENT))
        statements[query.rawValue] = prepared
        return SQLiteStatement(handle: prepared, connection: self)
    }

    func run(_ query: SQLiteQuery) throws(JournalError) {
        try statement(query).run()
    }

    /// All rows of a query.
    func rows<Row>(
        _ query: SQLiteQuery, bind: (SQLiteStatement) throws(JournalError) -> Void,
        row: (SQLiteStatement) throws(JournalError) -> Row
    ) throws(JournalError) -> [Row] {
        let statement = try statement(query)
        defer { statement.reset() }
        try bind(statement)
        var rows: [Row] = []
        while try statement.step() { rows.append(try row(statement)) }
        return rows
    }

    /// The only row of a query, if there is one.
    func first<Row>(
        _ query: SQLiteQuery, bind: (SQLiteStatement) throws(JournalError) -> Void,
        row: (SQLiteStatement) throws(JournalError) -> Row
    ) throws(JournalError) -> Row? {
        let statement = try statement(query)
        defer { statement.reset() }
        try bind(statement)
        return try statement.step() ? try row(statement) : nil
    }

    /// One or more statements that are not kept.
    func execute(_ sql: String) throws(JournalError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        if code != SQLITE_OK { throw failure(code) }
    }

    func integer(_ sql: String) throws(JournalError) -> Int64 {
        try value(sql) { $0.integer(0) } ?? 0
    }

    func text(_ sql: String) throws(JournalError) -> String {
        try value(sql) { $0.text(0) } ?? ""
    }

    /// All or nothing; a failure leaves the connection without a transaction.
    func transaction(_ body: () throws(JournalError) -> Void) throws(JournalError) {
        try run(.begin)
        do throws(JournalError) {
            try body()
            try run(.commit)
        } catch {
            let code = lastFailureCode
            if isInTransaction { try? run(.rollback) }
            lastFailureCode = code
            throw error
        }
    }

    /// Moves pages of the WAL to the database file. Passive: waits for nobody. Truncating: waits for readers (the busy
    /// timeout) and leaves an empty WAL. Gives whether every page was moved.
    @discardableResult
    func checkpoint(truncating: Bool) throws(JournalError) -> Bool {
        var pages: Int32 = 0
        var moved: Int32 = 0
        let mode = truncating ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
        let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, &pages, &moved)
        if code == SQLITE_BUSY { return false }
        guard code == SQLITE_OK else { throw failure(code) }
        if truncating { walPageCount.pointee = 0 }
        return pages == moved
    }

    func failure(_ code: Int32) -> JournalError {
        lastFailureCode = code
        return SQLiteFailure(code: code, handle: handle, path: path).journalError
    }

    private func value<Value>(_ sql: String, _ read: (SQLiteStatement) -> Value) throws(JournalError) -> Value? {
        let prepared = try prepare(sql, flags: 0)
        defer { sqlite3_finalize(prepared) }
        let statement = SQLiteStatement(handle: prepared, connection: self)
        return try statement.step() ? read(statement) : nil
    }

    private func prepare(_ sql: String, flags: UInt32) throws(JournalError) -> OpaquePointer {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, flags, &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw failure(code) }
        return prepared
    }
}
