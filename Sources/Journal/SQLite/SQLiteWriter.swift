import CSQLite

/// The one connection that writes, and what it needs to stay right after a failure.
struct SQLiteWriter {
    private(set) var connection: SQLiteConnection
    private let path: String
    private let options: SQLiteJournal.Options
    /// A commit whose flush failed may lie in the WAL: see ``repair()``.
    private var mustRepair = false
    private let checkpointer: SQLiteCheckpointer
    /// Length of the log at which a commit waits for the checkpoint, because the checkpointer is too slow or failed.
    private var nextForced: Int
    /// Length of the log at which the checkpointer is asked.
    private var nextRequest: Int

    init(path: String, options: SQLiteJournal.Options) throws(JournalError) {
        self.path = path
        self.options = options
        connection = try SQLiteConnection(path: path, access: .write, options: options)
        checkpointer = SQLiteCheckpointer(path: path, options: options)
        nextForced = 4 * options.checkpointPages
        nextRequest = options.checkpointPages
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

    /// Keeps the log bounded: the checkpointer moves its pages, and this thread the few that came meanwhile, after which
    /// the log starts anew. Neither waits for readers; where one cuts a run short, the next run takes it up. Pages that
    /// every commit touches are moved once for thousands of commits.
    private mutating func checkpointIfDue() {
        let pages = connection.walPages
        let isOver = checkpointer.hasFinished()
        guard pages >= options.checkpointPages else {
            nextRequest = options.checkpointPages
            nextForced = 4 * options.checkpointPages
            return
        }
        if isOver || pages >= nextForced || !options.checkpointsInBackground {
            // A failure costs nothing but a longer log: what is committed stays in it. The next commit meets a lasting one.
            _ = try? connection.checkpoint(truncating: false)
            nextRequest = pages + options.checkpointPages / 4
            nextForced = max(4 * options.checkpointPages, pages + options.checkpointPages)
        } else if pages >= nextRequest {
            checkpointer.request()
        }
    }

    func close() {
        checkpointer.stop()
        // The last connection's end moves the log too, but only this way can it be emptied while a read goes on.
        _ = try? connection.checkpoint(truncating: true)
    }
}
