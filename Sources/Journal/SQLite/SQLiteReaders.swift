/// Connections for reads, each used by one thread at a time. One more is opened where all are busy; a few are kept.
final class SQLiteReaders: Sendable {
    private let path: String
    private let options: SQLiteJournal.Options
    private let state: Guarded<State>

    private struct State {
        var idle: [Reader] = []
        var isClosed = false
    }

    /// Handed from thread to thread by the mutex, and out of ``State/idle`` while it is used, so one thread has it.
    private final class Reader: @unchecked Sendable {
        let connection: SQLiteConnection
        init(_ connection: SQLiteConnection) { self.connection = connection }
    }

    init(path: String, options: SQLiteJournal.Options) {
        self.path = path
        self.options = options
        state = Guarded(State())
    }

    func read<Value>(
        _ body: (SQLiteConnection) throws(JournalError) -> Value
    ) throws(JournalError) -> Value {
        let reader = try take()
        defer { giveBack(reader) }
        return try body(reader.connection)
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            state.idle = []
        }
    }

    private func take() throws(JournalError) -> Reader {
        let (idle, isClosed) = state.withLock { ($0.idle.popLast(), $0.isClosed) }
        if isClosed { throw JournalError(.closed, "\(path) was closed") }
        if let idle { return idle }
        return Reader(try SQLiteConnection(path: path, access: .read, options: options))
    }

    private func giveBack(_ reader: Reader) {
        state.withLock { state in
            if !state.isClosed && state.idle.count < options.keptReaders { state.idle.append(reader) }
        }
    }
}
