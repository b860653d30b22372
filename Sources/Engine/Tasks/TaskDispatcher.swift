import Integrations
import Interpreter
import JSON
import Journal
import StatesLanguage
import Synchronization

/// Calls what tasks call, and tells their executions how it went.
final class TaskDispatcher: Sendable {
    private struct Name: Hashable {
        var key: ExecutionKey
        var task: Int64
    }

    private let integrations: [any TaskIntegration]
    private let engine: Engine
    private let calls = Guarded<[Name: Task<Void, Never>]>([:])
    private let isClosed = Atomic(false)

    init(integrations: [any TaskIntegration], engine: Engine) {
        self.integrations = integrations
        self.engine = engine
    }

    /// Where an answer goes: to the execution's shard unless the caller has the execution himself. Returns when it has
    /// arrived, so that what follows (the end of a job after its submission) can't overtake it.
    typealias Listener = @Sendable (Input) async -> Void

    func dispatch(_ dispatch: TaskDispatch, of origin: ExecutionOrigin, _ listener: Listener? = nil) {
        let listener = listener ?? shardListener(origin)
        run(dispatch, of: origin, listener) { [self] integration, request in
            let outcome = await integration.call(request)
            await take(outcome, dispatch, listener, integration, request)
        }
    }

    /// Goes on asking after a job that was started before the server stopped.
    func resume(_ dispatch: TaskDispatch, job: JSONValue, of origin: ExecutionOrigin) {
        let listener = shardListener(origin)
        run(dispatch, of: origin, listener) { [self] integration, request in
            let job = StartedJob(handle: job, output: .null, pollAfterSeconds: 0)
            await poll(job, dispatch, listener, integration, request)
        }
    }

    /// The attempt is over for its execution: stop the call, and the job that it started.
    func withdraw(_ task: TaskWithdrawal, of origin: ExecutionOrigin) {
        if !task.answered {
            calls.withLock { $0.removeValue(forKey: Name(key: origin.key, task: task.task)) }?.cancel()
        }
        guard let handle = task.job, !task.answered, let integration = integration(for: task.resource) else { return }
        let request = request(
            task.resource, task.parameters, task.task, token: nil, credentials: nil, due: nil, task.stateName, origin)
        Task { await integration.stop(StartedJob(handle: handle, output: .null, pollAfterSeconds: 0), of: request) }
    }

    func close() {
        isClosed.store(true, ordering: .relaxed)
        let open = calls.withLock { calls in
            defer { calls.removeAll() }
            return calls
        }
        // In an order, so that a simulation's end is the same each time.
        for (_, call) in open.sorted(by: { ($0.key.key, $0.key.task) < ($1.key.key, $1.key.task) }) { call.cancel() }
    }

    func integration(for resource: TaskResource) -> (any TaskIntegration)? {
        integrations.first { $0.serves(resource) }
    }

    private func run(
        _ dispatch: TaskDispatch, of origin: ExecutionOrigin, _ listener: @escaping Listener,
        _ body: @escaping @Sendable (any TaskIntegration, TaskRequest) async -> Void
    ) {
        guard let integration = integration(for: dispatch.resource) else {
            let cause = "Nothing here serves the resource '\(dispatch.resource.arn)'."
            Task { await listener(.taskEnded(task: dispatch.task, .failed(error: "States.TaskFailed", cause: cause))) }
            return
        }
        var numbered = self.request(
            dispatch.resource, dispatch.parameters, dispatch.task, token: dispatch.token,
            credentials: dispatch.credentials, due: dispatch.timeoutDue, dispatch.stateName, origin)
        numbered.testCase?.call = dispatch.call
        let request = numbered
        let name = Name(key: origin.key, task: dispatch.task)
        calls.withLock { calls in
            calls[name] = Task {
                await body(integration, request)
                self.calls.withLock { $0[name] = nil }
            }
        }
    }

    private func request(
        _ resource: TaskResource, _ parameters: Payload, _ task: Int64, token: String?, credentials: JSONValue?,
        due: Int64?, _ stateName: String, _ origin: ExecutionOrigin
    ) -> TaskRequest {
        var request = TaskRequest(
            resource: resource, parameters: parameters.value, idempotencyKey: "\(origin.executionARN)#\(task)",
            taskToken: token, timeoutSeconds: due.map { Double($0 - engine.clock.now()) / 1000 },
            roleARN: credentials?["RoleArn"]?.string, account: origin.body.scope.account,
            region: origin.body.scope.region, executionARN: origin.executionARN, stateName: stateName)
        request.testCase = origin.body.testCase.map { .init(stateMachine: origin.revision.stateMachineName, name: $0) }
        return request
    }

    private func take(
        _ outcome: TaskOutcome, _ dispatch: TaskDispatch, _ listener: Listener,
        _ integration: any TaskIntegration, _ request: TaskRequest
    ) async {
        switch outcome {
        case .started(let job): await follow(job, dispatch, listener, integration, request)
        case _ where Task.isCancelled: break
        case .success(let output):
            if case .integration(let call) = dispatch.resource.target, call.pattern == .waitForTaskToken {
                await listener(.taskSubmitted(task: dispatch.task, output: Payload(output), job: nil))
            } else {
                await listener(.taskEnded(task: dispatch.task, .succeeded(Payload(output))))
            }
        case .failure(let error, let cause):
            await listener(.taskEnded(task: dispatch.task, .failed(error: error, cause: cause)))
        }
    }

    private func follow(
        _ job: StartedJob, _ dispatch: TaskDispatch, _ listener: Listener, _ integration: any TaskIntegration,
        _ request: TaskRequest
    ) async {
        if !Task.isCancelled {
            await listener(.taskSubmitted(task: dispatch.task, output: Payload(job.output), job: job.handle))
        }
        if !Task.isCancelled {
            await poll(job, dispatch, listener, integration, request)
        } else if !isClosed.load(ordering: .relaxed) {
            // The attempt was withdrawn, maybe before its execution knew of the job: then nobody else stops it. Where it
            // knew, the job is stopped twice. A server that ends leaves it: the same request finds it again.
            Task { await integration.stop(job, of: request) }
        }
    }

    private func poll(
        _ job: StartedJob, _ dispatch: TaskDispatch, _ listener: Listener, _ integration: any TaskIntegration,
        _ request: TaskRequest
    ) async {
        var pause = job.pollAfterSeconds
        while !Task.isCancelled {
            let wake = engine.clock.now() + Int64(pause * 1000)
            guard (try? await engine.clock.sleep(until: wake)) != nil else { return }
            switch await integration.poll(job, of: request) {
            case .running(let pollAfterSeconds): pause = pollAfterSeconds
            case .ended(let outcome):
                if Task.isCancelled { return }
                let result: TaskResult =
                    switch outcome {
                    case .success(let output): .succeeded(Payload(output))
                    case .failure(let error, let cause): .failed(error: error, cause: cause)
                    case .started: .failed(error: "States.Runtime", cause: "The job started another job.")
                    }
                await listener(.taskEnded(task: dispatch.task, result))
                return
            }
        }
    }

    private func shardListener(_ origin: ExecutionOrigin) -> Listener {
        let shard = engine.shard(origin.key.shard)
        return { await shard.tell(Delivery([$0]), to: origin.key.number) }
    }
}
