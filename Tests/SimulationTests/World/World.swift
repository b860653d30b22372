import Interpreter
import JSON
import StatesLanguage

@testable import Engine

/// A fault that is put into the world to see that the simulation finds it.
enum Mutant: String, CaseIterable {
    case effectBeforeCommit
    case lostTimer
    case skippedFlush
    case doubledMessage
}

/// All that is outside the server and outlives it: the clients, the workers, the functions that tasks call, and what
/// they were told. Only touched on the simulation's thread.
final class World: @unchecked Sendable {
    /// An execution that a client wants.
    struct Order {
        var name: String
        var machine: String
        var input: String
        /// When its client asks for it, and to stop it, in milliseconds from the beginning.
        var start: Int
        var stop: Int?
        var arn: String?
        var isStopAcknowledged = false
    }

    let clock = SimulatedClock()
    let behaviours: [String: Behaviour]
    var orders: [Order]
    var server: SimulatedServer?
    var chance: Chance
    let mutant: Mutant?
    /// Whether answers come late, twice, or not at all.
    let isRough: Bool
    private(set) var violations: [String] = []
    /// How often each attempt was called.
    private(set) var calls: [String: Int] = [:]
    /// Attempts whose answer a server has acknowledged, by token.
    private(set) var acknowledged: [String: String] = [:]
    /// When each job ends.
    private var jobs: [String: Int64] = [:]
    /// Distinct attempts that started a nested execution.
    private(set) var childAttempts: Set<String> = []
    private var deliveries = 0
    /// Of everything that happened, in its order: two runs of a seed give the same.
    private(set) var trace: UInt64 = 0
    private(set) var isOver = false

    init(_ behaviours: [String: Behaviour], orders: [Order], seed: UInt64, isRough: Bool, mutant: Mutant?) {
        self.behaviours = behaviours
        self.orders = orders
        self.isRough = isRough
        self.mutant = mutant
        chance = Chance(seed: seed)
    }

    func note(_ text: @autoclosure () -> String) {
        trace = Chance.mix(trace ^ Chance.hash("\(clock.time) \(text())"))
        Self.log?("\(clock.time - SimulatedClock.beginning) \(text())")
    }

    /// Set to see what a seed does.
    nonisolated(unsafe) static var log: ((String) -> Void)?

    func violate(_ text: String) {
        note("violation: \(text)")
        if !violations.contains(text) { violations.append(text) }
    }

    /// Lets the clients and workers go.
    func end() {
        isOver = true
        clock.end()
    }

    // MARK: Clients

    func begin() {
        for place in orders.indices {
            Task { [self] in await start(place) }
            if orders[place].stop != nil { Task { [self] in await stop(place) } }
        }
        for number in 0..<2 { Task { [self] in await work("w\(number)") } }
    }

    /// Waits in the world's time; false when all is over.
    func pause(_ milliseconds: Int) async -> Bool {
        (try? await clock.sleep(until: clock.now() + Int64(milliseconds))) != nil && !isOver
    }

    /// Asks the server that is up until one answers; nil when all is over.
    func ask<Answer>(_ request: (Engine) async throws(ServiceError) -> Answer) async -> Result<Answer, ServiceError>? {
        while !isOver {
            if let server, !server.life.isOver {
                do throws(ServiceError) {
                    return .success(try await request(server.engine))
                } catch  where error.code == .internalFailure || error.code == .throttling {
                    // Storage refused, or the server went down: whether it took effect isn't known.
                } catch  where server.life.isOver {
                } catch {
                    return .failure(error)
                }
            }
            guard await pause(250) else { return nil }
        }
        return nil
    }

    private func start(_ place: Int) async {
        let order = orders[place]
        guard await pause(order.start) else { return }
        var wasAsked = false
        let answer = await ask { (engine) throws(ServiceError) in
            defer { wasAsked = true }
            return try await engine.startExecution(try request(order, engine))
        }
        switch answer {
        case .success(let started): orders[place].arn = started.executionARN
        case .failure(let error) where error.code == .executionAlreadyExists && wasAsked:
            orders[place].arn = arn(of: order)
        case .failure(let error): violate("start of \(order.name): \(error)")
        case nil: return
        }
        note("started \(order.name)")
        guard isRough, chance.happens(0.3), await pause(chance.below(5_000)) else { return }
        // The same start again is the same execution, or refused.
        switch await ask({ (engine) throws(ServiceError) in
            try await engine.startExecution(try request(order, engine))
        }) {
        case .success(let started) where started.executionARN == orders[place].arn: break
        case .failure(let error) where error.code == .executionAlreadyExists: break
        case nil: break
        case let other?: violate("second start of \(order.name): \(other)")
        }
    }

    func arn(of order: Order) -> String {
        "arn:aws:states:us-east-1:000000000000:execution:\(order.machine):\(order.name)"
    }

    private func request(_ order: Order, _ engine: Engine) throws(ServiceError) -> StartExecutionRequest {
        let machine = "arn:aws:states:us-east-1:000000000000:stateMachine:\(order.machine)"
        let resolved = try engine.catalog.resolve(arn: machine, scope: Scope())
        return StartExecutionRequest(
            resolved: resolved, scope: Scope(), name: order.name, input: order.input, traceHeader: nil)
    }

