import CSQLite

/// A prepared statement in use: bind, step, read columns. Reset by ``reset()`` or by ``run()``.
struct SQLiteStatement {
    let handle: OpaquePointer
    unowned(unsafe) let connection: SQLiteConnection

    func bind(_ index: Int32, _ value: Int64) throws(JournalError) {
        try check(sqlite3_bind_int64(handle, index, value))
    }

    func bind(_ index: Int32, _ value: Int64?) throws(JournalError) {
        guard let value else { return try check(sqlite3_bind_null(handle, index)) }
        try bind(index, value)
    }

    func bind(_ index: Int32, _ text: String) throws(JournalError) {
        var text = text
        try check(text.withUTF8 { fermata_bind_text(handle, index, $0.baseAddress, $0.count) })
    }

    func bind(_ index: Int32, _ bytes: [UInt8]?) throws(JournalError) {
        guard let bytes else { return try check(sqlite3_bind_null(handle, index)) }
        try check(bytes.withUnsafeBytes { fermata_bind_blob(handle, index, $0.baseAddress, $0.count) })
    }

    /// Whether a row is there.
    func step() throws(JournalError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let failure = connection.failure(code)
            sqlite3_reset(handle)
            throw failure
        }
    }

    /// Runs a statement that gives no rows.
    func run() throws(JournalError) {
        while try step() {}
        reset()
    }

    /// Ends the read transaction of a select, and drops the bound bytes.
    func reset() {
        sqlite3_reset(handle)
    }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func optionalInteger(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : integer(column)
    }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    private func check(_ code: Int32) throws(JournalError) {
        if code != SQLITE_OK { throw connection.failure(code) }
    }
}
