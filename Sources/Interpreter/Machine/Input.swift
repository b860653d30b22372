public import JSON

/// Something that happened to an execution.
public enum Input: Sendable, Equatable {
    case start(Payload)
    case activityStarted(task: Int64, worker: String?)
    /// The request of a `.sync` or `.waitForTaskToken` task was accepted.
    case taskSubmitted(task: Int64, output: Payload, job: JSONValue?)
    /// The call came back.
    case taskEnded(task: Int64, TaskResult)
    /// A worker or whoever holds the task token answered.
    case callback(task: Int64, TaskResult)
    /// The map run of a distributed Map came to its end.
    case mapRunEnded(task: Int64, MapRunResult)
    /// A timer's deadline passed; of a heartbeat: was missed.
    case timerFired(id: Int64)
    case stop(error: String?, cause: String?)
    /// RedriveExecution; whether it may be is the engine's to know.
    case redrive
    /// Goes on with what a turn's budget left.
    case proceed
}

/// What became of an input.
public enum Verdict: Sendable, Hashable {
    case accepted
    /// The attempt had ended: by an earlier answer, a timeout, or the end of its execution.
    case taskOver
    /// No such attempt.
    case unknownTask
    /// The execution had ended.
    case executionOver
    /// A timer of something that is over.
    case stale
}

/// What a batch of inputs led to.
public struct Turn: Sendable {
    public var entries: [Entry] = []
    public var effects: [Effect] = []
    /// One for each input, in order.
    public var verdicts: [Verdict] = []
    /// The budget was spent: commit, then go on with ``Input/proceed``.
    public var hasMore = false
}
