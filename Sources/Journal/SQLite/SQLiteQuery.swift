/// Every statement that is prepared once a connection and kept.
enum SQLiteQuery: Int, CaseIterable {
    case begin, commit, rollback
    case epoch, raiseEpochs, leases, repaired
    case insertExecution, updateStatus, insertChunk, putSnapshot, deleteSnapshot
    case insertTimer, deleteTimer, putDispatch, deleteDispatch
    case insertActivityTask, deleteActivityTask, insertMessage, deleteMessage
    case putCatalog, deleteCatalog
    case lastExecution, execution, executionByName, executions, executionsOfStatus, counts
    case chunkBefore, chunksUp, chunksDown, firstChunk, snapshot
    case timers, dispatches, activityTasks, inbox, catalog, catalogEntry, catalogEntries

    var sql: String {
        switch self {
        case .begin: "BEGIN IMMEDIATE"
        case .commit: "COMMIT"
        case .rollback: "ROLLBACK"
        case .epoch: "SELECT epoch FROM shards WHERE shard = ?1"
        case .raiseEpochs: "UPDATE shards SET epoch = epoch + 1"
        case .leases: "SELECT shard, epoch FROM shards ORDER BY shard"
        case .repaired: "UPDATE meta SET value = value + 1 WHERE name = 'repairs'"
        case .insertExecution:
            """
            INSERT INTO executions
            (execution, owner, name, status, start_date, stop_date, body, first_record, first_chunk)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """
        case .updateStatus: "UPDATE executions SET status = ?2, stop_date = ?3 WHERE execution = ?1"
        case .insertChunk: "INSERT INTO history (record, chunk) VALUES (?1, ?2)"
        case .putSnapshot:
            """
            INSERT INTO snapshots (execution, first_record, snapshot) VALUES (?1, ?2, ?3)
            ON CONFLICT (execution) DO UPDATE SET first_record = excluded.first_record, snapshot = excluded.snapshot
            """
        case .deleteSnapshot: "DELETE FROM snapshots WHERE execution = ?1"
        case .insertTimer:
            "INSERT INTO timers (shard, due, number, id) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING"
        case .deleteTimer: "DELETE FROM timers WHERE shard = ?1 AND due = ?2 AND number = ?3 AND id = ?4"
        case .putDispatch:
            """
            INSERT INTO dispatches (execution, task, body) VALUES (?1, ?2, ?3)
            ON CONFLICT (execution, task) DO UPDATE SET body = excluded.body
            """
        case .deleteDispatch: "DELETE FROM dispatches WHERE execution = ?1 AND task = ?2"
        case .insertActivityTask:
            """
            INSERT INTO activity_tasks (activity, scheduled, execution, task) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO NOTHING
            """
        case .deleteActivityTask:
            "DELETE FROM activity_tasks WHERE activity = ?1 AND scheduled = ?2 AND execution = ?3 AND task = ?4"
        case .insertMessage:
            """
            INSERT INTO inbox (receiver, sender, sender_record, body) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING
            """
        case .deleteMessage: "DELETE FROM inbox WHERE receiver = ?1 AND sender = ?2 AND sender_record = ?3"
        case .putCatalog:
            """
            INSERT INTO catalog (kind, name, body) VALUES (?1, ?2, ?3)
            ON CONFLICT (kind, name) DO UPDATE SET body = excluded.body
            """
        case .deleteCatalog: "DELETE FROM catalog WHERE kind = ?1 AND name = ?2"
        case .lastExecution: "SELECT max(execution) FROM executions WHERE execution BETWEEN ?1 AND ?2"
        case .execution: Self.row + " WHERE execution = ?1"
        case .executionByName: Self.row + " WHERE owner = ?1 AND name = ?2"
        case .executions:
            ExecutionStatus.allCases.map { Self.page(status: "\($0.rawValue)") }.joined(separator: " UNION ALL ")
                + " ORDER BY 5 DESC, 1 DESC LIMIT ?4"
        case .executionsOfStatus:
            Self.page(status: "?5") + " ORDER BY start_date DESC, execution DESC LIMIT ?4"
        case .counts: "SELECT status, count(*) FROM executions WHERE owner = ?1 GROUP BY status"
        case .chunkBefore: "SELECT max(record) FROM history WHERE record BETWEEN ?1 AND ?2"
        case .chunksUp: "SELECT record, chunk FROM history WHERE record BETWEEN ?1 AND ?2 ORDER BY record"
        case .chunksDown: "SELECT record, chunk FROM history WHERE record BETWEEN ?1 AND ?2 ORDER BY record DESC"
        case .firstChunk: "SELECT first_record, first_chunk FROM executions WHERE execution = ?1"
        case .snapshot: "SELECT first_record, snapshot FROM snapshots WHERE execution = ?1"
        case .timers:
            """
            SELECT due, number, id FROM timers WHERE shard = ?1 AND due <= ?2 ORDER BY due, number, id LIMIT ?3
            """
        case .dispatches:
            """
            SELECT execution, task, body FROM dispatches
            WHERE execution BETWEEN ?1 AND ?2 AND (execution, task) > (?3, ?4) ORDER BY execution, task LIMIT ?5
            """
        case .activityTasks:
            """
            SELECT scheduled, execution, task FROM activity_tasks
            WHERE activity = ?1 AND (scheduled, execution, task) > (?2, ?3, ?4)
            ORDER BY scheduled, execution, task LIMIT ?5
            """
        case .inbox:
            """
            SELECT receiver, sender, sender_record, body FROM inbox
            WHERE receiver BETWEEN ?1 AND ?2 ORDER BY receiver, sender, sender_record LIMIT ?3
            """
        case .catalog: "SELECT name, body FROM catalog WHERE kind = ?1 ORDER BY name"
        case .catalogEntry: "SELECT body FROM catalog WHERE kind = ?1 AND name = ?2"
        case .catalogEntries:
            "SELECT name, body FROM catalog WHERE kind = ?1 AND name IN (SELECT value FROM json_each(?2))"
        }
    }

    private static let row =
        "SELECT execution, owner, name, status, start_date, stop_date, body FROM executions"

    /// Rows of an owner and a status before a cursor, by ``executions_by_status``, which ends in the execution.
    private static func page(status: String) -> String {
        row + " WHERE owner = ?1 AND status = \(status) AND (start_date, execution) < (?2, ?3)"
    }
}
