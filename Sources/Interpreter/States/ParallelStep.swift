import JSON
import StatesLanguage

/// Parallel: a frame a branch, joined when all have ended (ASL spec, "Parallel State").
extension TurnMaker {
    mutating func executeParallel(_ id: FrameID, _ state: State) {
        guard let frame = machine.frames[id] else { return }
        var evaluator = evaluator(for: id)
        do throws(Fault) {
            let input = try evaluator.effectiveInput(frame.input, of: state)
            emit(.parallelStarted(frame: id, input: input), after: frame.lastEvent)
        } catch {
            fail(id, with: error)
        }
    }

    mutating func join(_ id: FrameID) {
        guard let frame = machine.frames[id], case .branches(let work) = frame.work else { return }
        let result = Payload(.array(work.outputs.map { $0?.value ?? .null }))
        emit(.parallelSucceeded(frame: id), after: frame.lastEvent)
        complete(id, result)
    }
}
