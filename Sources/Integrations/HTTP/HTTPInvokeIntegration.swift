import JSON
import LocalFunctions
public import StatesLanguage

/// `arn:aws:states:::http:invoke`: calls an HTTP API with a connection's credentials.
public struct HTTPInvokeIntegration: TaskIntegration {
    private let store: ConnectionStore
    private let transport: any HTTPTransport
    private let addresses: AddressGuard
    /// Seconds since 1970.
    private let now: @Sendable () -> Double

    /// What an answer may hold, in bytes; the limit of a state's result is the engine's.
    static let responseLimit = 1 << 20

    /// - Parameter allowsLinkLocal: also lets tasks call link-local and metadata addresses.
    public init(
        store: ConnectionStore, transport: any HTTPTransport = AsyncHTTPTransport.shared, allowsLinkLocal: Bool = false,
        now: @escaping @Sendable () -> Double
    ) {
        self.store = store
        self.transport = transport
        addresses = AddressGuard(allowsAll: allowsLinkLocal)
        self.now = now
    }

    public func serves(_ resource: TaskResource) -> Bool {
        guard case .integration(let integration) = resource.target else { return false }
        return integration.service == "http" && integration.action == "invoke"
            && (integration.pattern == .requestResponse || integration.pattern == .waitForTaskToken)
    }

    public var checksParameters: Bool { true }

    public func refusal(of request: TaskRequest) -> String? {
        do throws(TaskFailure) {
            _ = try HTTPTaskParameters(request, nil).task()
            return nil
        } catch {
            return error.cause
        }
    }

    public func call(_ request: TaskRequest) async -> TaskOutcome {
        let task: HTTPTask
        let connection: Connection?
        do {
            connection = try await self.connection(request.parameters)
            task = try HTTPTaskParameters(request, connection).task()
        } catch let failure as TaskFailure {
            return failure.outcome
        } catch {
            return .failure(error: "States.Runtime", cause: "\(error)")
        }
        let authorizer = ConnectionAuthorizer(store: store, transport: transport, addresses: addresses, now: now)
        do throws(TaskFailure) {
            var response = try await send(authorizer.authorized(task, connection))
            if response.status == 401 || response.status == 407, let connection, connection.isOAuth {
                // The token may have been revoked before its time: once more with a new one.
                await store.keep(nil, for: connection.name)
                response = try await send(authorizer.authorized(task, connection))
            }
            guard (200..<300).contains(response.status) else {
                return .failure(
                    error: "States.Http.StatusCode.\(response.status)",
                    cause: String(decoding: response.body, as: UTF8.self))
            }
            return .success(HTTPTask.result(response))
        } catch {
            return error.outcome
        }
    }

    private func send(_ task: HTTPTask) async throws(TaskFailure) -> AWSResponse {
        do {
            return try await task.send(transport, addresses, limit: Self.responseLimit)
        } catch {
            throw TaskFailure(error)
        }
    }

    private func connection(_ parameters: JSONValue) async throws -> Connection? {
        guard let arn = Self.connectionARN(parameters) else { return nil }
        if let connection = try await store.connection(arn: arn) { return connection }
        throw TaskFailure(
            error: "Events.ConnectionResource.NotFound", cause: "The connection resource '\(arn)' couldn't be found.")
    }

    // Apart from the look-up, and never inlined: Swift 6.3.1 crashes (LLVM's coroutine splitting) where this stands there.
    @inline(never)
    private static func connectionARN(_ parameters: JSONValue) -> String? {
        let arn = parameters["Authentication"]?["ConnectionArn"] ?? parameters["InvocationConfig"]?["ConnectionArn"]
        return arn.map { $0.string ?? $0.serialized() }
    }
}

/// Why a task with an HTTP API failed.
struct TaskFailure: Error, Equatable {
    var error: String
    var cause: String

    init(error: String, cause: String) {
        self.error = error
        self.cause = cause
    }

    init(_ failure: HTTPTask.Failure) {
        switch failure {
        case .refusedAddress(let host):
            self.init(
                error: "States.Http.Socket",
                cause: "The host \(host) is link-local or a metadata service, which tasks may not call.")
        case .transport(.timedOut), .transport(.cancelled):
            self.init(error: "States.Http.Socket", cause: "The HTTP request timed out.")
        case .transport(.responseTooLarge):
            self.init(
                error: "States.DataLimitExceeded",
                cause:
                    "The state/task 'http:invoke' returned a result with a size exceeding the maximum number of bytes "
                    + "service limit.")
        case .transport(.invalidURL(let url)): self.init(error: "States.Runtime", cause: "Not a URL: \(url)")
        case .transport(.connection(let text)): self.init(error: "States.Http.Socket", cause: text)
        }
    }

    var outcome: TaskOutcome { .failure(error: error, cause: cause) }
}

extension Connection {
    var isOAuth: Bool { authorizationType == "OAUTH_CLIENT_CREDENTIALS" }
}
