import StatesLanguage

/// Wait: a timer, then on (ASL spec, "Wait State").
extension TurnMaker {
    mutating func wait(_ id: FrameID, _ state: State, _ wait: WaitState) {
        guard let frame = machine.frames[id] else { return }
        var evaluator = evaluator(for: id)
        do throws(Fault) {
            let effective = try evaluator.effectiveInput(frame.input, of: state)
            let due = max(try evaluator.due(wait, input: effective), now)
            let number = machine.nextRecord
            emit(.timerStarted(frame: id, due: due))
            effect(.setTimer(Timer(id: number, due: due)))
        } catch {
            fail(id, with: error)
        }
    }

    mutating func endWait(_ id: FrameID) {
        guard let frame = machine.frames[id] else { return }
        var evaluator = evaluator(for: id)
        do throws(Fault) {
            complete(id, try evaluator.effectiveInput(frame.input, of: machine.state(of: frame)))
        } catch {
            fail(id, with: error)
        }
    }
}
