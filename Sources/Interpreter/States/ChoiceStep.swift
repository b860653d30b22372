import JSON
import StatesLanguage

/// Choice: the first rule that holds, or the Default (ASL spec, "Choice State").
extension TurnMaker {
    mutating func choose(_ id: FrameID, _ state: State, _ choice: ChoiceState) {
        guard let frame = machine.frames[id] else { return }
        var evaluator = evaluator(for: id)
        do throws(Fault) {
            let input = try evaluator.effectiveInput(frame.input, of: state)
            for rule in choice.rules where try evaluator.holds(rule.condition, input) {
                let exit = try evaluator.exit(of: state, input: frame.input, by: rule, to: rule.next)
                emit(.stateExited(frame: id, exit), after: frame.lastEvent)
                return
            }
            guard let next = choice.defaultTarget else {
                throw Fault(
                    error: "States.NoChoiceMatched",
                    cause: "Failed to transition out of the state. The state does not point to a next state.")
            }
            let exit = try evaluator.exit(of: state, input: frame.input, by: nil, to: next)
            emit(.stateExited(frame: id, exit), after: frame.lastEvent)
        } catch {
            fail(id, with: error)
        }
    }
}

extension Evaluator {
    mutating func holds(_ condition: ChoiceRule.Condition, _ input: Payload) throws(Fault) -> Bool {
        switch condition {
        case .comparison(let test): try holds(test, input.value)
        case .boolean(.literal(let value)): value
        case .boolean(.expression(let embedded)):
            try expect("boolean", value(of: embedded, input: input.value), from: embedded, as: \.bool)
        case .boolean(.path), .boolean(.intrinsic): false
        }
    }
}
