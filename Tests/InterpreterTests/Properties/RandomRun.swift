import JSON
import StatesLanguage

@testable import Interpreter

/// A definition that is driven by random inputs to its end: a log of turns that can be played again.
struct RandomRun {
    struct Step {
        var inputs: [Input]
        var now: Int64
        var seed: UInt64
        var turn: Turn
        /// The machine after the turn.
        var machine: ExecutionMachine
    }

    let definition: StateMachineDefinition
    let limits: ExecutionLimits
    private(set) var steps: [Step] = []
    private(set) var entries: [Entry] = []
    private var random: SeededGenerator
    private var machine: ExecutionMachine
    private var now = Scenario.beginning
    private var timers: [Int64: Timer] = [:]
    /// Attempts under way.
    private var tasks: [Int64] = []
    /// Those of them whose request is answered before they are.
    private var submittable: Set<Int64> = []
    /// Map runs under way.
    private var mapRuns: [Int64] = []

    /// Counts calls, so that all of the state is under test.
    static let identity: ExecutionIdentity = {
        var identity = Scenario.identity()
        identity.countsCalls = true
        return identity
    }()

    init(seed: UInt64) throws {
        self.init(try StateMachineDefinition.parse(RandomDefinition.text(seed: seed)), seed: seed)
    }

    /// - Parameter recordsPerTurn: how soon a turn's budget is spent; nil: by chance.
    init(_ definition: StateMachineDefinition, seed: UInt64, recordsPerTurn: Int? = nil) {
        self.definition = definition
        var limits = ExecutionLimits()
        limits.historyEvents = 150
        random = SeededGenerator(seed: seed &+ 1_000_000)
        let budget = random.pick([1, 2, 5, 2_000])
        limits.recordsPerTurn = recordsPerTurn ?? budget
        self.limits = limits
        machine = ExecutionMachine(definition: definition, identity: RandomRun.identity)
    }

    mutating func run(input: String = #"{"a": 1.0, "list": [1, {"k": "v"}, [2, 3]]}"#) {
        turn([.start(Payload(text: Array(input.utf8)))])
        for _ in 0..<300 where machine.status == .running {
            if steps.last?.turn.hasMore == true {
                turn(random.once(in: 4) ? [.proceed, self.input()] : [.proceed])
                continue
            }
            now += Int64(random.below(3_000))
            turn((0..<1 + random.below(3)).map { _ in self.input() })
        }
        while steps.last?.turn.hasMore == true { turn([.proceed]) }
        if machine.status == .running { turn([.stop(error: "Stopped", cause: nil)]) }
        turn([.timerFired(id: 3), .stop(error: nil, cause: nil), .proceed])
    }

    private mutating func turn(_ inputs: [Input]) {
        let seed = random.next()
        let turn = machine.decide(inputs, in: Self.surroundings(now, seed, limits))
        for effect in turn.effects {
            switch effect {
            case .dispatch(let call):
                tasks.append(call.task)
                if [Definitions.callback, Definitions.job].contains(call.resource.arn) {
                    submittable.insert(call.task)
                }
            case .offer(let offer): tasks.append(offer.task)
            case .withdraw(let task): tasks.removeAll { $0 == task.task }
            case .setTimer(let timer): timers[timer.id] = timer
            case .clearTimer(let timer): timers[timer.id] = nil
            case .startMapRun(let task): mapRuns.append(task)
            case .endMapRun(let task, _): mapRuns.removeAll { $0 == task }
            case .ended: break
            }
        }
        entries += turn.entries
        steps.append(Step(inputs: inputs, now: now, seed: seed, turn: turn, machine: machine))
    }

    static func surroundings(_ now: Int64, _ seed: UInt64, _ limits: ExecutionLimits) -> Surroundings {
        Surroundings(now: now, seed: seed, limits: limits, token: { "token-\($0)" })
    }

    /// What may happen next, and now and then what can't.
    private mutating func input() -> Input {
        if random.once(in: 60) { return .stop(error: nil, cause: "random") }
        if random.once(in: 15) { return .timerFired(id: Int64(random.below(40)) - 20) }
        if !mapRuns.isEmpty, random.once(in: 2) { return .mapRunEnded(task: random.pick(mapRuns), mapRunResult()) }
        let task = random.once(in: 15) || tasks.isEmpty ? Int64(random.below(60)) : random.pick(tasks)
        if tasks.isEmpty || random.once(in: 5), let timer = timers.values.min(by: { ($0.due, $0.id) < ($1.due, $1.id) })
        {
            now = max(now, timer.due)
            timers[timer.id] = nil
            return .timerFired(id: timer.id)
        }
        switch random.below(6) {
        case 0: return .activityStarted(task: task, worker: random.once(in: 2) ? "worker" : nil)
        case 1 where submittable.contains(task):
            return .taskSubmitted(task: task, output: Payload(["id": 7]), job: random.once(in: 2) ? ["job": "j"] : nil)
        case 2: return .callback(task: task, result())
        default: return .taskEnded(task: task, result())
        }
    }

    private mutating func mapRunResult() -> MapRunResult {
        random.once(in: 3)
            ? .failed(error: "States.ItemReaderFailed", cause: "because") : .succeeded(Payload([1, ["a": 1]]))
    }

    private mutating func result() -> TaskResult {
        if random.once(in: 3) {
            let error = random.pick(["E", "F", "States.TaskFailed", "States.Timeout", nil])
            return .failed(error: error, cause: random.once(in: 2) ? "because" : nil)
        }
        return .succeeded(
            Payload(random.pick([["a": 1, "list": [1]], 1, "x", nil, [1, 2], ["deep": ["er": [true]]]])))
    }
}
