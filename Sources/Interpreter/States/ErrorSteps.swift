import JSON
import StatesLanguage

/// Retry, Catch, and failing upwards (ASL spec, "Errors").
extension TurnMaker {
    func evaluator(for id: FrameID, token: String? = nil) -> Evaluator {
        var context = ContextObject(identity: machine.identity, input: machine.input, stateName: "", enteredTime: 0)
        var variables: [String: JSONValue] = [:]
        machine.frames.read(id) { frame in
            let state = machine.state(of: frame)
            context.stateName = state.name
            context.enteredTime = frame.enteredTime
            context.item = frame.item.map { ($0.index, $0.value) }
            if case .task = state.kind { context.retryCount = frame.retries.reduce(0, +) }
            variables = frame.variables
        }
        context.token = token
        // Each evaluation has chance of its own, yet the same in the same place of the same execution.
        let salt = UInt64(bitPattern: machine.nextRecord) &* 0x9E37_79B9_7F4A_7C15
        return Evaluator(
            context: context, variables: variables, limits: limits, now: now,
            random: SplitMix64(seed: surroundings.seed ^ salt))
    }

    /// A field of the state can't be evaluated, or its result is too large.
    mutating func fail(_ id: FrameID, with fault: Fault) {
        guard let frame = machine.frames[id] else { return }
        let state = machine.state(of: frame)
        let cause = fault.cause(in: state.name, enteredAt: frame.entryEvent)
        switch fault.error {
        case "States.Runtime": propagate(fault.error, cause, from: id)
        case "States.QueryEvaluationError":
            emit(
                .evaluationFailed(frame: id, error: fault.error, cause: cause, location: fault.location),
                after: state.evaluationPredecessor(of: frame))
            guard isRunning else { return }
            handle(fault.error, cause, in: id)
        default: handle(fault.error, cause, in: id)
        }
    }

    /// A fault that no retrier and no catcher sees.
    mutating func failAtOnce(_ id: FrameID, _ fault: Fault) {
        guard let frame = machine.frames[id] else { return }
        let cause = fault.cause(in: machine.state(of: frame).name, enteredAt: frame.entryEvent)
        propagate(fault.error, cause, from: id)
    }

    /// The state failed with an error that its retriers and catchers may take.
    ///
    /// - Parameter isHeartbeat: whether the error, `States.Timeout`, is a heartbeat that was missed, which
    ///   `States.HeartbeatTimeout` takes, too (Step Functions, "Handling errors").
    mutating func handle(_ error: String?, _ cause: String?, in id: FrameID, isHeartbeat: Bool = false) {
        guard let frame = machine.frames[id] else { return }
        let state = machine.state(of: frame)
        if let (place, retrier) = state.retrier(for: error, isHeartbeat), frame.retries[place] < retrier.maxAttempts {
            retry(id, place, retrier, done: frame.retries[place])
            return
        }
        switch state.kind {
        case .parallel: emit(.parallelFailed(frame: id), after: frame.lastEvent)
        case .map: emit(.mapFailed(frame: id), after: frame.lastEvent)
        default: break
        }
        guard isRunning else { return }
        if let catcher = state.catchers.first(where: { $0.errorEquals.takes(error, isHeartbeat) }) {
            `catch`(id, state, catcher, error, cause)
        } else {
            propagate(error, cause, from: id)
        }
    }

    private mutating func retry(_ id: FrameID, _ place: Int, _ retrier: Retrier, done: Int) {
        var delay = retrier.intervalSeconds
        for _ in 0..<done { delay = min(delay * retrier.backoffRate, 31_622_400) }
        if let longest = retrier.maxDelaySeconds { delay = min(delay, longest) }
        if retrier.jitter { delay *= nextFraction() }
        let number = machine.nextRecord
        let due = now + Int64((delay * 1000).rounded())
        emit(.retryScheduled(frame: id, retrier: place, due: due))
        effect(.setTimer(Timer(id: number, due: due)))
    }

