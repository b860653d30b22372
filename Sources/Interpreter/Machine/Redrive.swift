import JSON
import StatesLanguage

/// RedriveExecution: an execution that failed, timed out or was stopped goes on with what did not succeed (Step
/// Functions, "Restarting state machine executions with redrive").
extension TurnMaker {
    /// Records it; an execution that succeeded has nothing to go on with.
    mutating func redrive(after end: ExecutionEnd) -> Verdict {
        if case .succeeded = end { return .executionOver }
        append(
            .executionRedriven(count: machine.identity.redriveCount + 1),
            EventLink(id: machine.nextEvent, previous: machine.nextEvent - 1))
        if let deadline = machine.deadline { effect(.setTimer(deadline)) }
        return .accepted
    }

    mutating func redriveMapRun(_ id: FrameID) {
        guard let frame = machine.frames[id], case .mapRun(let run) = frame.work else { return }
        let arn = run.start?.arn ?? ""
        emit(.mapRunRedriven(frame: id, arn: arn, count: run.redrives + 1), after: frame.lastEvent)
        guard isRunning else { return }
        effect(.startMapRun(task: run.id))
    }
}

extension Frame.Work {
    /// Whether a redrive takes up the map run that failed. One that failed by its data, as an item was too large or no
    /// input could be made of it, is followed by a new one (Step Functions, "Redriving Map Runs").
    func canBeRedriven(after error: String?) -> Bool {
        guard case .mapRun(let run) = self else { return false }
        let failedByData = error == "States.DataLimitExceeded" || error == "States.Runtime"
        // That it was redriven too often is no fault of the data.
        return !failedByData || run.redrives > MapRunMachine.mostRedrives
    }
}

extension ExecutionMachine {
    mutating func redrive(_ count: Int, _ entry: Entry) {
        var rerunsWhole = false
        if case .ended(.failed(error: "States.DataLimitExceeded", cause: _)) = status { rerunsWhole = true }
        status = .running
        identity.redriveCount = count
        redriveDate = entry.time
        setDeadline(from: entry.time)
        revive(0, after: entry.event?.id ?? 0, rerunsWhole: rerunsWhole)
    }

    /// Lets a frame go on: a state that was under way or failed runs again, with fresh retries; what had ended stays.
    ///
    /// - Parameter rerunsWhole: a Parallel or Map of which all has ended runs anew, as its result was too large.
    private mutating func revive(_ id: FrameID, after event: Int64, rerunsWhole: Bool) {
        guard var frame = frames[id] else { return }
        frame.lastEvent = event
        frame.retries = frame.retries.map { _ in 0 }
        let kept = frame.kept
        frame.kept = nil
        frames[id] = frame
        if let kept {
            for (below, frame) in kept.frames { frames[below] = frame }
            setWork(kept.work, of: id)
        }
        switch frames[id]?.work ?? .none {
        case .branches(let work) where work.remaining == 0 && rerunsWhole:
            setWork(.none, of: id)
            setStep(.execute, of: id)
        case .iterations(let work) where work.remaining == 0 && rerunsWhole:
            setWork(.none, of: id)
            setStep(.execute, of: id)
        case .branches(let work):
            setStep(work.remaining == 0 ? .join : nil, of: id)
            for child in work.children { revive(child, after: event, rerunsWhole: rerunsWhole) }
        case .iterations(var work):
            work.lastInnerEvent = event
            frames[id]?.work = .iterations(work)
            setStep(work.remaining == 0 || work.next < work.count ? .iterate : nil, of: id)
            for child in work.running.sorted() { revive(child, after: event, rerunsWhole: rerunsWhole) }
        case .mapRun(let run) where run.start != nil: setStep(.redriveMapRun, of: id)
        case .none, .task, .timer, .mapRun:
            setWork(.none, of: id)
            switch frame.step {
            case .enter, .finish: setStep(frame.step, of: id)
            default: setStep(.execute, of: id)
            }
        }
    }
}
