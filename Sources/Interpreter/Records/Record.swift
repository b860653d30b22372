public import JSON
public import StatesLanguage

/// One entry of an execution's journal, with its place in the history if it shows there.
public struct Entry: Sendable, Equatable {
    /// From 0, without gaps.
    public let number: Int64
    /// Milliseconds since 1970; never before the entry before.
    public let time: Int64
    /// The history event; nil for entries that only recovery needs.
    public let event: EventLink?
    /// The state that the record speaks of, so that a history can be read from any place.
    public let state: StateIndex?
    public let record: Record

    public init(number: Int64, time: Int64, event: EventLink?, state: StateIndex?, record: Record) {
        self.number = number
        self.time = time
        self.event = event
        self.state = state
        self.record = record
    }
}

/// `id` and `previousEventId` of a history event.
public struct EventLink: Sendable, Hashable {
    public let id: Int64
    public let previous: Int64

    public init(id: Int64, previous: Int64) {
        self.id = id
        self.previous = previous
    }
}

/// Identifies a frame within its execution; never used again.
public typealias FrameID = Int

/// What happened. Applying a record is the only way that an execution's state changes.
///
/// A record's kind and fields are a stored format: new kinds are added at the end of ``RecordKind``, none is changed.
public enum Record: Sendable, Equatable {
    case executionStarted(input: Payload)
    case stateEntered(frame: FrameID, state: StateIndex, input: Payload)
    case stateExited(frame: FrameID, StateExit)
    /// An expression or path failed in a JSONata state (EvaluationFailed).
    case evaluationFailed(frame: FrameID, error: String, cause: String, location: String?)
    indirect case taskScheduled(frame: FrameID, TaskSchedule)
    /// The task goes out, or a worker took it (`worker`, activities).
    case taskStarted(frame: FrameID, worker: String?)
    /// The request of a `.sync` or `.waitForTaskToken` task was accepted. `job` finds the started job again.
    indirect case taskSubmitted(frame: FrameID, output: Payload, job: JSONValue?)
    /// An answer that came before TaskSubmitted, kept until then.
    case callbackReceived(frame: FrameID, TaskResult)
    case taskEnded(frame: FrameID, TaskResult)
    /// A Wait, or the pause before a retry.
    case timerStarted(frame: FrameID, due: Int64)
    case timerFired(frame: FrameID)
    /// A retrier took the error; the state runs again when the timer fires.
    case retryScheduled(frame: FrameID, retrier: Int, due: Int64)
    case parallelStarted(frame: FrameID, input: Payload)
    case parallelSucceeded(frame: FrameID)
    case parallelFailed(frame: FrameID)
    indirect case mapStarted(frame: FrameID, MapStart)
    case iterationStarted(frame: FrameID, index: Int, input: Payload)
    case iterationSucceeded(frame: FrameID, index: Int, child: FrameID, output: Payload)
    case iterationFailed(frame: FrameID, index: Int)
    case iterationAborted(frame: FrameID, index: Int)
    case mapSucceeded(frame: FrameID)
    case mapFailed(frame: FrameID)
    /// A branch of Parallel reached its end.
    case branchSucceeded(frame: FrameID, output: Payload)
    /// A level below failed; all frames below are given up, and the state above decides what follows.
    case childFailed(frame: FrameID, child: FrameID, error: String?, cause: String?)
    /// A state that was under way as its level was given up (TaskStateAborted, WaitStateAborted, …).
    case stateAborted(frame: FrameID)
    case executionEnded(ExecutionEnd)
    /// A distributed Map hands its items to a map run.
    indirect case mapRunStarted(frame: FrameID, MapRunStart)
    case mapRunEnded(frame: FrameID, MapRunResult)
    /// RedriveExecution: what didn't succeed goes on. `count` is 1 for the first time.
    case executionRedriven(count: Int)
    /// The children of the map run that didn't succeed run again.
    case mapRunRedriven(frame: FrameID, arn: String, count: Int)
}

/// Leaving a state.
public struct StateExit: Sendable, Equatable {
    public var output: Payload
    /// `Assign`, by name.
    public var assigned: [Assigned]
    /// Nil at the end of a level.
    public var next: StateIndex?
}

/// A variable's new value.
public struct Assigned: Sendable, Equatable {
    public var name: String
    public var value: JSONValue
}

/// An attempt of a task is about to go out.
public struct TaskSchedule: Sendable, Equatable {
    public var parameters: Payload
    /// Seconds; nil where the definition sets none.
    public var timeoutSeconds: Int64?
    public var heartbeatSeconds: Int64?
    /// `Credentials`, as evaluated.
    public var credentials: JSONValue?
    /// When the timeout fires, in milliseconds since 1970.
    public var timeoutDue: Int64?
    public var heartbeatDue: Int64?
}

/// How an attempt ended.
public enum TaskResult: Sendable, Equatable {
    case succeeded(Payload)
    case failed(error: String?, cause: String?)
    case timedOut(error: String, cause: String?)

    /// The error of an attempt that took too long.
    static let timeoutError = "States.Timeout"
    /// How a missed heartbeat is recorded, for those who may want to tell it apart; histories show `States.Timeout`.
    static let heartbeatError = "States.HeartbeatTimeout"
}

/// An inline Map begins.
public struct MapStart: Sendable, Equatable {
    public var items: Payload
    public var count: Int
    /// Iterations at a time.
    public var concurrency: Int
}

/// The end of an execution.
public enum ExecutionEnd: Sendable, Equatable {
    case succeeded(Payload)
    case failed(error: String?, cause: String?)
    case timedOut(error: String?, cause: String?)
    case aborted(error: String?, cause: String?)
}
