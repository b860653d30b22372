/// The stored number of each kind of record. Numbers are never used again; a kind whose fields change gets a new one.
enum RecordKind: UInt8, CaseIterable, Sendable {
    case executionStarted = 1
    case stateEntered = 2
    case stateExited = 3
    case evaluationFailed = 4
    case taskScheduled = 5
    case taskStarted = 6
    case taskSubmitted = 7
    case callbackReceived = 8
    case taskEnded = 9
    case timerStarted = 10
    case timerFired = 11
    case retryScheduled = 12
    case parallelStarted = 13
    case parallelSucceeded = 14
    case parallelFailed = 15
    case mapStarted = 16
    case iterationStarted = 17
    case iterationSucceeded = 18
    case iterationFailed = 19
    case iterationAborted = 20
    case mapSucceeded = 21
    case mapFailed = 22
    case branchSucceeded = 23
    case childFailed = 24
    case stateAborted = 25
    case executionEnded = 26
    case mapRunStarted = 27
    case mapRunEnded = 28
    case executionRedriven = 29
    case mapRunRedriven = 30
}

extension Record {
    var kind: RecordKind {
        switch self {
        case .executionStarted: .executionStarted
        case .stateEntered: .stateEntered
        case .stateExited: .stateExited
        case .evaluationFailed: .evaluationFailed
        case .taskScheduled: .taskScheduled
        case .taskStarted: .taskStarted
        case .taskSubmitted: .taskSubmitted
        case .callbackReceived: .callbackReceived
        case .taskEnded: .taskEnded
        case .timerStarted: .timerStarted
        case .timerFired: .timerFired
        case .retryScheduled: .retryScheduled
        case .parallelStarted: .parallelStarted
        case .parallelSucceeded: .parallelSucceeded
        case .parallelFailed: .parallelFailed
        case .mapStarted: .mapStarted
        case .iterationStarted: .iterationStarted
        case .iterationSucceeded: .iterationSucceeded
        case .iterationFailed: .iterationFailed
        case .iterationAborted: .iterationAborted
        case .mapSucceeded: .mapSucceeded
        case .mapFailed: .mapFailed
        case .branchSucceeded: .branchSucceeded
        case .childFailed: .childFailed
        case .stateAborted: .stateAborted
        case .executionEnded: .executionEnded
        case .mapRunStarted: .mapRunStarted
        case .mapRunEnded: .mapRunEnded
        case .executionRedriven: .executionRedriven
        case .mapRunRedriven: .mapRunRedriven
        }
    }

    /// The frame that it speaks of; nil of the execution as a whole.
    var frame: FrameID? {
        switch self {
        case .executionStarted, .executionEnded, .executionRedriven: nil
        case .stateEntered(let frame, _, _), .stateExited(let frame, _), .evaluationFailed(let frame, _, _, _),
            .taskScheduled(let frame, _), .taskStarted(let frame, _), .taskSubmitted(let frame, _, _),
            .callbackReceived(let frame, _), .taskEnded(let frame, _), .timerStarted(let frame, _),
            .timerFired(let frame), .retryScheduled(let frame, _, _), .parallelStarted(let frame, _),
            .parallelSucceeded(let frame), .parallelFailed(let frame), .mapStarted(let frame, _),
            .iterationStarted(let frame, _, _), .iterationSucceeded(let frame, _, _, _),
            .iterationFailed(let frame, _), .iterationAborted(let frame, _), .mapSucceeded(let frame),
            .mapFailed(let frame), .branchSucceeded(let frame, _), .childFailed(let frame, _, _, _),
            .stateAborted(let frame), .mapRunStarted(let frame, _), .mapRunEnded(let frame, _),
            .mapRunRedriven(let frame, _, _):
            frame
        }
    }
}
