import Integrations
import Interpreter
import JSON
import Journal
import StatesLanguage

/// StartSyncExecution: an Express execution that is run to its end in memory, at most once, without a journal.
extension Engine {
    public func startSyncExecution(_ request: StartExecutionRequest) async throws(ServiceError) -> SyncExecution {
        let resolved = request.resolved
        guard resolved.revision.type == .express else {
            throw ServiceError(
                .stateMachineTypeNotSupported, "This operation is not supported by this type of state machine")
        }
        let input = try request.payload()
        let name = request.name ?? UUIDText.random()
        var body = ExecutionBody(revision: resolved.revision.number, scope: request.scope)
        body.versionARN = resolved.versionARN
        body.aliasARN = resolved.aliasARN
        body.testCase = request.testCase
        body.expressID = UUIDText.random()
        let row = ExecutionRow(
            key: ExecutionKey(shard: .max, number: nextMemoryNumber()), owner: resolved.id, name: name,
            status: .running,
            startDate: clock.now(), stopDate: nil, body: [])
        let origin = ExecutionOrigin(row: row, body: body, revision: resolved.revision)
        let (end, stopDate) = await MemoryExecution.run(
            origin, on: self, input, deadline: row.startDate + configuration.expressMilliseconds)
        var description = ExecutionDescription(
            executionARN: origin.executionARN, stateMachineARN: resolved.arn, name: name, status: end.status,
            startDate: row.startDate, stopDate: stopDate, revision: resolved.revision)
        description.stateMachineVersionARN = resolved.versionARN
        description.stateMachineAliasARN = resolved.aliasARN
        description.traceHeader = request.traceHeader
        description.input = request.input
        switch end {
        case .succeeded(let payload): description.output = String(decoding: payload.text, as: UTF8.self)
        case .failed(let error, let cause), .timedOut(let error, let cause), .aborted(let error, let cause):
            description.error = error
            description.cause = cause
        }
        let milliseconds = max(stopDate - row.startDate, 1)
        return SyncExecution(
            execution: description, billedMemoryMB: 64, billedMilliseconds: (milliseconds + 99) / 100 * 100)
    }
}

/// An execution in memory: the machine, its timers and its calls, until its end.
final class MemoryExecution: Sendable {
    private let origin: ExecutionOrigin
    private let engine: Engine
    private let inputs: AsyncStream<Input>
    private let send: AsyncStream<Input>.Continuation
    private let timers = Guarded<[Int64: Task<Void, Never>]>([:])

    init(origin: ExecutionOrigin, engine: Engine) {
        self.origin = origin
        self.engine = engine
        (inputs, send) = AsyncStream.makeStream()
    }

    /// Runs an execution from its start to its end; one that needs nothing from outside is over at once.
    static func run(
        _ origin: ExecutionOrigin, on engine: Engine, _ input: Payload, deadline: Int64
    ) async -> (end: ExecutionEnd, stopDate: Int64) {
        var machine = origin.newMachine()
        let turn = machine.decide([.start(input)], in: engine.surroundings(of: origin.key))
        engine.log(turn.entries, of: origin, redriveCount: 0)
        if case .ended(let end) = machine.status, turn.effects.allSatisfy(\.staysInside) {
            return (end, machine.lastTime)
        }
        return await MemoryExecution(origin: origin, engine: engine).goOn(machine, turn, deadline: deadline)
    }

    /// Stops it as soon as may be; it then ends as aborted.
    func cancel() { send.yield(.stop(error: nil, cause: nil)) }

    /// Takes an execution from its first turn to its end.
    func goOn(
        _ begun: ExecutionMachine, _ first: Turn, deadline: Int64
    ) async -> (end: ExecutionEnd, stopDate: Int64) {
        var machine = begun
        var turn = first
        while turn.hasMore, case .running = machine.status {
            perform(turn.effects)
            turn = machine.decide([.proceed], in: engine.surroundings(of: origin.key))
            engine.log(turn.entries, of: origin, redriveCount: 0)
        }
        perform(turn.effects)
        if case .ended(let end) = machine.status { return (end, machine.lastTime) }
        watch(Timer(id: .min, due: deadline))
        defer { for timer in timers.withLock({ $0 }).values { timer.cancel() } }
        for await input in inputs {
            if case .timerFired(.min) = input {
                // What is under way is called off.
                let turn = machine.decide([.stop(error: nil, cause: nil)], in: engine.surroundings(of: origin.key))
                engine.log(turn.entries.map(\.asTimeout), of: origin, redriveCount: 0)
                perform(turn.effects)
                return (.timedOut(error: "States.Timeout", cause: nil), engine.clock.now())
            }
            var batch = [input]
            repeat {
                let turn = machine.decide(batch, in: engine.surroundings(of: origin.key))
                engine.log(turn.entries, of: origin, redriveCount: 0)
                perform(turn.effects)
                if case .ended(let end) = machine.status { return (end, machine.lastTime) }
                batch = turn.hasMore ? [.proceed] : []
            } while !batch.isEmpty
        }
        return (.aborted(error: nil, cause: nil), engine.clock.now())
    }

    private func perform(_ effects: [Effect]) {
        // What a turn began and ended needs no timers.
        let isOver = effects.contains { if case .ended = $0 { true } else { false } }
        for effect in effects {
            switch effect {
            case .dispatch(let dispatch): engine.dispatcher.dispatch(dispatch, of: origin) { [send] in send.yield($0) }
            case .withdraw(let task): if !task.answered { engine.dispatcher.withdraw(task, of: origin) }
            case .setTimer(let timer): if !isOver { watch(timer) }
            case .clearTimer(let timer): timers.withLock { $0.removeValue(forKey: timer.id) }?.cancel()
            case .offer, .ended, .startMapRun, .endMapRun: break
            }
        }
    }

    private func watch(_ timer: Timer) {
        let clock = engine.clock
        let task = Task { [send] in
            guard (try? await clock.sleep(until: timer.due)) != nil else { return }
            send.yield(.timerFired(id: timer.id))
        }
        timers.withLock { $0[timer.id] = task }
    }
}

extension Effect {
    /// Whether it has no use once the execution has ended.
    fileprivate var staysInside: Bool {
        switch self {
        case .setTimer, .clearTimer, .ended: true
        case .dispatch, .withdraw, .offer, .startMapRun, .endMapRun: false
        }
    }
}

extension Entry {
    /// The end of an Express execution that took too long is no stop to those who read its log.
    fileprivate var asTimeout: Entry {
        guard case .executionEnded = record else { return self }
        return Entry(
            number: number, time: time, event: event, state: state,
            record: .executionEnded(.timedOut(error: "States.Timeout", cause: nil)))
    }
}