    private mutating func `catch`(
        _ id: FrameID, _ state: State, _ catcher: Catcher, _ error: String?, _ cause: String?
    ) {
        guard let frame = machine.frames[id] else { return }
        var output: JSONObject = [:]
        output["Error"] = error.map(JSONValue.string)
        output["Cause"] = .string(cause ?? "")
        var evaluator = evaluator(for: id)
        do throws(Fault) {
            let exit = try evaluator.exit(of: state, input: frame.input, by: catcher, .object(output))
            emit(.stateExited(frame: id, exit), after: frame.lastEvent)
        } catch {
            // A fault in a catcher is beyond the reach of catchers.
            let cause = error.cause(in: state.name, enteredAt: frame.entryEvent)
            if error.error == "States.QueryEvaluationError" {
                emit(
                    .evaluationFailed(frame: id, error: error.error, cause: cause, location: error.location),
                    after: frame.lastEvent)
            }
            propagate(error.error, cause, from: id)
        }
    }

    /// The level fails: the state above takes the error, or the execution ends.
    mutating func propagate(_ error: String?, _ cause: String?, from id: FrameID) {
        guard isRunning, let frame = machine.frames[id] else { return }
        guard let parent = frame.parent else {
            end(.failed(error: error, cause: cause), after: frame.lastEvent)
            return
        }
        if case .iteration(let index) = frame.place {
            emit(.iterationFailed(frame: parent, index: index), after: frame.lastEvent)
        }
        if case .task = machine.state(of: frame).kind { emit(.stateAborted(frame: id), after: frame.lastEvent) }
        withdraw(from: id)
        abort(below: parent, but: id, after: frame.lastEvent)
        emit(.childFailed(frame: parent, child: id, error: error, cause: cause))
        guard isRunning else { return }
        handle(error, cause, in: parent)
    }

    /// A fault of a state itself, as levels below it are under way: they are given up.
    mutating func giveUpBelow(_ id: FrameID, _ fault: Fault) {
        guard let frame = machine.frames[id], case .iterations(let work) = frame.work, !work.running.isEmpty else {
            return
        }
        abort(below: id, but: id, after: frame.lastEvent)
        emit(.childFailed(frame: id, child: id, error: fault.error, cause: fault.cause))
    }

    /// Gives up all that is under way below a frame, as one level below it failed.
    private mutating func abort(below parent: FrameID, but failed: FrameID, after previous: Int64) {
        for child in machine.descendants(of: parent) where child != failed {
            guard let frame = machine.frames[child] else { continue }
            if frame.parent == parent, case .iteration(let index) = frame.place {
                emit(.iterationAborted(frame: parent, index: index), after: previous)
            }
            if frame.entryEvent > 0, frame.isInState { emit(.stateAborted(frame: child), after: previous) }
            withdraw(from: child)
        }
    }
}

extension Frame {
    /// Whether the frame is between StateEntered and StateExited.
    var isInState: Bool {
        switch step {
        case .enter, .finish: false
        default: true
        }
    }
}

extension State {
    func retrier(for error: String?, _ isHeartbeat: Bool = false) -> (Int, Retrier)? {
        retriers.enumerated().first { $0.element.errorEquals.takes(error, isHeartbeat) }.map { ($0.offset, $0.element) }
    }

    /// EvaluationFailed follows what StateEntered followed, unless the state has come further; Wait is the exception.
    func evaluationPredecessor(of frame: Frame) -> Int64 {
        if case .wait = kind { return frame.lastEvent }
        return frame.lastEvent == frame.entryEvent ? frame.eventBeforeEntry : frame.lastEvent
    }
}

extension [String] {
    /// Whether these `ErrorEquals` take an error. `States.ALL` takes all but the terminal ones, `States.TaskFailed` all
    /// but timeouts (Step Functions, "Handling errors").
    func takes(_ error: String?, _ isHeartbeat: Bool = false) -> Bool {
        if error == "States.Runtime" { return false }
        return contains { name in
            switch name {
            case error: true
            case "States.ALL": error != "States.DataLimitExceeded"
            case "States.TaskFailed":
                error != "States.Timeout" && error != "States.DataLimitExceeded" && error?.isStatesError != true
            case TaskResult.heartbeatError: isHeartbeat
            default: false
            }
        }
    }
}

extension String {
    /// Errors of the language itself, but for those that tasks fail with.
    fileprivate var isStatesError: Bool {
        hasPrefix("States.") && self != "States.TaskFailed" && self != "States.Permissions"
            && !hasPrefix("States.Http.")
    }
}
