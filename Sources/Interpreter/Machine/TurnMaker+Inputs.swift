import JSON
import StatesLanguage

/// What inputs record. Nothing is evaluated here: what follows from them is for the steps.
extension TurnMaker {
    mutating func take(_ input: Input) -> Verdict {
        switch (input, machine.status) {
        case (.start(let payload), .notBegun):
            emit(.executionStarted(input: payload), after: 0)
            if let deadline = machine.deadline { effect(.setTimer(deadline)) }
            return .accepted
        case (.start, _): return .stale
        case (.redrive, .ended(let end)): return redrive(after: end)
        case (.redrive, _): return .stale
        case (.timerFired, .ended), (.proceed, .ended), (.timerFired, .notBegun), (.proceed, .notBegun): return .stale
        case (_, .ended), (_, .notBegun): return .executionOver
        case (.proceed, .running): return .accepted
        case (.activityStarted(let task, let worker), .running): return start(task, worker)
        case (.taskSubmitted(let task, let output, let job), .running): return submit(task, output, job)
        case (.taskEnded(let task, let result), .running): return end(task, result)
        case (.callback(let task, let result), .running): return answer(task, result)
        case (.timerFired(let id), .running): return fire(id)
        case (.mapRunEnded(let task, let result), .running): return endMapRun(task, result)
        case (.stop(let error, let cause), .running):
            end(.aborted(error: error, cause: cause), after: 0)
            return .accepted
        }
    }

    /// The frame and attempt of a task, if it is under way.
    private func attempt(_ task: Int64) -> (id: FrameID, work: TaskWork)? {
        guard let id = machine.frame(ofTask: task), case .task(let work) = machine.frames[id]?.work else { return nil }
        return (id, work)
    }

    private func missing(_ task: Int64) -> Verdict { task < machine.nextRecord ? .taskOver : .unknownTask }

    private mutating func start(_ task: Int64, _ worker: String?) -> Verdict {
        guard let (id, work) = attempt(task) else { return missing(task) }
        guard work.phase == .scheduled, let previous = machine.frames.read(id, { $0.lastEvent }) else {
            return .taskOver
        }
        emit(.taskStarted(frame: id, worker: worker), after: previous)
        setHeartbeat(of: id)
        return .accepted
    }

    /// Watches the heartbeat of an attempt that has just started.
    mutating func setHeartbeat(of id: FrameID) {
        guard case .task(let work) = machine.frames[id]?.work, let due = work.schedule.heartbeatDue else { return }
        effect(.setTimer(Timer(id: -work.id, due: due)))
    }

    private mutating func submit(_ task: Int64, _ output: Payload, _ job: JSONValue?) -> Verdict {
        guard let (id, work) = attempt(task) else { return missing(task) }
        guard work.phase == .started, let previous = machine.frames.read(id, { $0.lastEvent }) else { return .taskOver }
        emit(.taskSubmitted(frame: id, output: output, job: job), after: previous)
        return .accepted
    }

    private mutating func end(_ task: Int64, _ result: TaskResult) -> Verdict {
        guard let (id, work) = attempt(task) else { return missing(task) }
        // An answer that came before counts, though the request that it belongs to failed.
        recordAnswer(id, work.early ?? result)
        return .accepted
    }

    /// An answer that overtakes the request that it belongs to waits for TaskSubmitted.
    private mutating func answer(_ task: Int64, _ result: TaskResult) -> Verdict {
        guard let (id, work) = attempt(task), work.early == nil else { return missing(task) }
        guard isCallback(id), work.phase != .submitted else {
            recordAnswer(id, result)
            return .accepted
        }
        emit(.callbackReceived(frame: id, result))
        return .accepted
    }

    private func isCallback(_ id: FrameID) -> Bool {
        guard let frame = machine.frames[id], case .task(let task) = machine.state(of: frame).kind,
            case .integration(let integration) = task.resource.target
        else { return false }
        return integration.pattern != .requestResponse
    }

    private mutating func fire(_ timer: Int64) -> Verdict {
        if timer == 0, machine.deadline != nil {
            end(.timedOut(error: "States.Timeout", cause: nil), after: machine.nextEvent - 1)
            return .accepted
        }
        guard let id = machine.waiting[Int64(clamping: timer.magnitude)], let work = machine.frames[id]?.work else {
            return .stale
        }
        switch work {
        case .timer:
            emit(.timerFired(frame: id))
            return .accepted
        case .task(let task):
            let error = timer < 0 ? TaskResult.heartbeatError : TaskResult.timeoutError
            recordAnswer(id, task.early ?? .timedOut(error: error, cause: nil))
            return .accepted
        default: return .stale
        }
    }
}
