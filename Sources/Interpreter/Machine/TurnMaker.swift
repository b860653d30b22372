import JSON
import StatesLanguage

/// The work of one turn: the machine as it changes, and what the turn has made so far.
///
/// Steps of the kinds of states are extensions of this type, a file each, in `States/`.
struct TurnMaker {
    var machine: ExecutionMachine
    let surroundings: Surroundings
    var turn = Turn()
    private var random: SplitMix64

    init(_ machine: ExecutionMachine, _ surroundings: Surroundings) {
        self.machine = machine
        self.surroundings = surroundings
        random = SplitMix64(seed: surroundings.seed)
    }

    var now: Int64 { max(surroundings.now, machine.lastTime) }

    var limits: ExecutionLimits { surroundings.limits }

    mutating func nextSeed() -> UInt64 { random.next() }

    /// A number in 0..<1.
    mutating func nextFraction() -> Double { Double(random.next() >> 11) * 0x1p-53 }

    var isRunning: Bool { if case .running = machine.status { true } else { false } }

    /// Records something that shows in the history after the event `previous`.
    ///
    /// The last event that a history may have is kept for the end: what would take it ends the execution instead.
    mutating func emit(_ record: Record, after previous: Int64) {
        guard isRunning || machine.status == .notBegun else { return }
        if machine.nextEvent >= limits.historyEvents, !record.endsExecution {
            let cause = "The execution reached the maximum number of history events (\(limits.historyEvents))."
            end(.failed(error: "States.Runtime", cause: cause), after: previous)
            return
        }
        append(record, EventLink(id: machine.nextEvent, previous: previous))
    }

    /// Records something that does not show.
    mutating func emit(_ record: Record) {
        guard isRunning else { return }
        append(record, nil)
    }

    mutating func append(_ record: Record, _ event: EventLink?) {
        var state: StateIndex?
        if case .stateEntered(_, let entered, _) = record {
            state = entered
        } else if let frame = record.frame {
            state = machine.frames.read(frame) { $0.state }
        }
        let entry = Entry(number: machine.nextRecord, time: now, event: event, state: state, record: record)
        machine.apply(entry)
        turn.entries.append(entry)
    }

    mutating func effect(_ effect: Effect) { turn.effects.append(effect) }

    /// Ends the execution and withdraws all that it has under way.
    mutating func end(_ end: ExecutionEnd, after previous: Int64) {
        guard isRunning else { return }
        for id in machine.frames.keys { withdraw(from: id) }
        if let deadline = machine.deadline { effect(.clearTimer(deadline)) }
        emit(.executionEnded(end), after: previous)
        effect(.ended(end))
    }

    /// Clears timers and calls off the attempt that a frame has under way.
    mutating func withdraw(from id: FrameID) {
        guard let frame = machine.frames[id] else { return }
        switch frame.work {
        case .timer(let timer): effect(.clearTimer(timer))
        case .task(let task):
            for timer in task.timers { effect(.clearTimer(timer)) }
            withdraw(task, of: frame, answered: false)
        case .mapRun(let run): if run.start != nil { effect(.endMapRun(task: run.id, answered: false)) }
        case .none, .branches, .iterations: break
        }
    }

    mutating func withdraw(_ task: TaskWork, of frame: Frame, answered: Bool) {
        let state = machine.state(of: frame)
        guard case .task(let kind) = state.kind else { return }
        effect(
            .withdraw(
                TaskWithdrawal(
                    task: task.id, scheduledAt: task.scheduledAt, isStarted: task.phase != .scheduled,
                    resource: kind.resource, stateName: state.name,
                    parameters: task.schedule.parameters, job: task.job, answered: answered)))
    }
}

extension Record {
    var endsExecution: Bool { if case .executionEnded = self { true } else { false } }
}

/// Steele, Lea and Flood's generator: small, and the same from a seed everywhere.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
