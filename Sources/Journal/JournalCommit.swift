/// What goes to disk together: the turns that ended while the commit before was under way, and changes of the catalog.
public struct JournalCommit: Sendable {
    /// The epoch under which each touched shard was decided; a commit under an older epoch is refused.
    public var epochs: [UInt16: Int64]
    public var turns: [JournalTurn]
    public var catalog: [CatalogChange]

    public init(epochs: [UInt16: Int64] = [:], turns: [JournalTurn] = [], catalog: [CatalogChange] = []) {
        self.epochs = epochs
        self.turns = turns
        self.catalog = catalog
    }
}

/// One execution's part of a commit.
public struct JournalTurn: Sendable {
    public let key: ExecutionKey
    /// The row of an execution that starts with this turn, in its state after the turn.
    public var start: ExecutionRow?
    /// A later change of status.
    public var status: (status: ExecutionStatus, stopDate: Int64?)?
    public var chunk: Chunk?
    /// Replaces the snapshot before.
    public var snapshot: Chunk?
    /// The execution has ended: its snapshot serves nobody any more.
    public var dropsSnapshot = false
    public var timersSet: [TimerRow] = []
    public var timersCleared: [TimerRow] = []
    public var dispatchesAdded: [TaskRow] = []
    /// By execution and task; the bytes don't matter.
    public var dispatchesRemoved: [Int64] = []
    public var activityTasksAdded: [ActivityTaskRow] = []
    public var activityTasksRemoved: [ActivityTaskRow] = []
    public var inboxAdded: [InboxRow] = []
    public var inboxConsumed: [InboxRow] = []

    public init(key: ExecutionKey) { self.key = key }
}

/// Consecutive records of an execution (or a snapshot of it), as bytes.
public struct Chunk: Sendable, Equatable {
    /// Number of the first record in it; of a snapshot: of the first record that it does not cover.
    public let firstRecord: Int64
    public let bytes: [UInt8]

    public init(firstRecord: Int64, bytes: [UInt8]) {
        self.firstRecord = firstRecord
        self.bytes = bytes
    }
}

public struct TimerRow: Sendable, Hashable {
    public let key: ExecutionKey
    /// Milliseconds since 1970.
    public let due: Int64
    /// Distinguishes the timers of an execution.
    public let id: Int64

    public init(key: ExecutionKey, due: Int64, id: Int64) {
        self.key = key
        self.due = due
        self.id = id
    }
}

/// A task that was handed out and has no answer yet.
public struct TaskRow: Sendable, Equatable {
    public let key: ExecutionKey
    public let task: Int64
    public let body: [UInt8]

    public init(key: ExecutionKey, task: Int64, body: [UInt8]) {
        self.key = key
        self.task = task
        self.body = body
    }
}

/// A task that waits for a worker of an activity.
public struct ActivityTaskRow: Sendable, Equatable {
    /// The catalog's id of the activity.
    public let activity: Int64
    /// Milliseconds since 1970; the queue's order, then by key and task.
    public let scheduled: Int64
    public let key: ExecutionKey
    public let task: Int64

    public init(activity: Int64, scheduled: Int64, key: ExecutionKey, task: Int64) {
        self.activity = activity
        self.scheduled = scheduled
        self.key = key
        self.task = task
    }
}

/// A message from one execution to another, delivered exactly once: consuming it deletes it in the receiver's commit.
public struct InboxRow: Sendable, Equatable {
    public let receiver: ExecutionKey
    public let sender: ExecutionKey
    public let senderRecord: Int64
    public let body: [UInt8]

    public init(receiver: ExecutionKey, sender: ExecutionKey, senderRecord: Int64, body: [UInt8]) {
        self.receiver = receiver
        self.sender = sender
        self.senderRecord = senderRecord
        self.body = body
    }
}

/// One entry of the catalog; its body is the engine's, opaque here.
public struct CatalogEntry: Sendable, Equatable {
    public let kind: String
    public let key: String
    public let body: [UInt8]

    public init(kind: String, key: String, body: [UInt8]) {
        self.kind = kind
        self.key = key
        self.body = body
    }
}

public enum CatalogChange: Sendable, Equatable {
    case put(CatalogEntry)
    case delete(kind: String, key: String)
}

/// The right to run a shard, until a greater epoch is taken.
public struct ShardLease: Sendable, Equatable {
    public let shard: UInt16
    public let epoch: Int64

    public init(shard: UInt16, epoch: Int64) {
        self.shard = shard
        self.epoch = epoch
    }
}
