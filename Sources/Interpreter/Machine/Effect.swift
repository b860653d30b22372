public import JSON
public import StatesLanguage

/// What the world must do once the records of a turn are on disk.
public enum Effect: Sendable, Equatable {
    indirect case dispatch(TaskDispatch)
    /// Put the task into the queue of its activity.
    indirect case offer(ActivityOffer)
    /// The attempt is over or given up: stop the call, take it out of queues, stop its job.
    indirect case withdraw(TaskWithdrawal)
    case setTimer(Timer)
    case clearTimer(Timer)
    /// Start the map run of a distributed Map; ``ExecutionMachine/mapRun(_:)`` has what it needs.
    case startMapRun(task: Int64)
    /// The map run is over for the execution: stop it unless it ended by itself.
    case endMapRun(task: Int64, answered: Bool)
    case ended(ExecutionEnd)
}

/// A call to make.
public struct TaskDispatch: Sendable, Equatable {
    /// Names the attempt within its execution.
    public let task: Int64
    public let resource: TaskResource
    public let stateName: String
    public let parameters: Payload
    public let credentials: JSONValue?
    /// What the token minter gave for the attempt; only of `.waitForTaskToken`.
    public let token: String?
    /// When the attempt times out, in milliseconds since 1970.
    public let timeoutDue: Int64?
    /// How often the state called before in its execution, retries included; 0 where
    /// ``ExecutionIdentity/countsCalls`` is false.
    public let call: Int
}

public struct ActivityOffer: Sendable, Equatable {
    public let task: Int64
    /// Milliseconds since 1970.
    public let scheduledAt: Int64
    public let activityARN: String
    public let input: Payload
    public let heartbeatSeconds: Int64?
}

public struct TaskWithdrawal: Sendable, Equatable {
    public let task: Int64
    /// Milliseconds since 1970.
    public let scheduledAt: Int64
    /// Whether it had gone out: dispatched, or taken by a worker.
    public let isStarted: Bool
    public let resource: TaskResource
    public let stateName: String
    public let parameters: Payload
    /// A job to stop.
    public let job: JSONValue?
    /// Whether it ended by its own answer.
    public let answered: Bool
}
