public import Engine
import HTTPTypes
public import HummingbirdCore
public import Logging
public import NIOCore
import NIOPosix
public import ServiceLifecycle

/// Serves the API over HTTP/1.1: `POST /` with `X-Amz-Target`, `GET /healthz` and `/readyz`, and what else is mounted.
///
/// Stops gracefully: no new connections, requests under way are answered.
public struct APIServer: Service {
    /// Where to listen, and how large a request may be.
    public struct Configuration: Sendable {
        public var host: String
        public var port: Int
        /// Bytes of a body; AWS takes 1 MB (Developer Guide, "Service quotas").
        public var bodyLimit: Int
        /// The account of requests whose access key names none.
        public var defaultScope: Scope

        public init(
            host: String = "127.0.0.1", port: Int = 8083, bodyLimit: Int = 1_048_576, defaultScope: Scope = Scope()
        ) {
            self.host = host
            self.port = port
            self.bodyLimit = bodyLimit
            self.defaultScope = defaultScope
        }

        /// Only this machine can connect; elsewhere a server needs authentication.
        public var isLoopback: Bool {
            host == "localhost" || host == "::1"
                || host.hasPrefix("127.") && host.allSatisfy { "0123456789.".contains($0) }
        }
    }

    private let api: StepFunctionsAPI
    private let configuration: Configuration
    private let logger: Logger
    private let responder: APIResponder
    private let onServerRunning: @Sendable (_ port: Int) async -> Void

    /// - Parameters:
    ///   - isReady: what `/readyz` says.
    ///   - mounts: other rooms of the same door, such as a console: the first that takes a request answers it.
    ///   - onServerRunning: called with the port, once connections are taken (the port 0 takes any that is free).
    public init(
        api: StepFunctionsAPI, configuration: Configuration = Configuration(), mounts: [Mount] = [],
        logger: Logger, isReady: @escaping @Sendable () -> Bool = { true },
        onServerRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.api = api
        self.configuration = configuration
        self.logger = logger
        self.onServerRunning = onServerRunning
        responder = APIResponder(
            api: api, configuration: configuration, mounts: mounts, isReady: isReady, logger: logger)
    }

    public func run() async throws {
        let server = Server(
            childChannelSetup: CallChannel(
                api: api, configuration: configuration,
                rest: HTTP1Channel(responder: { [responder] request, writer, channel in
                    try await responder.respond(to: request, writer, channel: channel)
                })),
            configuration: ServerConfiguration(
                address: .hostname(configuration.host, port: configuration.port), backlog: 1024),
            onServerRunning: { [onServerRunning] channel in
                await onServerRunning(channel.localAddress?.port ?? 0)
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        try await server.run()
    }
}

/// Requests that another room of the same door answers.
public struct Mount: Sendable {
    public typealias Handler = @Sendable (Request, any Channel) async throws -> Response

    let takes: @Sendable (Request) -> Bool
    let handle: Handler

    /// Requests whose path starts with a prefix.
    public init(prefix: String, handle: @escaping Handler) {
        self.init(where: { $0.uri.path.hasPrefix(prefix) }, handle: handle)
    }

    /// Any requests but those of Step Functions and of `/healthz` and `/readyz`.
    public init(where takes: @escaping @Sendable (Request) -> Bool, handle: @escaping Handler) {
        self.takes = takes
        self.handle = handle
    }
}
