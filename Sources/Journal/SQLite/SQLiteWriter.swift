import CSQLite

/// The one connection that writes, and what it needs to stay right after a failure.
struct SQLiteWriter {
    private(set) var connection: SQLiteConnection
    private let path: String
    private let options: SQLiteJournal.Options
    /// A commit whose flush failed may lie in the WAL: see ``repair()``.
    private var mustRepair = false
    /// A checkpoint that readers cut short is tried again after this many pages.
    private var nextCheckpoint: Int

    init(path: String, options: SQLiteJournal.Options) throws(JournalError) {
        self.path = path
        self.options = options
        connection = try SQLiteConnection(path: path, access: .write, options: options)
        nextCheckpoint = options.checkpointPages
    }

    mutating func transaction(_ body: (SQLiteConnection) throws(JournalError) -> Void) throws(JournalError) {
        if mustRepair { try repair() }
        do throws(JournalError) {
            try connection.transaction { () throws(JournalError) in try body(connection) }
        } catch {
            if SQLiteFailure.leavesFileUnknown(connection.lastFailureCode) {
                mustRepair = true
                try? repair()
            }
            throw error
        }
        checkpointIfDue()
    }

    /// Makes sure that a commit whose flush failed is not there, and never comes back.
    ///
    /// SQLite rolls such a commit back, but its pages may have reached the WAL, and a process that opens the files after a
    /// crash would take them for committed. So: open the file again, move what was committed before to the database, empty
    /// the WAL, and commit a row of our own, which gives the WAL a new header under which the old pages count for nothing.
    private mutating func repair() throws(JournalError) {
        connection = try SQLiteConnection(path: path, access: .write, options: options)
        guard try connection.checkpoint(truncating: true) else {
            throw JournalError(.io, "\(path): readers keep the WAL from being emptied after a failed flush")
        }
        try connection.transaction { () throws(JournalError) in try connection.run(.repaired) }
        mustRepair = false
    }

    /// Keeps the WAL bounded. The pages that every commit touches again are moved once for thousands of commits; a passive
    /// checkpoint waits for no reader, and the WAL starts anew at the next commit after one that moved all.
    private mutating func checkpointIfDue() {
        let pages = connection.walPages
        if pages < options.checkpointPages { nextCheckpoint = options.checkpointPages }
        guard pages >= nextCheckpoint else { return }
        // A failure costs nothing but a longer WAL: what is committed stays in it. The next commit meets a lasting one.
        let isComplete = (try? connection.checkpoint(truncating: false)) ?? false
        nextCheckpoint = isComplete ? options.checkpointPages : pages + options.checkpointPages / 4
    }
}
