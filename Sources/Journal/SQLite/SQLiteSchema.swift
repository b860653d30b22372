/// The tables, as named steps. A step that was released is never edited: a change is a further step.
///
/// `PRAGMA user_version` holds how many steps a file has seen.
struct SQLiteSchema {
    struct Step {
        let name: String
        let sql: String
    }

    let steps: [Step]

    static let current = SQLiteSchema(steps: [
        Step(name: "executions, their history and what recovery reads", sql: first)
    ])

    /// "FRMT": tells Fermata's files from others (`PRAGMA application_id`).
    static let applicationID: Int64 = 0x4652_4D54

    /// `execution` is the packed shard and number, `record` those and the first record (`ExecutionKey+Packed.swift`).
    ///
    /// The first chunk of an execution lies in its own row where it is small: most executions of a short workflow then
    /// cost one row and two index entries. One index serves both lists: all statuses are a merge of six ranges.
    private static let first = """
        CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE shards (shard INTEGER NOT NULL PRIMARY KEY, epoch INTEGER NOT NULL);
        CREATE TABLE executions (
            execution INTEGER NOT NULL PRIMARY KEY,
            owner INTEGER NOT NULL,
            name TEXT NOT NULL,
            status INTEGER NOT NULL,
            start_date INTEGER NOT NULL,
            stop_date INTEGER,
            body BLOB NOT NULL,
            first_record INTEGER,
            first_chunk BLOB
        );
        CREATE UNIQUE INDEX executions_by_name ON executions (owner, name);
        CREATE INDEX executions_by_status ON executions (owner, status, start_date);
        CREATE TABLE history (record INTEGER NOT NULL PRIMARY KEY, chunk BLOB NOT NULL);
        CREATE TABLE snapshots (
            execution INTEGER NOT NULL PRIMARY KEY, first_record INTEGER NOT NULL, snapshot BLOB NOT NULL
        );
        CREATE TABLE timers (
            shard INTEGER NOT NULL, due INTEGER NOT NULL, number INTEGER NOT NULL, id INTEGER NOT NULL,
            PRIMARY KEY (shard, due, number, id)
        ) WITHOUT ROWID;
        CREATE TABLE dispatches (
            execution INTEGER NOT NULL, task INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (execution, task)
        ) WITHOUT ROWID;
        CREATE TABLE activity_tasks (
            activity INTEGER NOT NULL, scheduled INTEGER NOT NULL, execution INTEGER NOT NULL, task INTEGER NOT NULL,
            PRIMARY KEY (activity, scheduled, execution, task)
        ) WITHOUT ROWID;
        CREATE TABLE inbox (
            receiver INTEGER NOT NULL, sender INTEGER NOT NULL, sender_record INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (receiver, sender, sender_record)
        ) WITHOUT ROWID;
        CREATE TABLE catalog (
            kind TEXT NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, name)
        ) WITHOUT ROWID;
        """
}

extension SQLiteConnection {
    /// Brings the file to `schema`, each step in its own transaction together with its number.
    func migrate(to schema: SQLiteSchema) throws(JournalError) {
        var version = try integer("PRAGMA user_version")
        let application = try integer("PRAGMA application_id")
        let isForeign =
            if version == 0 && application == 0 {
                try integer("SELECT count(*) FROM sqlite_schema") != 0
            } else {
                application != SQLiteSchema.applicationID
            }
        guard !isForeign else {
            throw JournalError(
                .corrupt, "\(path) is a SQLite file of another program: choose another data directory (--data)")
        }
        guard version <= schema.steps.count else {
            throw JournalError(
                .newerSchema,
                "\(path) has schema \(version), this version knows schemas up to \(schema.steps.count):"
                    + " start the newer Fermata that wrote it, or choose another data directory (--data)")
        }
        while version < schema.steps.count {
            let step = schema.steps[Int(version)]
            try transaction { () throws(JournalError) in
                try execute(step.sql)
                try execute("PRAGMA application_id = \(SQLiteSchema.applicationID)")
                try execute("PRAGMA user_version = \(version + 1)")
            }
            version += 1
        }
    }
}
