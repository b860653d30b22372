import JSON
import StatesLanguage
import Testing

@testable import Interpreter

/// One execution in virtual time: a test says what happens to it, and reads what came of it.
///
///     var scenario = try Scenario(Definitions.single(#"{"Type": "Task", …}"#))
///     scenario.start(["a": 1])
///     scenario.succeed("S", with: 2)
///     #expect(scenario.output == 2)
struct Scenario {
    /// When scenarios begin: 2026-11-22T14:00:00.000Z.
    static let beginning: Int64 = 1_795_356_000_000

    var machine: ExecutionMachine
    var limits = ExecutionLimits()
    var now = Scenario.beginning
    var seed: UInt64 = 1
    var missingActivities: Set<String> = []
    /// Why tasks can't be started, by their resource.
    var refusals: [String: String] = [:]
    private(set) var entries: [Entry] = []
    /// The entries of each turn.
    private(set) var turns: [[Entry]] = []
    private(set) var effects: [Effect] = []
    /// Timers that are set, by id.
    private(set) var timers: [Int64: Timer] = [:]
    /// Calls that went out and were neither answered nor withdrawn, in their order.
    private(set) var calls: [TaskDispatch] = []
    private(set) var offers: [ActivityOffer] = []

    init(_ definition: String, type: StateMachineType = .standard) throws {
        let parsed: StateMachineDefinition
        do throws(InvalidDefinition) {
            parsed = try StateMachineDefinition.parse(definition, type: type)
        } catch {
            Issue.record("\(error.apiMessage) in \(definition)")
            throw error
        }
        machine = ExecutionMachine(definition: parsed, identity: Scenario.identity(type))
    }

    static func identity(_ type: StateMachineType = .standard) -> ExecutionIdentity {
        ExecutionIdentity(
            executionARN: "arn:aws:states:us-east-1:123456789012:execution:machine:run", name: "run",
            stateMachineARN: "arn:aws:states:us-east-1:123456789012:stateMachine:machine", stateMachineName: "machine",
            roleARN: "arn:aws:iam::123456789012:role/role", type: type, startTime: beginning)
    }

    // MARK: What happens

    /// Starts with a value, or with a text that is kept letter by letter.
    mutating func start(_ input: JSONValue = [:]) { send(.start(Payload(text: input.serializedBytes()))) }

    mutating func start(text: String) { send(.start(Payload(text: Array(text.utf8)))) }

    /// Delivers a batch at the present time, with all further turns that its budget asks for.
    @discardableResult
    mutating func send(_ inputs: Input...) -> [Verdict] { send(inputs) }

    @discardableResult
    mutating func send(_ inputs: [Input]) -> [Verdict] {
        var turn = decide(inputs)
        let verdicts = turn.verdicts
        var rounds = 0
        while turn.hasMore {
            turn = decide([.proceed])
            rounds += 1
            if rounds > 100_000 {
                Issue.record("The execution never settles.")
                break
            }
        }
        return verdicts
    }

    private mutating func decide(_ inputs: [Input]) -> Turn {
        seed &+= 1
        let missing = missingActivities
        var surroundings = Surroundings(
            now: now, seed: seed, limits: limits, token: { "token-\($0)" },
            activityExists: { !missing.contains($0) })
        surroundings.refusal = { [refusals] resource, _ in refusals[resource.arn] }
        let turn = machine.decide(inputs, in: surroundings)
        entries += turn.entries
        turns.append(turn.entries)
        effects += turn.effects
        for effect in turn.effects { take(effect) }
        return turn
    }

    private mutating func take(_ effect: Effect) {
        switch effect {
        case .dispatch(let call): calls.append(call)
        case .offer(let offer): offers.append(offer)
        case .withdraw(let task):
            calls.removeAll { $0.task == task.task }
            offers.removeAll { $0.task == task.task }
        case .setTimer(let timer): timers[timer.id] = timer
        case .clearTimer(let timer): timers[timer.id] = nil
        default: break
        }
    }

    /// Moves the time on, stopping wherever timers are due; those due at one time fire together.
    mutating func advance(seconds: Double) {
        let end = now + Int64(seconds * 1000)
        while let next = timers.values.map(\.due).min(), next <= end {
            now = max(now, next)
            let due = timers.values.filter { $0.due <= now }.sorted { ($0.due, $0.id) < ($1.due, $1.id) }
            for timer in due { timers[timer.id] = nil }
            send(due.map { .timerFired(id: $0.id) })
        }
        now = end
    }

    /// The oldest open call of a state.
    func call(of state: String) -> TaskDispatch? { calls.first { $0.stateName == state } }

    @discardableResult
    mutating func succeed(_ state: String, with output: JSONValue = [:]) -> Verdict? {
        answer(state, .succeeded(Payload(output)))
    }

    @discardableResult
    mutating func fail(_ state: String, _ error: String?, _ cause: String? = nil) -> Verdict? {
        answer(state, .failed(error: error, cause: cause))
    }

    private mutating func answer(_ state: String, _ result: TaskResult) -> Verdict? {
        guard let call = call(of: state) else {
            Issue.record("No open call of \(state); open are \(calls.map(\.stateName)).")
            return nil
        }
        return send(.taskEnded(task: call.task, result)).first
    }

    // MARK: What came of it

    var events: [HistoryEvent] {
        let setting = HistorySetting(
            definition: machine.definition, roleARN: machine.identity.roleARN, region: "us-east-1")
        return entries.compactMap { HistoryEvent($0, setting) }
    }

    /// One event a line: `4 <- 3 TaskScheduled`.
    var story: String { events.map { "\($0.link.id) <- \($0.link.previous) \($0.type)" }.joined(separator: "\n") }

    var types: [String] { events.map(\.type) }

    /// The details of the only, or the last, event of a type.
    func details(_ type: String) -> JSONValue? {
        guard let event = events.last(where: { $0.type == type }) else { return nil }
        return event.json().object?.members.last { $0.key.hasSuffix("EventDetails") }?.value
    }

    var end: ExecutionEnd? { if case .ended(let end) = machine.status { end } else { nil } }

    var output: JSONValue? { if case .succeeded(let payload) = end { payload.value } else { nil } }

    var outputText: String? {
        if case .succeeded(let payload) = end { String(decoding: payload.text, as: UTF8.self) } else { nil }
    }

    var error: String? { if case .failed(let error, _) = end { error } else { nil } }

    var cause: String? { if case .failed(_, let cause) = end { cause } else { nil } }

    /// Output, or error and cause: for tables.
    var result: String {
        switch end {
        case .succeeded: outputText ?? ""
        case .failed(let error, let cause): "\(error ?? "-"): \(cause ?? "-")"
        case .timedOut(let error, _): "timed out: \(error ?? "-")"
        case .aborted(let error, _): "aborted: \(error ?? "-")"
        case nil: "running"
        }
    }
}
