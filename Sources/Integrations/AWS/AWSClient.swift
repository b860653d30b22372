import JSON

/// Calls any operation of any service that botocore's models describe.
public actor AWSClient {
    public nonisolated let catalog: ModelCatalog
    private let configuration: AWSConfiguration
    private let transport: any HTTPTransport
    private let chain: CredentialChain
    /// Seconds since 1970.
    private let now: @Sendable () -> Double
    private var assumed: [AssumedRole: AWSCredentials] = [:]

    private struct AssumedRole: Hashable {
        var arn: String
        var region: String
    }

    /// For whom a call is made.
    public struct Context: Sendable {
        public var account: String
        public var region: String
        /// `Credentials.RoleArn` of the task.
        public var roleARN: String?
        /// What is left of the attempt's time, in seconds.
        public var timeoutSeconds: Double?
        /// Fills `ClientToken` and the like, so that a repeated dispatch isn't done twice.
        public var idempotencyToken: String?
        /// Whether a text that is the whole body goes without quotes.
        var hasPlainBody = false

        public init(
            account: String, region: String, roleARN: String? = nil, timeoutSeconds: Double? = nil,
            idempotencyToken: String? = nil
        ) {
            self.account = account
            self.region = region
            self.roleARN = roleARN
            self.timeoutSeconds = timeoutSeconds
            self.idempotencyToken = idempotencyToken
        }
    }

    /// What a service answered to a call that went well.
    struct Reply {
        var operation: ServiceOperation
        var response: AWSResponse
    }

    enum Failure: Error {
        case models(ModelCatalog.Failure)
        case unknownAction(String, service: String)
        case parameter(ParameterError)
        case service(ServiceError, ServiceOperation)
        /// Nothing came back; `serviceName` as in errors.
        case network(HTTPFailure, ServiceModel)
        case garbage(ServiceOperation)
        case noCredentials(ServiceModel)
        /// The rules of the service's endpoints refuse the parameters.
        case noEndpoint(String, ServiceModel)
    }

    /// Tries of a request, as SDKs do by default.
    static let attempts = 3

    public init(
        catalog: ModelCatalog, configuration: AWSConfiguration,
        transport: any HTTPTransport = AsyncHTTPTransport.shared,
        now: @escaping @Sendable () -> Double
    ) {
        self.catalog = catalog
        self.configuration = configuration
        self.transport = transport
        self.now = now
        chain = CredentialChain(environment: configuration.environment, transport: transport, now: now)
    }

    /// Whether a service has an endpoint of its own, named by the configuration or the environment.
    func hasOwnEndpoint(_ service: String) -> Bool {
        configuration.endpoints[service] != nil
            || configuration.environment["AWS_ENDPOINT_URL_\(service.uppercased())"] != nil
    }

    /// The operation that a service and an action name.
    func operation(_ service: String, _ action: String) async throws(Failure) -> ServiceOperation {
        let model: ServiceModel
        do {
            model = try await catalog.service(service)
        } catch {
            throw .models(error)
        }
        guard let operation = model.operation(action) else { throw .unknownAction(action, service: service) }
        return operation
    }

    /// Calls an operation with parameters in Step Functions' names. `endpoint` stands in the place of the service's.
    func call(
        _ service: String, _ action: String, _ parameters: JSONValue, _ context: Context, endpoint own: String? = nil
    ) async throws(Failure) -> Reply {
        let operation = try await operation(service, action)
        var request: AWSRequest
        do {
            request = try RequestBuilder(
                operation, idempotencyToken: context.idempotencyToken, hasPlainBody: context.hasPlainBody
            ).request(parameters)
        } catch {
            throw .parameter(error)
        }
        let endpoint = try await endpoint(service, operation, parameters, context, own)
        let requestID = context.idempotencyToken ?? "null"
        if endpoint.isCustom, let error = MissingMembers.error(parameters, operation, requestID: requestID) {
            throw .service(error, operation)
        }
        let credentials = try await credentials(operation.model, endpoint, context)
        if operation.hasBucketInEndpoint { request.path = String(request.path.dropFirst().drop { $0 != "/" }) }
        request.path = endpoint.path(request.path)
        for header in endpoint.headers { request.set(header.name, header.value) }
        let hasOwnHost = endpoint.isCustom || operation.hasAccountInHost
        let host = hasOwnHost ? endpoint.host : (request.hostPrefix ?? "") + endpoint.host
        let response = try await send(request, operation, endpoint, host: host, credentials, context)
        return Reply(operation: operation, response: response)
    }

    /// `own` stands in the place of what the rules say.
    private func endpoint(
        _ service: String, _ operation: ServiceOperation, _ parameters: JSONValue, _ context: Context, _ own: String?
    ) async throws(Failure) -> Endpoint {
        let rules: EndpointRules
        do {
            rules = try await catalog.endpointRules(service)
        } catch {
            throw .models(error)
        }
        do {
            var endpoint = try Endpoint.of(
                operation, parameters, region: context.region,
                custom: Endpoint.configured(service, operation.model, configuration),
                regionSet: configuration.environment["AWS_SIGV4A_SIGNING_REGION_SET"], rules)
            if let own { endpoint.url = own }
            return endpoint
        } catch {
            throw .noEndpoint(error.message, operation.model)
        }
    }

    // MARK: Tries

    private func send(
        _ request: AWSRequest, _ operation: ServiceOperation, _ endpoint: Endpoint, host: String,
        _ credentials: AWSCredentials?, _ context: Context
    ) async throws(Failure) -> AWSResponse {
        var delay = 0.1
        for attempt in 1... {
            var signed = request
            if let credentials, !operation.isUnsigned {
                Signature(
                    credentials: credentials, scheme: endpoint.scheme, time: AWSTime(seconds: now().rounded(.down))
                ).sign(&signed, host: host, isPayloadSigned: !operation.hasUnsignedPayload)
            }
            let scheme = endpoint.url.hasPrefix("https") ? "https" : "http"
            let call = HTTPCall(
                method: signed.method, url: "\(scheme)://\(host)\(signed.path)\(Self.queryText(signed.query))",
                headers: signed.headers.map { .init(name: $0.name, value: $0.value) }, body: signed.body,
                timeoutSeconds: min(configuration.timeoutSeconds, context.timeoutSeconds ?? .infinity),
                responseLimit: configuration.responseLimit)
            let failure: Failure
            switch await Self.attempt(call, transport) {
            case .success(let response):
                guard response.status >= 300 else { return response }
                let error = ServiceError(response, operation.model)
                failure = .service(error, operation)
                if !error.isTransient { throw failure }
            case .failure(let error):
                failure = .network(error, operation.model)
                guard case .connection = error else { throw failure }
            }
            if attempt >= Self.attempts || Task.isCancelled { throw failure }
            // Spread by the request's time; nothing here needs to be repeatable.
            let spread = Double((Int64(now() * 1_000_000) % 1_000)) / 1_000
            guard (try? await Task.sleep(for: .seconds(delay * (0.5 + spread / 2)))) != nil else { throw failure }
            delay *= 2
        }
        throw .garbage(operation)
    }

    private static func attempt(
        _ call: HTTPCall, _ transport: any HTTPTransport
    ) async -> Result<AWSResponse, HTTPFailure> {
        do {
            return .success(try await transport.send(call))
        } catch {
            return .failure(error)
        }
    }

    private static func queryText(_ query: [AWSRequest.Query]) -> String {
        if query.isEmpty { return "" }
        let pairs = query.map { pair in
            PercentEncoding.encode(pair.name) + (pair.value.map { "=" + PercentEncoding.encode($0) } ?? "")
        }
        return "?" + pairs.joined(separator: "&")
    }

    // MARK: Credentials

    private func credentials(
        _ model: ServiceModel, _ endpoint: Endpoint, _ context: Context
    ) async throws(Failure) -> AWSCredentials? {
        if let role = context.roleARN { return try await assume(role, context) }
        if let found = await chain.credentials(asksEndpoints: !endpoint.isCustom) { return found }
        guard endpoint.isCustom else { throw .noCredentials(model) }
        return AWSCredentials(accessKeyID: context.account, secretAccessKey: "local")
    }

    private func assume(_ role: String, _ context: Context) async throws(Failure) -> AWSCredentials {
        let key = AssumedRole(arn: role, region: context.region)
        if let known = assumed[key], let end = known.expiration, end - CredentialChain.renewalMargin > now() {
            return known
        }
        var plain = context
        plain.roleARN = nil
        let reply = try await call(
            "sts", "assumeRole", ["RoleArn": .string(role), "RoleSessionName": "fermata"], plain)
        guard let result = try? ResponseReader(reply.operation).result(reply.response),
            let values = result["Credentials"], let id = values["AccessKeyId"]?.string,
            let secret = values["SecretAccessKey"]?.string
        else { throw .garbage(reply.operation) }
        let expiration = values["Expiration"].flatMap { AWSTime($0) }.map { Double($0.microseconds) / 1_000_000 }
        let credentials = AWSCredentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: values["SessionToken"]?.string,
            expiration: expiration)
        assumed[key] = credentials
        return credentials
    }
}
