import JSON
import StatesLanguage

/// One level of states being run: the top, a branch of Parallel, an iteration of Map.
///
/// Frames are copied at each step, so what is large in them stands behind one reference.
struct Frame: Sendable, Equatable {
    var parent: FrameID?
    var place: Place
    /// The state that runs, or ran last.
    var state: StateIndex
    /// The input of that state, before InputPath.
    var input: Payload
    /// All that is in scope: assigned here, or in a frame above before this one began.
    var variables: [String: JSONValue]
    /// The event that the next one of this frame follows.
    var lastEvent: Int64
    var entryEvent: Int64 = 0
    /// What StateEntered followed.
    var eventBeforeEntry: Int64 = 0
    var enteredTime: Int64 = 0
    /// Retries by retrier since the state was entered; their sum is `$$.State.RetryCount`.
    var retries: [Int] = []
    /// What the frame does when its turn comes; nil while it waits for an input or for frames below.
    var step: Step?
    /// Of its place in the run queue.
    var ticket = 0
    var work: Work = .none
    /// The innermost Map iteration around this frame.
    var item: MapItem?
    /// What was under way below as this failed; a redrive goes on from there.
    var kept: Kept?

    struct Kept: Sendable, Equatable {
        var work: Work
        var frames: [FrameID: Frame]
    }

    enum Place: Sendable, Equatable {
        case top
        case branch(Int)
        case iteration(Int)
    }

    /// What to do next.
    indirect enum Step: Sendable, Equatable {
        case enter(StateIndex, Payload)
        /// Run the entered state, or run it again after a pause.
        case execute
        case startTask
        case endTask(TaskResult)
        case endWait
        case endMapRun(MapRunResult)
        case redriveMapRun
        /// Every branch has ended.
        case join
        /// Start iterations while there is room, or end the Map.
        case iterate
        /// A frame below failed: retry, catch or fail in turn.
        case handle(error: String?, cause: String?)
        /// Record the answer that came before TaskSubmitted.
        case answer(TaskResult)
        /// The level has come to its end.
        case finish(Payload)
    }

    /// What the state has under way.
    indirect enum Work: Sendable, Equatable {
        case none
        case task(TaskWork)
        case timer(Timer)
        case branches(BranchWork)
        case iterations(IterationWork)
        case mapRun(MapRunWork)
    }
}

extension Frame {
    @inline(__always)
    mutating func change(_ body: (inout Frame) -> Void) { body(&self) }

    mutating func take(_ step: Step?, ticket: Int) {
        self.step = step
        self.ticket = ticket
    }

    mutating func enter(_ state: StateIndex, _ input: Payload, _ event: EventLink, _ time: Int64, retriers: Int) {
        self.state = state
        self.input = input
        eventBeforeEntry = event.previous
        entryEvent = event.id
        lastEvent = event.id
        enteredTime = time
        retries = Array(repeating: 0, count: retriers)
        work = .none
        kept = nil
    }
}

/// `$$.Map.Item`.
struct MapItem: Sendable, Equatable {
    var index: Int
    var value: JSONValue
}

/// A due time that the engine watches. Its id is the number of the record that set it.
public struct Timer: Sendable, Hashable {
    public let id: Int64
    /// Milliseconds since 1970.
    public let due: Int64

    public init(id: Int64, due: Int64) {
        self.id = id
        self.due = due
    }
}

/// An attempt under way. Its id is the number of the record that scheduled it.
struct TaskWork: Sendable, Equatable {
    var id: Int64
    /// Milliseconds since 1970.
    var scheduledAt: Int64
    var phase = Phase.scheduled
    var schedule: TaskSchedule
    var early: TaskResult?
    var job: JSONValue?
    /// How often the state called before, where this is counted.
    var call = 0

    enum Phase: Sendable, Equatable {
        case scheduled
        case started
        case submitted
    }

    /// Ids below zero keep the heartbeat's timer apart from the timeout's, which has the task's own number.
    var timers: [Timer] {
        var timers: [Timer] = []
        if let due = schedule.timeoutDue { timers.append(Timer(id: id, due: due)) }
        if let due = schedule.heartbeatDue { timers.append(Timer(id: -id, due: due)) }
        return timers
    }
}

struct BranchWork: Sendable, Equatable {
    var children: [FrameID]
    var outputs: [Payload?]
    var remaining: Int
}

struct IterationWork: Sendable, Equatable {
    var items: Payload
    var count: Int
    var concurrency: Int
    /// Index of the next iteration to start.
    var next = 0
    /// Frames under way.
    var running: Set<FrameID> = []
    var outputs: [Payload?]
    var remaining: Int
    /// What the next MapIterationStarted follows.
    var lastInnerEvent: Int64
}
