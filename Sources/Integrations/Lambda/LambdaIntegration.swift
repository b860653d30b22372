import Digests
import JSON
public import LocalFunctions
public import StatesLanguage

/// Lambda functions: by their own ARN (the task's result is the handler's), and as `arn:aws:states:::lambda:invoke` (the
/// result is the answer of the Invoke API).
///
/// The request id that a handler sees is made of the task's idempotency key, see ``Invocation/requestID(for:)``.
public struct LambdaIntegration: TaskIntegration {
    private let host: FunctionHost
    private let remote: RemoteFunctions?
    /// Seconds since 1970, for the `Date` of an answer.
    private let now: @Sendable () -> Double

    /// - Parameter remote: reaches a Lambda endpoint, if one is configured, for the functions that the host doesn't know.
    public init(host: FunctionHost, remote: AWSClient? = nil, now: @escaping @Sendable () -> Double) {
        self.host = host
        self.remote = remote.map(RemoteFunctions.init)
        self.now = now
    }

    public func serves(_ resource: TaskResource) -> Bool {
        switch resource.target {
        case .function: true
        case .activity: false
        case .integration(let integration):
            integration.service == "lambda" && integration.action == "invoke"
                && (integration.pattern == .requestResponse || integration.pattern == .waitForTaskToken)
        }
    }

    public func call(_ request: TaskRequest) async -> TaskOutcome {
        guard case .integration = request.resource.target else { return await callFunction(request) }
        let call: InvokeParameters
        do {
            call = try InvokeParameters(request)
        } catch {
            return .failure(error: error.error, cause: error.cause)
        }
        if let outcome = await remotely(call, request, isBare: false) { return outcome }
        return switch call.invocationType {
        case .requestResponse: await invoke(call, request)
        case .event: await send(call, request)
        case .dryRun: await dryRun(call, request)
        }
    }

    // MARK: A function's own ARN

    private func callFunction(_ request: TaskRequest) async -> TaskOutcome {
        guard let reference = FunctionReference(request.resource.arn, account: request.account, region: request.region)
        else { return .failure(error: "States.Runtime", cause: "Not a function: \(request.resource.arn)") }
        let call = InvokeParameters(function: reference, payload: request.parameters)
        if let outcome = await remotely(call, request, isBare: true) { return outcome }
        switch await answer(call, request) {
        case .failure(let failure): return failure.outcome
        case .success(let answer):
            guard case .success(let payload) = answer.outcome else { return await failed(answer, reference) }
            guard let value = Self.value(of: payload) else { return LambdaError.garbage(payload).outcome }
            return .success(value)
        }
    }

    // MARK: lambda:invoke

    private func invoke(_ call: InvokeParameters, _ request: TaskRequest) async -> TaskOutcome {
        switch await answer(call, request) {
        case .failure(let failure): return failure.outcome
        case .success(let answer):
            guard case .success(let payload) = answer.outcome else { return await failed(answer, call.function) }
            guard let value = Self.value(of: payload) else { return LambdaError.garbage(payload).outcome }
            var response = LambdaResponse(requestID: Self.requestID(request), now: now(), status: 200)
            response.payloadLength = payload.count
            response.executedVersion =
                await host.definition(of: call.function.name, qualifier: call.function.qualifier)?.version
            if call.wantsLog { response.logTail = answer.logTail }
            return .success(response.value(payload: value))
        }
    }

    /// `InvocationType: Event`: answered at once; run beside, up to three times as on AWS.
    private func send(_ call: InvokeParameters, _ request: TaskRequest) async -> TaskOutcome {
        guard await host.definition(of: call.function.name, qualifier: call.function.qualifier) != nil else {
            return LambdaError.notFound(call.function, requestID: Self.requestID(request)).outcome
        }
        let (host, invocation) = (host, Self.invocation(call, request))
        Task {
            for delay in [60.0, 120.0, nil] {
                guard let answer = await host.invoke(call.function.name, qualifier: call.function.qualifier, invocation)
                else { return }
                guard case .functionError = answer.outcome, let delay else { return }
                guard (try? await Task.sleep(for: .seconds(delay))) != nil else { return }
            }
        }
        let response = LambdaResponse(requestID: Self.requestID(request), now: now(), status: 202)
        return .success(response.value(payload: ""))
    }

    private func dryRun(_ call: InvokeParameters, _ request: TaskRequest) async -> TaskOutcome {
        guard await host.definition(of: call.function.name, qualifier: call.function.qualifier) != nil else {
            return LambdaError.notFound(call.function, requestID: Self.requestID(request)).outcome
        }
        let response = LambdaResponse(requestID: Self.requestID(request), now: now(), status: 204)
        return .success(response.value(payload: ""))
    }

    // MARK: Both

    /// nil: the function is one of the host's, or there is no other place.
    private func remotely(_ call: InvokeParameters, _ request: TaskRequest, isBare: Bool) async -> TaskOutcome? {
        guard let remote, await host.definition(of: call.function.name, qualifier: call.function.qualifier) == nil,
            await remote.isConfigured
        else { return nil }
        return await remote.invoke(call, request, isBare: isBare)
    }

    private func answer(
        _ call: InvokeParameters, _ request: TaskRequest
    ) async -> Result<InvocationAnswer, LambdaError> {
        let invocation = Self.invocation(call, request)
        guard invocation.payload.count <= Invocation.payloadLimit else {
            return .failure(.tooLarge(requestID: invocation.requestID))
        }
        guard
            let answer = await host.invoke(call.function.name, qualifier: call.function.qualifier, invocation)
        else {
            return .failure(.notFound(call.function, requestID: invocation.requestID))
        }
        return .success(answer)
    }

    private func failed(_ answer: InvocationAnswer, _ function: FunctionReference) async -> TaskOutcome {
        guard case .functionError(let payload) = answer.outcome else { return LambdaError.garbage([]).outcome }
        let directory = await host.definition(of: function.name, qualifier: function.qualifier)?.directory
        return LambdaError.function(payload, directory: directory).outcome
    }

    private static func requestID(_ request: TaskRequest) -> String {
        Invocation.requestID(for: request.idempotencyKey)
    }

    private static func invocation(_ call: InvokeParameters, _ request: TaskRequest) -> Invocation {
        Invocation(
            requestID: requestID(request), payload: call.payload.serializedBytes(), functionARN: call.function.arn,
            clientContext: call.clientContext, wantsLog: call.wantsLog)
    }

    /// nil: garbage. An empty answer is `null`.
    private static func value(of payload: [UInt8]) -> JSONValue? {
        payload.isEmpty ? .null : try? JSONValue.parse(payload)
    }
}
