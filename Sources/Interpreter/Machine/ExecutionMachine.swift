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
    /// When the whole execution times out.
    public internal(set) var deadline: Timer?

    var frames: [FrameID: Frame] = [:]
    var nextFrame: FrameID = 1
    var queue = RunQueue()
    var tickets = 0

    public enum Status: Sendable, Equatable {
        case notBegun
        case running
        case ended(ExecutionEnd)
    }

    public init(definition: StateMachineDefinition, identity: ExecutionIdentity) {
        self.definition = definition
        self.identity = identity
    }

    /// Whether a turn would go on without an input: the last one spent its budget.
    public var isRunnable: Bool { status == .running && queue.first != nil }

    /// Everything that a server must watch or do again after a restart.
    public var outstandingTasks: [Int64] {
        frames.values.compactMap { frame in
            if case .task(let task) = frame.work { task.id } else { nil }
        }.sorted()
    }
}

extension ExecutionMachine: Equatable {
    public static func == (left: ExecutionMachine, right: ExecutionMachine) -> Bool {
        left.identity == right.identity && left.status == right.status && left.nextRecord == right.nextRecord
            && left.nextEvent == right.nextEvent && left.lastTime == right.lastTime && left.input == right.input
            && left.deadline == right.deadline && left.frames == right.frames && left.nextFrame == right.nextFrame
            && left.queue == right.queue && left.tickets == right.tickets
    }
}

extension ExecutionMachine {
    /// Gives a frame its next step and a place at the end of the queue; nil lets it wait.
    mutating func setStep(_ step: Frame.Step?, of id: FrameID) {
        tickets += 1
        frames[id]?.step = step
        frames[id]?.ticket = tickets
        if step != nil { queue.append(RunQueue.Place(frame: id, ticket: tickets)) }
    }

    /// Drops places that have lost their meaning, so that the head, if there is one, has a step.
    mutating func trimQueue() {
        while let place = queue.first {
            if let frame = frames[place.frame], frame.step != nil, frame.ticket == place.ticket { return }
            queue.removeFirst()
        }
    }

    func state(of frame: Frame) -> State { definition[frame.state] }

    /// The frames below one, at any depth, in the order of their creation.
    func descendants(of id: FrameID) -> [FrameID] {
        frames.keys.filter { isDescendant($0, of: id) }.sorted()
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
        for (id, frame) in frames {
            if case .task(let work) = frame.work, work.id == task { return id }
        }
        return nil
    }
}
