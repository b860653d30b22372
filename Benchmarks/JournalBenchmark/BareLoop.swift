import CSQLite
import Journal

/// What the same rows cost without the journal: prepared inserts in a loop over SQLite's C API, same settings. Either into
/// the journal's tables (what the journal adds), or into one table with no index (what the tables cost).
final class BareLoop {
    enum Tables {
        case journals
        case one
    }

    private var handle: OpaquePointer?
    private var begin: OpaquePointer?
    private var commit: OpaquePointer?
    private var insert: OpaquePointer?
    private let tables: Tables

    init(directory: String, tables: Tables, synchronous: String) {
        self.tables = tables
        sqlite3_open_v2(
            directory + "/bare.db", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
        run("PRAGMA journal_mode = WAL; PRAGMA synchronous = \(synchronous); PRAGMA wal_autocheckpoint = 4096")
        run("PRAGMA cache_size = -32768")
        switch tables {
        case .journals:
            run(
                """
                CREATE TABLE executions (execution INTEGER NOT NULL PRIMARY KEY, owner INTEGER NOT NULL,
                    name TEXT NOT NULL, status INTEGER NOT NULL, start_date INTEGER NOT NULL, stop_date INTEGER,
                    body BLOB NOT NULL, first_record INTEGER, first_chunk BLOB);
                CREATE UNIQUE INDEX executions_by_name ON executions (owner, name);
                CREATE INDEX executions_by_status ON executions (owner, status, start_date);
                """)
            insert = prepare("INSERT INTO executions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
        case .one:
            run(
                "CREATE TABLE records (execution INTEGER, id INTEGER, data BLOB, PRIMARY KEY (execution, id)) WITHOUT ROWID"
            )
            insert = prepare("INSERT INTO records VALUES (?1, ?2, ?3)")
        }
        begin = prepare("BEGIN IMMEDIATE")
        commit = prepare("COMMIT")
    }

    deinit {
        for statement in [begin, commit, insert] { sqlite3_finalize(statement) }
        sqlite3_close(handle)
    }

    /// Rows that a turn costs in these tables.
    var rowsPerTurn: Int { tables == .one ? 2 : 1 }

    func write(_ turns: [JournalTurn]) {
        step(begin)
        for turn in turns {
            guard let row = turn.start, let chunk = turn.chunk else { continue }
            let key = Int64(row.key.shard) << 36 | row.key.number
            sqlite3_bind_int64(insert, 1, key)
            if tables == .one {
                for (id, bytes) in [(Int64(0), row.body), (1, chunk.bytes)] {
                    sqlite3_bind_int64(insert, 2, id)
                    bind(3, bytes)
                    step(insert)
                }
                continue
            }
            sqlite3_bind_int64(insert, 2, row.owner)
            var name = row.name
            _ = name.withUTF8 { fermata_bind_text(insert, 3, $0.baseAddress, $0.count) }
            sqlite3_bind_int64(insert, 4, Int64(row.status.rawValue))
            sqlite3_bind_int64(insert, 5, row.startDate)
            sqlite3_bind_int64(insert, 6, row.stopDate ?? 0)
            bind(7, row.body)
            sqlite3_bind_int64(insert, 8, chunk.firstRecord)
            bind(9, chunk.bytes)
            step(insert)
        }
        step(commit)
    }

    private func bind(_ index: Int32, _ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { fermata_bind_blob(insert, index, $0.baseAddress, $0.count) }
    }

    private func step(_ statement: OpaquePointer?) {
        if sqlite3_step(statement) != SQLITE_DONE { print("bare loop: \(String(cString: sqlite3_errmsg(handle)))") }
        sqlite3_reset(statement)
    }

    private func run(_ sql: String) { sqlite3_exec(handle, sql, nil, nil, nil) }

    private func prepare(_ sql: String) -> OpaquePointer? {
        var statement: OpaquePointer?
        sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
        return statement
    }
}
