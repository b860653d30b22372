public import JSON
public import StatesLanguage

/// What the world needs to run a map run, at its start and again after a restart.
public struct MapRunRequest: Sendable {
    /// Names the map run within its execution.
    public let task: Int64
    public let arn: String
    public let settings: MapRunSettings
    public let state: StateIndex
    public let stateName: String
    public let map: MapState
    /// Empty where an ItemReader gives them.
    public let items: [JSONValue]
    public let evaluator: ItemEvaluator
    /// Times that it is to have been redriven.
    public let redriveCount: Int
}

/// Makes the inputs of children from items.
public struct ItemEvaluator: Sendable {
    private let base: Evaluator
    private let selector: Template?
    private let input: JSONValue
    private let seed: UInt64
    private let stateName: String
    private let entryEvent: Int64

    init(_ base: Evaluator, _ map: MapState, input: JSONValue, stateName: String, entryEvent: Int64) {
        self.base = base
        selector = map.itemSelector
        self.input = input
        var random = base.random
        seed = random.next()
        self.stateName = stateName
        self.entryEvent = entryEvent
    }

    /// Whether ``input(of:at:)`` does more than to give the item itself.
    public var selects: Bool { selector != nil }

    /// The fault of an input that is larger than an execution's may be.
    public var oversized: ItemFault {
        let fault = Fault.dataLimitExceeded(stateName)
        return ItemFault(error: fault.error, cause: fault.cause)
    }

    /// The item, or what ItemSelector makes of it; the same whenever it is asked for the same item.
    public func input(of item: JSONValue, at index: Int) throws(ItemFault) -> JSONValue {
        guard let selector else { return item }
        var evaluator = base
        evaluator.context.item = (index, item)
        evaluator.random = SplitMix64(seed: seed &+ UInt64(bitPattern: Int64(index)))
        do throws(Fault) {
            return try evaluator.value(of: selector, input: input)
        } catch {
            throw ItemFault(error: error.error, cause: error.cause(in: stateName, enteredAt: entryEvent))
        }
    }
}

/// An item from which no input can be made.
public struct ItemFault: Error, Sendable, Equatable {
    public let error: String
    public let cause: String
}

extension ExecutionMachine {
    /// A map run that is under way, as it was asked for.
    public func mapRun(_ task: Int64, seed: UInt64, limits: ExecutionLimits) -> MapRunRequest? {
        for (id, frame) in frames.all {
            guard case .mapRun(let run) = frame.work, let start = run.start, run.id == task,
                case .map(let map) = state(of: frame).kind
            else { continue }
            let state = state(of: frame)
            let maker = TurnMaker(self, Surroundings(now: lastTime, seed: seed, limits: limits, token: { _ in "" }))
            var evaluator = maker.evaluator(for: id)
            let input = (try? evaluator.effectiveInput(frame.input, of: state)) ?? frame.input
            return MapRunRequest(
                task: task, arn: start.arn, settings: start.settings, state: frame.state, stateName: state.name,
                map: map,
                items: run.items.value.array ?? [],
                evaluator: ItemEvaluator(
                    evaluator, map, input: input.value, stateName: state.name, entryEvent: frame.entryEvent),
                redriveCount: run.redrives)
        }
        return nil
    }

    public func hasMapRun(_ task: Int64) -> Bool {
        frames.all.contains { _, frame in
            if case .mapRun(let run) = frame.work { run.start != nil && run.id == task } else { false }
        }
    }

    mutating func changeMapRun(_ id: FrameID, _ change: (inout MapRunWork) -> Void) {
        guard case .mapRun(var run) = frames[id]?.work else { return }
        change(&run)
        frames[id]?.work = .mapRun(run)
    }
}
