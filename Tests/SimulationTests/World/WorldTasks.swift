import Integrations
import Interpreter
import JSON
import StatesLanguage

@testable import Engine

/// What a server's tasks can call: the world, as long as the server lives.
final class WorldTasks: TaskIntegration, @unchecked Sendable {
    private let world: World
    private let life: SimulatedServer.Life
    private let engine: Engine
    private let children: NestedExecutions

    init(_ world: World, _ life: SimulatedServer.Life, _ engine: Engine) {
        self.world = world
        self.life = life
        self.engine = engine
        children = NestedExecutions(engine: engine)
    }

    private static let gone = TaskOutcome.failure(error: "Sim.Gone", cause: "the server is down")

    func serves(_ resource: TaskResource) -> Bool { resource.target != .activity }

    func call(_ request: TaskRequest) async -> TaskOutcome {
        if life.isOver { return Self.gone }
        world.noteCall(request.idempotencyKey, of: request.executionARN, in: engine)
        if children.serves(request.resource) {
            var request = request
            let delivery = world.noteChild(request.idempotencyKey)
            // A mutant: each delivery is taken for another message.
            if world.mutant == .doubledMessage { request.idempotencyKey += "-\(delivery)" }
            return await children.call(request)
        }
        let question = question(of: request.parameters)
        guard let behaviour = world.behaviours[question["s"]?.string ?? ""] else { return Self.gone }
        switch behaviour.kind {
        case .function: return await answer(question, after: behaviour.latency)
        case .silent:
            while !Task.isCancelled, !life.isOver { try? await engine.clock.sleep(until: engine.clock.now() + 60_000) }
            return Self.gone
        case .callback, .beating:
            if let token = question["token"]?.string {
                let world = world
                Task {
                    let isDue =
                        behaviour.kind == .beating
                        ? await world.beat(token, for: behaviour.latency) : await world.pause(behaviour.latency)
                    if isDue { await world.answer(token, world.outcome(of: question)) }
                }
            }
            try? await engine.clock.sleep(until: engine.clock.now() + Int64(behaviour.latency % 7))
            return life.isOver ? Self.gone : .success(["MessageId": "m"])
        case .job:
            _ = world.job(request.idempotencyKey, latency: behaviour.latency)
            return .started(
                StartedJob(handle: .string(request.idempotencyKey), output: ["JobId": "j"], pollAfterSeconds: 1))
        case .activity, .child, .awaitedChild: return Self.gone
        }
    }

    private func answer(_ question: JSONValue, after latency: Int) async -> TaskOutcome {
        guard (try? await engine.clock.sleep(until: engine.clock.now() + Int64(latency))) != nil, !life.isOver else {
            return Self.gone
        }
        switch world.outcome(of: question) {
        case .succeeded(let output): return .success(output.value)
        case .failed(let error, let cause): return .failure(error: error ?? "", cause: cause ?? "")
        case .timedOut: return Self.gone
        }
    }

    /// What the generated state asks, out of the parameters of its service.
    private func question(of parameters: JSONValue) -> JSONValue {
        parameters["MessageBody"] ?? (parameters["JobName"] == nil ? parameters : parameters["Parameters"] ?? .null)
    }

    func poll(_ job: StartedJob, of request: TaskRequest) async -> JobState {
        if children.serves(request.resource) { return await children.poll(job, of: request) }
        guard let key = job.handle.string, let end = world.jobEnd(key) else {
            return .ended(.failure(error: "Sim.NoJob", cause: "no such job"))
        }
        if end > engine.clock.now() { return .running(pollAfterSeconds: 2) }
        return .ended(await answer(question(of: request.parameters), after: 0))
    }

    func stop(_ job: StartedJob, of request: TaskRequest) async {
        if children.serves(request.resource) { await children.stop(job, of: request) }
    }
}
