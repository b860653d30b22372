public import JSON
public import StatesLanguage

/// One execution as a pure state machine.
///
/// ``decide(_:in:)`` takes what happened and makes records; ``apply(_:)`` changes the state by one record and does
/// nothing else. Recovery applies the stored records again: it evaluates nothing and calls nothing.
///
///     not begun ── executionStarted ─▶ running ── executionEnded ─▶ ended
///
/// While it runs, each frame goes round: a step comes up in the run queue, is performed (records), and the records give
/// this frame or others their next step, or leave it waiting for an input:
///
///     enter ─▶ execute ─▶ startTask ─▶ (answer, timeout) ─▶ endTask ─▶ enter the next state
///                 ├─────▶ (timer) ─▶ endWait                    ├────▶ (timer) ─▶ execute again
///                 └─────▶ (frames below) ─▶ join, iterate       └────▶ fail ─▶ the frame above
public struct ExecutionMachine: Sendable {
    public let definition: StateMachineDefinition
    /// What it runs: all of the definition, or, as a child of a map run, the processor of the Map.
    public let level: LevelIndex
    public internal(set) var identity: ExecutionIdentity
    public internal(set) var status = Status.notBegun
    /// Number of the next record.
    public internal(set) var nextRecord: Int64 = 0
    /// Id of the next event.
    public internal(set) var nextEvent: Int64 = 1
    /// Of the last record, in milliseconds since 1970.
    public internal(set) var lastTime: Int64 = 0
    /// The execution's input.
    public internal(set) var input = Payload.emptyObject
    /// When it was last redriven, in milliseconds since 1970.
    public internal(set) var redriveDate: Int64?
    /// When the whole execution times out.
    public internal(set) var deadline: Timer?

    /// Longest run of an Express execution (Step Functions, "Quotas").
    public static let expressSeconds: Int64 = 300

    /// The attempts of each state so far, where the identity says that they count.
    var calls: [StateIndex: Int] = [:]
    var frames = FrameTable()
    var nextFrame: FrameID = 1
    /// The frame that waits, by the number of the record that began it: of an attempt, of a timer.
    var waiting: [Int64: FrameID] = [:]
    var queue = RunQueue()
    var tickets = 0

    public enum Status: Sendable, Equatable {
        case notBegun
        case running
        case ended(ExecutionEnd)
    }

    public init(definition: StateMachineDefinition, identity: ExecutionIdentity, level: LevelIndex = .top) {
        self.definition = definition
        self.level = level
        self.identity = identity
    }

    /// Whether a turn would go on without an input: the last one spent its budget.
    public var isRunnable: Bool {
        if case .running = status { queue.first != nil } else { false }
    }

    /// An attempt that is under way, as it was dispatched; what a server does again after a restart.
    public func attempt(_ task: Int64, token: String?) -> OpenAttempt? {
        guard let id = frame(ofTask: task), let frame = frames[id], case .task(let work) = frame.work,
            case .task(let kind) = state(of: frame).kind
        else { return nil }
        let dispatch = TaskDispatch(
            task: task, resource: kind.resource, stateName: state(of: frame).name, parameters: work.schedule.parameters,
            credentials: work.schedule.credentials, token: token, timeoutDue: work.schedule.timeoutDue, call: work.call)
        return OpenAttempt(
            dispatch: dispatch, isStarted: work.phase != .scheduled, isSubmitted: work.phase == .submitted,
            job: work.job, heartbeatSeconds: work.schedule.heartbeatSeconds, heartbeatDue: work.schedule.heartbeatDue,
            hasAnswer: work.early != nil)
    }
}

/// What ``ExecutionMachine/attempt(_:token:)`` tells of an attempt.
public struct OpenAttempt: Sendable {
    public let dispatch: TaskDispatch
    public let isStarted: Bool
    public let isSubmitted: Bool
    /// The job of a `.sync` task.
    public let job: JSONValue?
    public let heartbeatSeconds: Int64?
    /// Before any beat moved it, in milliseconds since 1970.
    public let heartbeatDue: Int64?
    /// An answer came before TaskSubmitted.
    public let hasAnswer: Bool
}

extension ExecutionMachine: Equatable {
    public static func == (left: ExecutionMachine, right: ExecutionMachine) -> Bool {
        left.identity == right.identity && left.status == right.status && left.nextRecord == right.nextRecord
            && left.nextEvent == right.nextEvent && left.lastTime == right.lastTime && left.input == right.input
            && left.calls == right.calls && left.deadline == right.deadline && left.frames == right.frames
            && left.nextFrame == right.nextFrame
            && left.queue == right.queue && left.tickets == right.tickets
    }
}

extension ExecutionMachine {
    /// Gives a frame its next step and a place at the end of the queue; nil lets it wait.
    mutating func setStep(_ step: Frame.Step?, of id: FrameID) {
        tickets += 1
        let ticket = tickets
        frames.change(id) { $0.take(step, ticket: ticket) }
        if step != nil { queue.append(RunQueue.Place(frame: id, ticket: tickets)) }
    }

    /// Drops places that have lost their meaning, so that the head, if there is one, has a step.
    mutating func trimQueue() {
        while let place = queue.first {
            if frames.read(place.frame, { $0.step != nil && $0.ticket == place.ticket }) == true { return }
            queue.removeFirst()
        }
    }

    func state(of frame: Frame) -> State { definition[frame.state] }

    /// The frames below one, at any depth, in the order of their creation.
    func descendants(of id: FrameID) -> [FrameID] {
        frames.keys.filter { isDescendant($0, of: id) }
    }

    private func isDescendant(_ id: FrameID, of ancestor: FrameID) -> Bool {
        var current = frames[id]?.parent
        while let parent = current {
            if parent == ancestor { return true }
            current = frames[parent]?.parent
        }
        return false
    }

    /// The frame whose attempt this is.
    func frame(ofTask task: Int64) -> FrameID? {
        guard let id = waiting[task], case .task(let work) = frames[id]?.work, work.id == task else { return nil }
        return id
    }

    /// Changes what a frame has under way, and by what it is found.
    mutating func setWork(_ work: Frame.Work, of id: FrameID) {
        if let number = frames.read(id, { $0.work.number }) ?? nil { waiting[number] = nil }
        frames.change(id) { $0.work = work }
        if let number = work.number { waiting[number] = id }
    }

    /// Takes frames that were stored, and finds again what they wait for.
    mutating func setFrames(_ stored: [FrameID: Frame]) {
        frames = FrameTable(stored)
        waiting = [:]
        for (id, frame) in stored { if let number = frame.work.number { waiting[number] = id } }
    }

    mutating func removeFrame(_ id: FrameID) {
        if let number = frames.removeValue(forKey: id)?.work.number { waiting[number] = nil }
    }
}

extension Frame.Work {
    /// Of the record that began it.
    fileprivate var number: Int64? {
        switch self {
        case .task(let task): task.id
        case .timer(let timer): timer.id
        default: nil
        }
    }
}