    private func stop(_ place: Int) async {
        guard await pause(orders[place].stop ?? 0) else { return }
        while orders[place].arn == nil { guard await pause(500) else { return } }
        guard let text = orders[place].arn, let arn = try? ExecutionARN(text) else { return }
        let answer = await ask { (engine) throws(ServiceError) in
            try await engine.stopExecution(arn, error: "Stopped", cause: "by its client")
        }
        if case .failure(let error) = answer { return violate("stop of \(text): \(error)") }
        if answer != nil { orders[place].isStopAcknowledged = true }
        note("stopped \(orders[place].name)")
    }

    // MARK: Workers

    private func work(_ name: String) async {
        while !isOver {
            guard let server, !server.life.isOver,
                let activity = server.engine.catalog.activity(arn: GeneratedMachine.activity)
            else {
                guard await pause(500) else { return }
                continue
            }
            let task = try? await server.engine.activityTask(activity, worker: name, timeout: .seconds(20))
            guard let task, let question = try? JSONValue.parse(task.input) else {
                guard await pause(300) else { return }
                continue
            }
            note("\(name) has \(task.input)")
            // A worker may vanish with its task.
            if isRough, chance.happens(0.05) { continue }
            let behaviour = behaviours[question["s"]?.string ?? ""]
            guard await pause(behaviour?.latency ?? 0) else { return }
            await answer(task.token, outcome(of: question))
        }
    }

    // MARK: What is called

    /// The same for the same question, whenever it is asked.
    func outcome(of question: JSONValue) -> TaskResult {
        guard let name = question["s"]?.string, let behaviour = behaviours[name] else {
            return .failed(error: "Sim.Unknown", cause: "no such state")
        }
        if let attempt = question["try"]?.integer, attempt < behaviour.failures {
            return .failed(error: behaviour.error, cause: "as made")
        }
        let value = Chance.hash("\(name) \(question["n"]?.serialized() ?? "")") % 1000
        return .succeeded(Payload(["v": .int(Int64(value))]))
    }

    /// Notes a call, and checks that its cause is on disk and its answer isn't.
    func noteCall(_ key: String, of executionARN: String, in engine: Engine) {
        calls[key, default: 0] += 1
        note("call \(key.split(separator: ":").last ?? "")")
        // It left before its server stopped, whose journal can't be asked any more.
        if engine.shards.isEmpty { return }
        guard let task = key.split(separator: "#").last.flatMap({ Int64($0) }),
            let arn = try? ExecutionARN(executionARN), let (_, origin) = try? engine.find(arn),
            let machine = try? engine.fold(origin).machine
        else { return violate("a call of \(key), whose execution isn't on disk") }
        guard let attempt = machine.attempt(task, token: nil) else {
            if case .ended = machine.status { return }
            // It may have been given up since its call left the shard.
            if machine.nextRecord <= task { violate("a call of \(key), which isn't on disk") }
            return
        }
        if !attempt.isStarted { violate("a call of \(key) before its start is on disk") }
        if attempt.isSubmitted, attempt.job == nil { violate("a callback task, \(key), is called again") }
    }

    func noteChild(_ key: String) -> Int {
        childAttempts.insert(key)
        deliveries += 1
        return deliveries
    }

    /// When the job of an attempt ends: asked again, it is the same job.
    func job(_ key: String, latency: Int) -> Int64 {
        if let end = jobs[key] { return end }
        jobs[key] = clock.now() + Int64(latency)
        return clock.now() + Int64(latency)
    }

    func jobEnd(_ key: String) -> Int64? { jobs[key] }

    /// Answers a task token until the server has taken it or refuses it for good; sometimes once more.
    func answer(_ token: String, _ result: TaskResult) async {
        switch await send(token, result) {
        case .success:
            note("answered")
            if acknowledged[token] != nil { violate("two answers of one task were taken") }
            acknowledged[token] = "taken"
        case .failure(let error) where error.code == .taskTimedOut || error.code == .taskDoesNotExist: break
        case .failure(let error): violate("an answer: \(error)")
        case nil: return
        }
        guard isRough, chance.happens(0.4), await pause(chance.pick([0, 1, 3_000])) else { return }
        if case .success = await send(token, .failed(error: "Sim.Second", cause: "an answer that comes twice")) {
            violate("two answers of one task were taken")
        }
    }

    private func send(_ token: String, _ result: TaskResult) async -> Result<Void, ServiceError>? {
        await ask { (engine) throws(ServiceError) in
            switch result {
            case .succeeded(let output):
                try await engine.sendTaskSuccess(token: token, output: String(decoding: output.text, as: UTF8.self))
            case .failed(let error, let cause):
                try await engine.sendTaskFailure(token: token, error: error, cause: cause)
            case .timedOut: return
            }
        }
    }

    /// Beats until the answer is due; false when all is over.
    func beat(_ token: String, for milliseconds: Int) async -> Bool {
        let end = clock.now() + Int64(milliseconds)
        while clock.now() < end {
            guard await pause(min(1_500, Int(end - clock.now()))) else { return false }
            if let server, !server.life.isOver { try? await server.engine.sendTaskHeartbeat(token: token) }
        }
        return true
    }
}
