public import JSON
public import StatesLanguage

/// The integrations that Step Functions optimizes, request-response and `.waitForTaskToken`: their results carry the
/// answer's HTTP metadata, their errors the names of the AWS SDK for Java 1.x. Jobs with `.sync` are ``JobIntegration``'s.
public struct OptimizedIntegration: TaskIntegration {
    private let calls: OptimizedCalls

    public init(client: AWSClient) { calls = OptimizedCalls(client: client) }

    public func serves(_ resource: TaskResource) -> Bool {
        guard case .integration(let integration) = resource.target else { return false }
        return calls.service(integration) != nil
            && (integration.pattern == .requestResponse || integration.pattern == .waitForTaskToken)
    }

    public func call(_ request: TaskRequest) async -> TaskOutcome {
        guard case .integration(let integration) = request.resource.target, let service = calls.service(integration)
        else { return .failure(error: "States.Runtime", cause: "Not an integration: \(request.resource.arn)") }
        var parameters = request.parameters
        if service.name == "events" { parameters = EventEntries.complete(parameters, request) }
        switch await calls.call(service, integration.action, parameters, request) {
        case .failure(let failure): return failure.outcome
        case .success(let result):
            if service.name == "events", let failure = EventEntries.failure(result) { return failure }
            return .success(result.withMetadata(service, integration.action))
        }
    }
}

/// Calls of optimized services, in their own names.
struct OptimizedCalls: Sendable {
    let client: AWSClient

    /// What a call came to, before it is a task's outcome.
    struct Failed: Error {
        var outcome: TaskOutcome
        /// Another try may go better.
        var isTransient = false
        /// What it was about isn't there.
        var isGone = false
    }

    func service(_ integration: TaskResource.Integration) -> OptimizedService? {
        OptimizedService.all.first { $0.name == integration.service && $0.actions.contains(integration.action) }
    }

    func call(
        _ service: OptimizedService, _ action: String, _ parameters: JSONValue, _ request: TaskRequest
    ) async -> Result<OptimizedResult, Failed> {
        let isEMR = service.name == "elasticmapreduce"
        do {
            let reply = try await client.call(
                service.model, isEMR ? ElasticMapReduce.operation(action) : action,
                isEMR ? ElasticMapReduce.parameters(action, parameters) : parameters, AWSClient.Context(request),
                endpoint: service.name == "sqs" ? Self.bareHost(parameters["QueueUrl"]?.string) : nil)
            guard let value = try? ResponseReader(reply.operation, names: .model).result(reply.response) else {
                throw AWSClient.Failure.garbage(reply.operation)
            }
            return .success(OptimizedResult(value: value, response: reply.response))
        } catch let failure as AWSClient.Failure {
            var failed = Failed(outcome: Self.outcome(failure, service, request))
            switch failure {
            case .service(let error, _):
                failed.isTransient = error.isTransient
                failed.isGone = error.status == 404 || error.code.contains("NotFound")
            case .network: failed.isTransient = true
            default: break
            }
            return .failure(failed)
        } catch {
            return .failure(Failed(outcome: .failure(error: "States.TaskFailed", cause: "\(error)")))
        }
    }

    /// The SDK sends to the queue's URL; one that is nothing but a host can't be a queue of the configured endpoint.
    private static func bareHost(_ url: String?) -> String? {
        guard let url, let start = url.firstRange(of: "://") else { return nil }
        let rest = url[start.upperBound...]
        return rest.contains("/") ? nil : url
    }

    private static func outcome(
        _ failure: AWSClient.Failure, _ service: OptimizedService, _ request: TaskRequest
    ) -> TaskOutcome {
        switch failure {
        case .service(let error, let operation):
            let shape = operation.errorShape(error.code)?.name
            let name = shape.map { $0.hasSuffix("Exception") ? $0 : $0 + "Exception" } ?? service.baseException
            return .failure(
                error: "\(service.errorPrefix).\(name)",
                cause: "\(error.message) (Service: \(service.causeName); Status Code: \(error.status); "
                    + "Error Code: \(error.code); Request ID: \(error.requestID); Proxy: null)")
        case .network(let error, _): return error.outcome(prefix: service.errorPrefix, request)
        default: return failure.outcome(request)
        }
    }
}

