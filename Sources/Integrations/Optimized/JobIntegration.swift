import JSON
public import StatesLanguage

/// `.sync` of the optimized services: starts a job under the task's idempotency token, asks how it is doing with growing
/// pauses, and stops it where the execution stops.
public struct JobIntegration: TaskIntegration {
    private let calls: OptimizedCalls
    /// Seconds since 1970.
    private let now: @Sendable () -> Double

    /// Pauses between two questions, in seconds: a quarter of the time that the job has run, within these bounds.
    public static let pauseBounds: ClosedRange<Double> = 1...60

    public init(client: AWSClient, now: @escaping @Sendable () -> Double) {
        calls = OptimizedCalls(client: client)
        self.now = now
    }

    public func serves(_ resource: TaskResource) -> Bool {
        guard case .integration(let integration) = resource.target else { return false }
        return integration.pattern == .sync && Self.kind(integration) != nil
    }

    private static func kind(_ integration: TaskResource.Integration) -> JobKind? {
        JobKind.all.first { $0.service == integration.service && $0.action == integration.action }
    }

    private func parts(_ request: TaskRequest) -> (OptimizedService, JobKind)? {
        guard case .integration(let integration) = request.resource.target, let kind = Self.kind(integration),
            let service = calls.service(integration)
        else { return nil }
        return (service, kind)
    }

    public func call(_ request: TaskRequest) async -> TaskOutcome {
        guard let (service, kind) = parts(request) else {
            return .failure(error: "States.Runtime", cause: "No job: \(request.resource.arn)")
        }
        switch await calls.call(service, kind.action, request.parameters, request) {
        case .failure(let failure): return failure.outcome
        case .success(let result):
            if let failures = result.value["Failures"]?.array, !failures.isEmpty {
                return .failure(error: "\(service.errorPrefix).Unknown", cause: result.value.serialized())
            }
            let handle: JSONValue = [
                "Sent": request.parameters, "Started": result.value, "Time": .double(now()),
            ]
            return .started(
                StartedJob(
                    handle: handle, output: result.withMetadata(service, kind.action),
                    pollAfterSeconds: Self.pauseBounds.lowerBound))
        }
    }

    public func poll(_ job: StartedJob, of request: TaskRequest) async -> JobState {
        guard let (service, kind) = parts(request) else {
            return .ended(.failure(error: "States.Runtime", cause: "No job: \(request.resource.arn)"))
        }
        let sent = job.handle["Sent"] ?? [:]
        let parameters = kind.describe.parameters(sent, job.handle["Started"] ?? [:])
        switch await calls.call(service, kind.describe.action, parameters, request) {
        case .failure(let failure):
            if failure.isGone, kind.endsWhenGone { return .ended(.success(job.handle["Started"] ?? [:])) }
            return failure.isTransient ? .running(pollAfterSeconds: pause(job)) : .ended(failure.outcome)
        case .success(let description):
            let result = description.value.at(kind.result) ?? description.value
            let state = result.at(kind.state)?.string ?? ""
            if kind.succeeded.contains(state), kind.isSuccess(result) {
                return .ended(.success(Self.output(kind, result)))
            }
            if kind.succeeded.contains(state) || kind.failed.contains(state) {
                return .ended(.failure(error: "States.TaskFailed", cause: Self.output(kind, result).serialized()))
            }
            return .running(pollAfterSeconds: pause(job))
        }
    }

    public func stop(_ job: StartedJob, of request: TaskRequest) async {
        guard let (service, kind) = parts(request), let stop = kind.stop else { return }
        let parameters = stop.parameters(job.handle["Sent"] ?? [:], job.handle["Started"] ?? [:])
        _ = await calls.call(service, stop.action, parameters, request)
    }

    /// CodeBuild's result is wrapped as StartBuild's answer is.
    private static func output(_ kind: JobKind, _ result: JSONValue) -> JSONValue {
        switch kind.action {
        case "startBuild": ["Build": result]
        case "startBuildBatch": ["BuildBatch": result]
        default: result
        }
    }

    private func pause(_ job: StartedJob) -> Double {
        let age = now() - (job.handle["Time"]?.number ?? 0)
        return min(max(age / 4, Self.pauseBounds.lowerBound), Self.pauseBounds.upperBound)
    }
}
