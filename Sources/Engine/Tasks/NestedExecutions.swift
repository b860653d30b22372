import Digests
public import Integrations
import Interpreter
import JSON
import Journal
public import StatesLanguage

/// `arn:aws:states:::states:startExecution`: a workflow that starts another on this server, without HTTP
/// (Step Functions, "Start a new execution from a running execution").
///
/// A child whose Name the state doesn't give is named after the attempt, and each child knows the attempt that started
/// it: so an attempt that is dispatched again after a crash finds its child, running or ended.
public final class NestedExecutions: TaskIntegration {
    private let engine: Engine
    private let waiters = Guarded<[String: [CheckedContinuation<Void, Never>]]>([:])

    public init(engine: Engine) {
        self.engine = engine
        engine.observe { [weak self] notice in self?.wake(notice.executionARN) }
    }

    public func serves(_ resource: TaskResource) -> Bool {
        guard case .integration(let integration) = resource.target else { return false }
        return integration.service == "states" && integration.action == "startExecution"
    }

    public func call(_ request: TaskRequest) async -> TaskOutcome {
        do throws(ServiceError) {
            let started = try await untilStored(try start(request))
            let output = output(of: started, request)
            guard case .integration(let integration) = request.resource.target,
                integration.pattern == .sync || integration.pattern == .sync2
            else { return .success(output) }
            return .started(StartedJob(handle: .string(started.executionARN), output: output, pollAfterSeconds: 0))
        } catch {
            return .failure(error: "StepFunctions.\(error.code)Exception", cause: error.message)
        }
    }

    /// As the API's answer looks to AWS's optimized integration, its HTTP metadata included.
    private func output(of started: StartedExecution, _ request: TaskRequest) -> JSONValue {
        // AWS writes the date as Java writes a double: 1.761633731763E9.
        var digits = String(started.startDate)[...]
        while digits.count > 2, digits.last == "0" { digits.removeLast() }
        let date = "\(digits.prefix(1)).\(digits.dropFirst())E9"
        let body = #"{"executionArn":"\#(started.executionARN)","startDate":\#(date)}"#
        return OptimizedResult(
            value: ["ExecutionArn": .string(started.executionARN), "StartDate": .int(started.startDate)],
            requestID: Self.name(of: request.idempotencyKey), length: body.utf8.count,
            now: Double(engine.clock.now()) / 1000
        ).withMetadata
    }

    private func start(_ request: TaskRequest) throws(ServiceError) -> StartExecutionRequest {
        guard let arn = request.parameters["StateMachineArn"]?.string else {
            throw ServiceError(.validation, "StateMachineArn is missing.")
        }
        let scope = try StateMachineARN(arn).scope
        let name = request.parameters["Name"]?.string ?? Self.name(of: request.idempotencyKey)
        let resolved = try engine.catalog.resolve(arn: arn, scope: scope)
        var input = "{}"
        switch request.parameters["Input"] {
        case nil, .null: break
        case .string(let text): input = text
        case let value?: input = value.serialized()
        }
        var start = StartExecutionRequest(
            resolved: resolved, scope: scope, name: name, input: input,
            traceHeader: request.parameters["TraceHeader"]?.string)
        start.starter = request.idempotencyKey
        return start
    }

    /// Starts the child; tries again while storage refuses, as that is no failure of the state.
    private func untilStored(_ request: StartExecutionRequest) async throws(ServiceError) -> StartedExecution {
        var pause = 100
        while true {
            do throws(ServiceError) {
                return try await engine.startExecution(request)
            } catch  where (error.code == .internalFailure || error.code == .throttling) && !Task.isCancelled {
                guard (try? await engine.clock.pause(milliseconds: pause)) != nil else { throw error }
                pause = min(pause * 2, 5_000)
            }
        }
    }

    /// The form of a UUID, from the attempt's key.
    private static func name(of key: String) -> String {
        let digest = Digest.bytes(of: key.utf8, .sha256)
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        return UUIDText.make(high: word(digest[0..<8]), low: word(digest[8..<16]))
    }

    // MARK: .sync