/// The answer of an optimized service.
public struct OptimizedResult: Sendable {
    /// The members in the model's names, capitalized.
    var value: JSONValue
    var response: AWSResponse

    init(value: JSONValue, response: AWSResponse) {
        self.value = value
        self.response = response
    }

    /// Of a service in this process, in the headers that AWS would answer with.
    ///
    /// - Parameters:
    ///   - length: bytes of the body.
    ///   - now: seconds since 1970.
    public init(value: JSONValue, requestID: String, length: Int, now: Double) {
        self.value = value
        response = AWSResponse(
            status: 200,
            headers: [
                .init(name: "x-amzn-RequestId", value: requestID), .init(name: "connection", value: "keep-alive"),
                .init(name: "Content-Length", value: "\(length)"), .init(name: "Date", value: HTTPDate.text(now)),
                .init(name: "Content-Type", value: "application/x-amz-json-1.0"),
            ], body: [])
    }

    func withMetadata(_ service: OptimizedService, _ action: String) -> JSONValue {
        guard service.name == "elasticmapreduce" else { return withMetadata }
        return OptimizedResult(value: ElasticMapReduce.result(action, value), response: response).withMetadata
    }

    /// With `SdkHttpMetadata` and `SdkResponseMetadata` among the members, in the order of the alphabet.
    public var withMetadata: JSONValue {
        var members = value.object?.members ?? []
        members.append(.init(key: "SdkHttpMetadata", value: httpMetadata))
        members.append(
            .init(key: "SdkResponseMetadata", value: ["RequestId": response.requestID.map(JSONValue.string) ?? .null]))
        return .object(JSONObject(members: members.sorted { $0.key < $1.key }))
    }

    private var httpMetadata: JSONValue {
        var all = JSONObject()
        for header in response.headers {
            all[header.name] = .array((all[header.name]?.array ?? []) + [.string(header.value)])
        }
        let single = all.members.compactMap { member in member.value[0].map { (member.key, $0) } }
        return [
            "AllHttpHeaders": .object(all),
            "HttpHeaders": .object(JSONObject(single.sorted { $0.0.lowercased() < $1.0.lowercased() })),
            "HttpStatusCode": .int(Int64(response.status)),
        ]
    }
}

/// `events:putEvents`: each entry learns who sent it, and one that failed fails the task.
enum EventEntries {
    static func complete(_ parameters: JSONValue, _ request: TaskRequest) -> JSONValue {
        guard case .object(var object) = parameters, let entries = object["Entries"]?.array else { return parameters }
        let own = [machineARN(request.executionARN), request.executionARN].compactMap { $0 }
        object["Entries"] = .array(
            entries.map { entry in
                guard case .object(var members) = entry else { return entry }
                members["Resources"] = .array((members["Resources"]?.array ?? []) + own.map(JSONValue.string))
                return .object(members)
            })
        return .object(object)
    }

    /// `arn:…:execution:MACHINE:NAME` to `arn:…:stateMachine:MACHINE`.
    private static func machineARN(_ execution: String) -> String? {
        var parts = execution.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 8, parts[5] == "execution" || parts[5] == "express" else { return nil }
        parts[5] = "stateMachine"
        return parts.prefix(7).joined(separator: ":")
    }

    static func failure(_ result: OptimizedResult) -> TaskOutcome? {
        guard let count = result.value["FailedEntryCount"]?.integer, count > 0 else { return nil }
        return .failure(error: "EventBridge.FailedEntry", cause: result.value.serialized())
    }
}
