import JSON
import StatesLanguage

extension ExecutionMachine {
    /// Takes a batch of inputs at one time: records them all, then performs steps until every frame waits or the turn's
    /// budget is spent.
    ///
    /// The machine has changed as if all records of the turn were applied. Whoever can't make them durable must drop it.
    public mutating func decide(_ inputs: [Input], in surroundings: Surroundings) -> Turn {
        var maker = TurnMaker(self, surroundings)
        self = ExecutionMachine(definition: definition, identity: identity, level: level)
        for input in inputs { maker.turn.verdicts.append(maker.take(input)) }
        maker.settle()
        self = maker.machine
        return maker.turn
    }
}

extension TurnMaker {
    mutating func settle() {
        while isRunning, let place = machine.queue.first {
            if turn.entries.count >= limits.recordsPerTurn {
                turn.hasMore = true
                return
            }
            let before = machine.nextRecord
            perform(place.frame)
            if machine.nextRecord == before {
                // Can't happen: every step records something. Better a visible end than a loop.
                end(.failed(error: "States.Runtime", cause: "The execution can't go on."), after: machine.nextEvent - 1)
            }
        }
    }

    private mutating func perform(_ id: FrameID) {
        guard let step = machine.frames.read(id, { $0.step }) ?? nil else { return }
        switch step {
        case .enter(let state, let input): enter(state, input, in: id)
        case .execute: execute(id)
        case .startTask: startTask(id)
        case .endTask(let result): endTask(id, result)
        case .answer(let result): recordAnswer(id, result)
        case .endWait: endWait(id)
        case .endMapRun(let result): endMapRun(id, result)
        case .redriveMapRun: redriveMapRun(id)
        case .join: join(id)
        case .iterate: iterate(id)
        case .handle(let error, let cause): handle(error, cause, in: id)
        case .finish(let output): finish(id, output)
        }
    }

    private mutating func enter(_ state: StateIndex, _ input: Payload, in id: FrameID) {
        guard let previous = machine.frames.read(id, { $0.lastEvent }) else { return }
        emit(.stateEntered(frame: id, state: state, input: input), after: previous)
        guard isRunning else { return }
        execute(id)
    }

    /// The level has come to its end: its output goes to the state above, or is the execution's.
    private mutating func finish(_ id: FrameID, _ output: Payload) {
        guard let frame = machine.frames[id] else { return }
        guard let parent = frame.parent else {
            end(.succeeded(output), after: frame.lastEvent)
            return
        }
        switch frame.place {
        case .top, .branch: emit(.branchSucceeded(frame: id, output: output))
        case .iteration(let index):
            emit(
                .iterationSucceeded(frame: parent, index: index, child: id, output: output), after: frame.lastEvent)
        }
    }
}
