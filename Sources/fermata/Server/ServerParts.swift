import Engine
import Foundation
import Integrations
import Interpreter
import Journal
import LambdaAPI
import LocalFunctions
import Logging
import ServiceLifecycle
import StepFunctionsAPI
import WorkflowTests

/// What a server is made of.
struct ServerParts {
    /// For requests under way when the server is told to end; a long poll takes no more of it.
    static let shutdownLimit: Duration = .seconds(2)

    let functions: FunctionHost
    let engine: Engine
    let mounts: [Mount]
    let logger: Logger

    init(_ settings: LocalServer.Settings, _ server: LocalServer) async throws {
        var logger = Logger(label: "fermata") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        self.logger = logger
        do {
            try FileManager.default.createDirectory(atPath: settings.data, withIntermediateDirectories: true)
        } catch {
            throw CommandError(
                .unavailable, "The folder \(settings.data) can't be created.", cure: "Name another with --data.")
        }
        let functions = FunctionHost(
            FunctionHost.Configuration(
                python: settings.python, logDirectory: "\(settings.data)/functions",
                environment: server.clientEnvironment))
        await functions.register(settings.functions)
        self.functions = functions
        var configuration = EngineConfiguration()
        configuration.redispatchesOnRecovery = settings.onRecovery == .redispatch
        for limit in settings.limits { limit.apply(to: &configuration.limits) }
        configuration.fileRoots = settings.fileRoots
        configuration.log = LogGroupFiles(directory: "\(settings.data)/logs")
        let mocks = try settings.mockConfig.map(MockedTasks.config)
        if let mocks { configuration.hasTestCase = { mocks.hasTestCase($0, of: $1) } }
        let connections = ConnectionStore(directory: settings.data)
        configuration.dataDirectory = settings.data
        configuration.warn = { [logger] message in logger.warning("\(message)") }
        do throws(JournalError) {
            let journal = try SQLiteJournal(directory: settings.data)
            let aws = Self.awsClient(settings, server)
            engine = try Engine(journal: journal, configuration: configuration) { engine in
                let integrations: [any TaskIntegration] =
                    [LambdaIntegration(host: functions, remote: aws, now: Self.now), NestedExecutions(engine: engine)]
                    + AWSIntegrations.all(
                        aws, connections: connections, allowsLinkLocal: settings.allowsLinkLocal, now: Self.now)
                guard let mocks else { return integrations }
                return [MockedTasks(mocks, before: integrations)]
            }
        } catch {
            throw CommandError(.unavailable, "The data can't be used: \(error.message).")
        }
        let lambda = LambdaAPI(host: functions, directory: "\(settings.data)/lambda", now: Self.now)
        await lambda.start()
        mounts =
            [
                LambdaDoor.mount(lambda), EventsDoor.mount(ConnectionsAPI(store: connections, now: Self.now)),
            ] + (settings.standIn.flatMap { $0 == server.endpoint ? nil : [ForwardingDoor.mount(to: $0)] } ?? [])
        do {
            try await engine.start()
        } catch {
            throw CommandError(.unavailable, "What was under way can't go on: \(error.message)")
        }
    }

    /// Seconds since 1970.
    @Sendable private static func now() -> Double { Date.now.timeIntervalSince1970 }

    /// Calls AWS's services by botocore's models; Step Functions itself is this server.
    private static func awsClient(_ settings: LocalServer.Settings, _ server: LocalServer) -> AWSClient {
        var configuration = AWSConfiguration(
            endpoint: settings.standIn, environment: ProcessInfo.processInfo.environment)
        for endpoint in settings.awsEndpoints {
            if let service = endpoint.service { configuration.endpoints[service] = endpoint.url }
        }
        configuration.endpoints["sfn"] = server.endpoint
        return AWSClient(
            catalog: ModelCatalog(directory: ModelCatalog.find(near: settings.awsModels ?? settings.python)),
            configuration: configuration, now: now)
    }

    /// Runs the HTTP server as long as `body` takes.
    func serve<Value: Sendable>(
        _ settings: LocalServer.Settings, _ body: @Sendable @escaping () async throws -> Value?
    ) async throws -> Value? {
        let (running, isRunning) = AsyncStream<Void>.makeStream()
        let server = APIServer(
            api: StepFunctionsAPI(engine: engine),
            configuration: APIServer.Configuration(host: settings.host, port: settings.port), mounts: mounts,
            logger: logger,
            onServerRunning: { _ in
                isRunning.yield()
                isRunning.finish()
            })
        var configuration = ServiceGroupConfiguration(services: [server], logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.shutdownLimit
        let services = ServiceGroup(configuration: configuration)
        let (endings, ended) = AsyncStream<Ending<Value>>.makeStream()
        let serving = Task {
            do {
                try await services.run()
                ended.yield(.served)
            } catch {
                ended.yield(
                    .failed(
                        CommandError(
                            .unavailable, "\(settings.host):\(settings.port) can't be listened on (\(error)).",
                            cure: "Is another server running? Name another port with --port.")))
            }
        }
        let working = Task {
            do {
                for await _ in running {}
                try Task.checkCancellation()
                ended.yield(.done(try await body()))
            } catch {
                ended.yield(.failed(error))
            }
        }
        return try await withTaskCancellationHandler {
            try await outcome(endings, ended, working, services)
        } onCancel: {
            working.cancel()
            serving.cancel()
        }
    }

    /// Waits for the work, then for the server; for the latter no longer than a while, as a client that keeps its
    /// connection open must not keep the process alive. All that matters is on disk by then.
    private func outcome<Value: Sendable>(
        _ endings: AsyncStream<Ending<Value>>, _ ended: AsyncStream<Ending<Value>>.Continuation,
        _ working: Task<Void, Never>, _ services: ServiceGroup
    ) async throws -> Value? {
        var result: Value?
        for await ending in endings {
            switch ending {
            case .served:
                working.cancel()
                return result
            case .failed(let error):
                working.cancel()
                await services.triggerGracefulShutdown()
                throw error
            case .done(let value):
                result = value
                await services.triggerGracefulShutdown()
                Task {
                    try? await Task.sleep(for: Self.shutdownLimit * 2)
                    ended.yield(.served)
                }
            }
        }
        return result
    }

    func close() async {
        await engine.shutdown()
        engine.configuration.log?.close()
        await functions.shutdown()
    }

    private enum Ending<Value: Sendable>: Sendable {
        case served
        case done(Value?)
        case failed(any Error)
    }
}
