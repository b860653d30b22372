import Interpreter
import Journal

/// An execution as its records make it.
struct FoldedExecution: Sendable {
    var machine: ExecutionMachine
    var origin: ExecutionOrigin
    /// Whether the journal says that a turn's budget was spent.
    var hasUnfinishedTurn = false
    var snapshot = SnapshotMark()
}

/// The snapshot of an execution in the journal, and what came after it.
struct SnapshotMark: Sendable {
    /// Number of the first record that it doesn't cover; 0 where there is none.
    var record: Int64 = 0
    var bytes = 0
    /// Of the chunks since.
    var chunkBytes = 0

    /// The most that the state takes: it is in the snapshot and the records since.
    var weight: Int { bytes + chunkBytes }

    /// A snapshot is due after so many records, and not before these are as large as the snapshot before: so all
    /// snapshots of an execution together stay as large as its records, however much state it has.
    func isDue(at record: Int64, interval: Int64) -> Bool { record - self.record >= interval && chunkBytes >= bytes }
}