    public func poll(_ job: StartedJob, of request: TaskRequest) async -> JobState {
        guard let arn = job.handle.string else { return .ended(.failure(error: "States.Runtime", cause: "No job.")) }
        do throws(ServiceError) {
            let parsed = try ExecutionARN(arn)
            var child = try await engine.describeExecution(parsed)
            if child.status == .running {
                await sleep(until: arn, parsed)
                child = try await engine.describeExecution(parsed)
            }
            if child.status == .running { return .running(pollAfterSeconds: 0) }
            return .ended(outcome(of: child, parses: request.isSync2))
        } catch {
            if error.code == .internalFailure || error.code == .throttling { return .running(pollAfterSeconds: 1) }
            return .ended(.failure(error: "StepFunctions.\(error.code)Exception", cause: error.message))
        }
    }

    public func stop(_ job: StartedJob, of request: TaskRequest) async {
        guard let arn = job.handle.string, let parsed = try? ExecutionARN(arn) else { return }
        let cause = "The execution \(request.executionARN) that started this one was stopped."
        _ = try? await engine.stopExecution(parsed, error: "States.TaskFailed", cause: cause)
    }

    /// Waits for the end of the child, or for half a minute.
    private func sleep(until arn: String, _ parsed: ExecutionARN) async {
        let clock = engine.clock
        let limit = Task {
            try? await clock.sleep(until: clock.now() + 30_000)
            self.wake(arn)
        }
        defer { limit.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiters.withLock { $0[arn, default: []].append(continuation) }
                // It may have ended before anyone listened.
                if (try? engine.isRunning(parsed)) != true || Task.isCancelled { wake(arn) }
            }
        } onCancel: {
            wake(arn)
        }
    }

    private func wake(_ arn: String) {
        for waiter in waiters.withLock({ $0.removeValue(forKey: arn) }) ?? [] { waiter.resume() }
    }

    /// A failed child fails the task with States.TaskFailed and its description as the cause.
    private func outcome(of child: ExecutionDescription, parses: Bool) -> TaskOutcome {
        var result: JSONObject = [:]
        result["Cause"] = child.cause.map(JSONValue.string)
        result["Error"] = child.error.map(JSONValue.string)
        result["ExecutionArn"] = .string(child.executionARN)
        show(child.input, as: "Input", parses, &result)
        result["Name"] = .string(child.name)
        show(child.output, as: "Output", parses, &result)
        result["RedriveCount"] = .int(Int64(child.redriveCount))
        result["RedriveStatus"] = child.redriveStatus.map(JSONValue.string)
        result["RedriveStatusReason"] = child.redriveStatusReason.map(JSONValue.string)
        result["StartDate"] = .int(child.startDate)
        result["StateMachineArn"] = .string(child.stateMachineARN)
        result["Status"] = .string(child.status.apiName)
        result["StopDate"] = child.stopDate.map(JSONValue.int)
        if child.status == .succeeded { return .success(.object(result)) }
        return .failure(error: "States.TaskFailed", cause: JSONValue.object(result).serialized())
    }

    /// `.sync` shows payloads as text, `.sync:2` as values.
    private func show(_ text: String?, as name: String, _ parses: Bool, _ result: inout JSONObject) {
        guard let text else { return }
        result[name] = parses ? (try? JSONValue.parse(text)) ?? .string(text) : .string(text)
        result["\(name)Details"] = ["Included": true]
    }
}

extension TaskRequest {
    fileprivate var isSync2: Bool {
        if case .integration(let integration) = resource.target { integration.pattern == .sync2 } else { false }
    }
}

extension ExecutionStatus {
    /// As the API names it.
    fileprivate var apiName: String {
        switch self {
        case .running: "RUNNING"
        case .succeeded: "SUCCEEDED"
        case .failed: "FAILED"
        case .timedOut: "TIMED_OUT"
        case .aborted: "ABORTED"
        case .pendingRedrive: "PENDING_REDRIVE"
        }
    }
}

extension Engine {
    func isRunning(_ arn: ExecutionARN) throws(ServiceError) -> Bool { try find(arn).row.status == .running }
}
