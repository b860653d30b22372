/// Where an execution lives: its shard, and its number there, which grows with the start.
public struct ExecutionKey: Sendable, Hashable, Comparable {
    public let shard: UInt16
    public let number: Int64

    public init(shard: UInt16, number: Int64) {
        self.shard = shard
        self.number = number
    }

    public static func < (left: ExecutionKey, right: ExecutionKey) -> Bool {
        (left.shard, left.number) < (right.shard, right.number)
    }
}

/// As the Step Functions API names it.
public enum ExecutionStatus: UInt8, Sendable, Hashable, CaseIterable {
    case running = 0
    case succeeded = 1
    case failed = 2
    case timedOut = 3
    case aborted = 4
    case pendingRedrive = 5
}

/// What lists and look-ups show of an execution.
public struct ExecutionRow: Sendable, Equatable {
    public let key: ExecutionKey
    /// The list that shows it: the catalog's id of its state machine, or of its map run. Names are unique in it.
    public let owner: Int64
    public let name: String
    public var status: ExecutionStatus
    /// Milliseconds since 1970.
    public let startDate: Int64
    public var stopDate: Int64?
    /// The engine's: revision, version or alias, trace header, parent. Opaque here.
    public var body: [UInt8]

    public init(
        key: ExecutionKey, owner: Int64, name: String, status: ExecutionStatus, startDate: Int64, stopDate: Int64?,
        body: [UInt8]
    ) {
        self.key = key
        self.owner = owner
        self.name = name
        self.status = status
        self.startDate = startDate
        self.stopDate = stopDate
        self.body = body
    }
}

/// A page of ``Journal/executions(_:)``.
public struct ExecutionQuery: Sendable {
    public var owner: Int64
    public var status: ExecutionStatus?
    /// The last row of the page before.
    public var cursor: (startDate: Int64, key: ExecutionKey)?
    public var limit: Int

    public init(owner: Int64, status: ExecutionStatus? = nil, cursor: (Int64, ExecutionKey)? = nil, limit: Int) {
        self.owner = owner
        self.status = status
        self.cursor = cursor
        self.limit = limit
    }
}
