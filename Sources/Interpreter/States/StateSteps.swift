import JSON
import StatesLanguage

/// Running an entered state: one line a kind; the longer ones have files of their own.
extension TurnMaker {
    mutating func execute(_ id: FrameID) {
        guard let index = machine.frames.read(id, { $0.state }) else { return }
        let state = machine.definition[index]
        switch state.kind {
        case .pass(let result): pass(id, state, result)
        case .task(let task): executeTask(id, state, task)
        case .choice(let choice): choose(id, state, choice)
        case .wait(let wait): self.wait(id, state, wait)
        case .parallel: executeParallel(id, state)
        case .map(let map): executeMap(id, state, map)
        case .succeed: pass(id, state, nil)
        case .fail(let fail): self.fail(id, state, fail)
        }
    }

    /// Pass and Succeed: the result is the literal `Result`, or else the effective input.
    private mutating func pass(_ id: FrameID, _ state: State, _ result: JSONValue?) {
        guard let input = machine.frames.read(id, { $0.input }) else { return }
        var evaluator = evaluator(for: id)
        do throws(Fault) {
            let effective = try evaluator.effectiveInput(input, of: state)
            try complete(id, input, of: state, result.map { Payload($0) } ?? effective, &evaluator)
        } catch {
            fail(id, with: error)
        }
    }

    /// Fail: ends the level with its error and cause (ASL spec, "Fail State").
    private mutating func fail(_ id: FrameID, _ state: State, _ fields: FailState) {
        guard let frame = machine.frames[id] else { return }
        var evaluator = evaluator(for: id)
        do throws(Fault) {
            let error = try evaluator.text(fields.error, field: "Error", input: frame.input)
            let cause = try evaluator.text(fields.cause, field: "Cause", input: frame.input)
            propagate(error, cause, from: id)
        } catch {
            fail(id, with: error)
        }
    }

    /// The state's work is done with `result`: shapes the output, assigns variables, and leaves.
    mutating func complete(_ id: FrameID, _ result: Payload) {
        guard let frame = machine.frames[id] else { return }
        let state = machine.state(of: frame)
        var evaluator = evaluator(for: id)
        do throws(Fault) {
            try complete(id, frame.input, of: state, result, &evaluator)
        } catch {
            fail(id, with: error)
        }
    }

    private mutating func complete(
        _ id: FrameID, _ input: Payload, of state: State, _ result: Payload, _ evaluator: inout Evaluator
    ) throws(Fault) {
        let exit = try evaluator.exit(of: state, input: input, result: result)
        guard let previous = machine.frames.read(id, { $0.lastEvent }) else { return }
        emit(.stateExited(frame: id, exit), after: previous)
    }
}
