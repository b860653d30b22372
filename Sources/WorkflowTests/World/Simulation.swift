import Interpreter
public import JSON
import StatesLanguage

/// An execution in a world of mocks and a virtual clock: the same records as on the server, in no time.
///
/// The clock stands still while states run and jumps to the next thing that was planned: a timer, an answer, a callback.
public struct Simulation {
    /// Milliseconds that an Express execution may take (Step Functions, "Quotas").
    public static let expressLimit: Int64 = 300_000

    let machineSetting: SimulatedMachine
    let world: SimulatedWorld
    let input: JSONValue
    var machine: ExecutionMachine
    var agenda = Agenda()
    var now: Int64
    var entries: [Entry] = []
    var calls: [SimulatedCall] = []
    var openCalls: [Int64: Int] = [:]
    var counts: [String: Int] = [:]
    /// The valid ticket and the length of each timer that runs.
    var timers: [Int64: (ticket: Int, milliseconds: Int64)] = [:]
    var tickets = 0
    var turns: UInt64 = 0
    var halt: SimulatedRun.Status?
    var mapRuns: [(task: Int64, run: SimulatedMapRun)] = []
    var childCount = 0

    public init(_ machine: SimulatedMachine, input: JSONValue, world: SimulatedWorld) {
        self.init(machine, input: input, world: world, level: .top)
    }

    /// - Parameter level: what it runs: all of the definition, or, as a child of a map run, a Map's processor.
    init(_ machine: SimulatedMachine, input: JSONValue, world: SimulatedWorld, level: LevelIndex) {
        machineSetting = machine
        self.world = world
        self.input = input
        now = world.startTime
        self.machine = ExecutionMachine(
            definition: machine.definition.traced, identity: machine.identity(startTime: world.startTime),
            level: level)
    }

    public static func run(
        _ machine: SimulatedMachine, input: JSONValue, world: SimulatedWorld
    ) -> SimulatedRun {
        var simulation = Simulation(machine, input: input, world: world)
        return simulation.run()
    }

    mutating func run() -> SimulatedRun {
        take([.start(Payload(input))])
        while halt == nil, case .running = machine.status {
            guard let (time, item) = agenda.next() else {
                halt = .stuck(states: openCalls.values.sorted().map { calls[$0].stateName })
                break
            }
            if machineSetting.type == .express, time - world.startTime > Self.expressLimit {
                now = world.startTime + Self.expressLimit
                halt = .ended(.timedOut(error: "States.Timeout", cause: nil))
                break
            }
            happen(item, at: time)
        }
        return result()
    }

    private mutating func happen(_ item: Agenda.Item, at time: Int64) {
        switch item {
        case .input(let input):
            now = max(now, time)
            take([input])
        case .timer(let id, let ticket):
            guard timers[id]?.ticket == ticket else { return }
            now = max(now, time)
            timers[id] = nil
            take([.timerFired(id: id)])
        case .heartbeat(let task, let every, let left):
            guard let timer = timers[-task], openCalls[task] != nil else { return }
            start(timer: -task, milliseconds: timer.milliseconds, from: time)
            if left != 0 {
                agenda.plan(.heartbeat(task: task, every: every, left: left.map { $0 - 1 }), at: time + every)
            }
        }
    }

    private mutating func take(_ inputs: [Input]) {
        var inputs = inputs
        while true {
            turns += 1
            let seed = world.seed &+ turns &* 0x9E37_79B9_7F4A_7C15
            var surroundings = Surroundings(
                now: now, seed: seed, limits: world.limits, token: { "task-token-\($0)" })
            let identity = machine.identity
            surroundings.mapRunARN = { task, _, _ in
                let machine = identity.stateMachineName
                return "arn:aws:states:us-east-1:000000000000:mapRun:\(machine)/map:\(identity.name)-\(task)"
            }
            let turn = machine.decide(inputs, in: surroundings)
            entries += turn.entries
            closeCalls(turn.entries)
            for effect in turn.effects { perform(effect) }
            guard turn.hasMore, halt == nil else { return }
            inputs = [.proceed]
        }
    }

    private mutating func perform(_ effect: Effect) {
        switch effect {
        case .dispatch(let dispatch):
            call(
                dispatch.task, dispatch.resource, dispatch.stateName, dispatch.parameters.value,
                token: dispatch.token)
        case .offer(let offer): self.offer(offer)
        case .withdraw(let withdrawal): openCalls[withdrawal.task] = nil
        case .setTimer(let timer): start(timer: timer.id, milliseconds: timer.due - now, from: now)
        case .clearTimer(let timer): timers[timer.id] = nil
        case .startMapRun(let task): startMapRun(task)
        case .endMapRun(let task, let answered): if !answered { stopMapRun(task) }
        case .ended: break
        }
    }

    private mutating func start(timer id: Int64, milliseconds: Int64, from time: Int64) {
        tickets += 1
        timers[id] = (tickets, milliseconds)
        agenda.plan(.timer(id: id, ticket: tickets), at: time + milliseconds)
    }

    private mutating func closeCalls(_ entries: [Entry]) {
        for entry in entries {
            guard case .taskEnded = entry.record else { continue }
            for (task, place) in openCalls where calls[place].endedAt == nil && !machine.isOpen(task) {
                calls[place].endedAt = entry.time
                openCalls[task] = nil
            }
        }
    }

    private mutating func offer(_ offer: ActivityOffer) {
        let resource = TaskResource(arn: offer.activityARN, target: .activity)
        let name = entries.last { $0.number == offer.task }?.state.map { machineSetting.definition.traced[$0].name }
        call(offer.task, resource, name ?? "", offer.input.value, token: nil)
    }

    private func result() -> SimulatedRun {
        var status = halt ?? .stuck(states: [])
        if halt == nil, case .ended(let end) = machine.status { status = .ended(end) }
        var largest = 0
        for entry in entries {
            if case .stateEntered(_, _, let payload) = entry.record { largest = max(largest, payload.text.count) }
        }
        return SimulatedRun(
            definition: machineSetting.definition, type: machineSetting.type,
            source: machineSetting.source, identity: machine.identity, input: input, status: status, entries: entries,
            calls: calls, mapRuns: mapRuns.map(\.run), startedAt: world.startTime,
            endedAt: max(now, machine.lastTime), largestPayload: largest,
            preamble: machineSetting.preamble)
    }
}

extension ExecutionMachine {
    func isOpen(_ task: Int64) -> Bool { attempt(task, token: nil) != nil }
}
