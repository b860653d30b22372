import Interpreter
import Journal
import StatesLanguage

/// An execution that a shard has in memory.
struct LiveExecution: Sendable {
    var machine: ExecutionMachine
    var origin: ExecutionOrigin
    /// Turns that are decided and not yet on disk; while there are any it must stay.
    var uncommitted = 0
    /// Whether the journal says that a turn's budget was spent.
    var hasUnfinishedTurn = false
    var lastUse: UInt64 = 0
    var snapshot = SnapshotMark()
}

/// The snapshot of an execution in the journal, and what came after it.
struct SnapshotMark: Sendable {
    /// Number of the first record that it doesn't cover; 0 where there is none.
    var record: Int64 = 0
    var bytes = 0
    /// Of the chunks since.
    var chunkBytes = 0

    /// A snapshot is due after so many records, and not before these are as large as the snapshot before: so all
    /// snapshots of an execution together stay as large as its records, however much state it has.
    func isDue(at record: Int64, interval: Int64) -> Bool { record - self.record >= interval && chunkBytes >= bytes }
}

/// Where an execution comes from and what it runs; the same from start to end.
struct ExecutionOrigin: Sendable {
    var key: ExecutionKey
    var owner: Int64
    var name: String
    var body: ExecutionBody
    var revision: Revision
    var executionARN: String
    var startDate: Int64

    init(row: ExecutionRow, body: ExecutionBody, revision: Revision) {
        key = row.key
        owner = row.owner
        name = row.name
        self.body = body
        self.revision = revision
        executionARN = body.executionARN(machine: revision.stateMachineName, name: row.name)
        startDate = row.startDate
    }

    var identity: ExecutionIdentity {
        var identity = ExecutionIdentity(
            executionARN: executionARN, name: name, stateMachineARN: stateMachineARN,
            stateMachineName: revision.stateMachineName, roleARN: revision.roleARN,
            type: body.membership?.type ?? revision.type, startTime: startDate)
        identity.countsCalls = body.testCase != nil
        return identity
    }

    /// Of a child of a distributed Map: with the Map's label.
    var stateMachineARN: String {
        body.membership.map { "\(revision.stateMachineARN)/\($0.label)" } ?? revision.stateMachineARN
    }

    /// The state of this execution before its first record.
    func newMachine() -> ExecutionMachine {
        ExecutionMachine(
            definition: revision.definition, identity: identity,
            level: body.membership.map { LevelIndex($0.level) } ?? .top)
    }
}
