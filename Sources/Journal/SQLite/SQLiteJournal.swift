#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Executions in one SQLite file, `fermata.db` of a data directory, which one process holds.
///
/// Write-ahead logging with `synchronous=FULL`: ``commit(_:)`` returns after the flush of the log. One connection writes,
/// others read at the same time; a read sees what was committed when it began.
///
/// After a failed ``commit(_:)`` nothing of it is visible and the journal can be used further. One failure needs care:
/// where the flush itself failed (code `io`), the commit might have reached the disk. The journal then opens its files
/// again and writes a fresh log before the call returns, or where that fails too, before the next commit. Once a further
/// commit has succeeded, the failed one is certainly absent; a crash before that can leave it there whole, so a caller
/// resolves it on restart by reading the records, as always.
public final class SQLiteJournal: Journal {
    public struct Options: Sendable {
        /// Page cache of the writing connection.
        public var writerCacheKiB = 32 * 1024
        /// Page cache of each reading connection.
        public var readerCacheKiB = 4 * 1024
        /// Reading connections that are kept open.
        public var keptReaders = 4
        /// Pages of 4 KiB in the write-ahead log from which on they are moved to the database file.
        public var checkpointPages = 4096
        /// False only where the data dies with the process anyway.
        public var isDurable = true
        /// The name of another SQLite file layer; tests inject faults with one.
        var vfs: String?
        /// Whether a thread of its own moves the log's pages; where a test wants one thread, the commit does it.
        var checkpointsInBackground = true

        public init() {}
    }

    let path: String
    /// The connection is in no other place, so the mutex is what makes it usable from any thread.
    private let writer: Guarded<Writing>
    private let readers: SQLiteReaders
    private let temporaryDirectory: String?

    /// Moved between threads only inside the mutex.
    private struct Writing: @unchecked Sendable {
        var writer: SQLiteWriter?
        var lock: LockBox?
    }

    private final class LockBox: Sendable {
        let lock: DirectoryLock
        init(_ lock: consuming DirectoryLock) { self.lock = lock }
    }

    /// Opens the data of a directory, and creates it where it is missing.
    ///
    /// - Parameters:
    ///   - shards: 1 to 16, for new data; data that is there keeps its number.
    /// - Throws: ``JournalError/Code/locked`` where another server holds the directory, ``JournalError/Code/newerSchema``,
    ///   ``JournalError/Code/readOnly``, ``JournalError/Code/corrupt``, ``JournalError/Code/full``, ``JournalError/Code/io``.
    public convenience init(
        directory: String, shards: Int = 4, options: Options = Options()
    ) throws(JournalError) {
        try self.init(directory: directory, shards: shards, options: options, schema: .current, isTemporary: false)
    }

    /// A journal in a directory of its own that is removed when it is closed; it is not flushed to disk.
    public static func temporary(shards: Int = 4) throws(JournalError) -> SQLiteJournal {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/fermata-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw DirectoryLock.failure("\(base)/fermata-* can't be created", errno)
        }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var options = Options()
        options.isDurable = false
        return try SQLiteJournal(
            directory: directory, shards: shards, options: options, schema: .current, isTemporary: true)
    }

    init(
        directory: String, shards: Int, options: Options, schema: SQLiteSchema, isTemporary: Bool
    ) throws(JournalError) {
        guard (1...ExecutionKey.shardLimit).contains(shards) else {
            throw JournalError(.invalid, "a journal has 1 to \(ExecutionKey.shardLimit) shards, not \(shards)")
        }
        path = directory + "/fermata.db"
        temporaryDirectory = isTemporary ? directory : nil
        try DirectoryLock.makeDirectory(directory)
        let lock = LockBox(try DirectoryLock(directory: directory))
        let opened = try SQLiteWriter(path: path, options: options)
        try opened.connection.migrate(to: schema)
        try opened.connection.createShards(shards)
        readers = SQLiteReaders(path: path, options: options)
        writer = Guarded(Writing(writer: opened, lock: lock))
    }

    deinit {
        close()
    }

    public func acquireLeases() throws(JournalError) -> [ShardLease] {
        var leases: [ShardLease] = []
        try transaction { connection throws(JournalError) in
            try connection.run(.raiseEpochs)
            leases = try connection.rows(.leases) { _ in
            } row: {
                ShardLease(shard: UInt16($0.integer(0)), epoch: $0.integer(1))
            }
        }
        return leases
    }

    public func close() {
        writer.withLock { state in
            guard let open = state.writer else { return }
            readers.close()
            open.close()
            state = Writing()
            if let temporaryDirectory { Self.remove(temporaryDirectory) }
        }
    }

    func transaction(_ body: (SQLiteConnection) throws(JournalError) -> Void) throws(JournalError) {
        try writer.withLock { state throws(JournalError) in
            guard var open = state.writer else { throw JournalError(.closed, "\(path) was closed") }
            // Taken out while it changes, so that it is changed in place.
            state.writer = nil
            defer { state.writer = open }
            try open.transaction(body)
        }
    }

    func read<Value>(_ body: (SQLiteConnection) throws(JournalError) -> Value) throws(JournalError) -> Value {
        try readers.read(body)
    }

    private static func remove(_ directory: String) {
        for name in ["fermata.db", "fermata.db-wal", "fermata.db-shm", "fermata.lock"] {
            unlink(directory + "/" + name)
        }
        rmdir(directory)
    }
}

extension SQLiteConnection {
    /// The number of shards is a property of the data: keys hold it.
    fileprivate func createShards(_ count: Int) throws(JournalError) {
        guard try integer("SELECT count(*) FROM shards") == 0 else { return }
        try transaction { () throws(JournalError) in
            for shard in 0..<count { try execute("INSERT INTO shards (shard, epoch) VALUES (\(shard), 0)") }
            try execute("INSERT INTO meta (name, value) VALUES ('repairs', 0)")
        }
    }
}
