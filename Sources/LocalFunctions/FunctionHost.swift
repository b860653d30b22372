import NIOCore
import NIOPosix

/// The functions that run here as local processes, without a container: registered by name, started when first called.
///
/// There is no isolation: a function runs as the server's user. See `docs` on what Lambda would do instead.
public actor FunctionHost {
    /// What all functions share.
    public struct Configuration: Sendable {
        /// The Python that runs handlers; it must have `awslambdaric`.
        public var python: String
        /// The folder of the log files, `NAME.log`.
        public var logDirectory: String
        public var account: String
        public var region: String
        /// Further variables for each process: credentials, `AWS_ENDPOINT_URL_SFN` and the like.
        public var environment: [String: String]
        /// How long a process is kept without an invocation, in seconds.
        public var idleSeconds: Double

        public init(
            python: String, logDirectory: String, account: String = "000000000000", region: String = "us-east-1",
            environment: [String: String] = [:], idleSeconds: Double = 300
        ) {
            self.python = python
            self.logDirectory = logDirectory
            self.account = account
            self.region = region
            self.environment = environment
            self.idleSeconds = idleSeconds
        }
    }

    public nonisolated let configuration: Configuration
    private let watchdog = ProcessWatchdog()
    private let eventLoops: any EventLoopGroup
    private var pools: [String: FunctionPool] = [:]
    private var definitions: [String: FunctionDefinition] = [:]

    public init(_ configuration: Configuration, eventLoops: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton)
    {
        self.configuration = configuration
        self.eventLoops = eventLoops
    }

    // MARK: Registry

    /// Adds functions, each in the place of one of the same name, whose processes end.
    public func register(_ new: [FunctionDefinition]) async {
        for definition in new {
            guard definitions[definition.name] != definition else { continue }
            let old = pools.removeValue(forKey: definition.name)
            definitions[definition.name] = definition
            await old?.stop()
        }
    }

    /// Whether there was one of this name.
    @discardableResult
    public func remove(_ name: String) async -> Bool {
        let old = pools.removeValue(forKey: name)
        let isKnown = definitions.removeValue(forKey: name) != nil
        await old?.stop()
        return isKnown
    }

    public func definition(of name: String) -> FunctionDefinition? { definitions[name] }

    /// All functions, by name.
    public func list() async -> [FunctionStatus] {
        var statuses: [FunctionStatus] = []
        for definition in definitions.values.sorted(by: { $0.name < $1.name }) {
            statuses.append(await pool(of: definition).status())
        }
        return statuses
    }

    /// Ends all processes. The host can't be used afterwards.
    public func shutdown() async {
        let all = pools.values
        pools = [:]
        definitions = [:]
        await withDiscardingTaskGroup { group in
            for pool in all { group.addTask { await pool.stop() } }
        }
        await watchdog.stop()
    }

    // MARK: Invocations

    /// Calls a function and waits for its answer; nil where there is no such function, or the caller was cancelled.
    ///
    /// A cancelled caller returns at once; the function goes on to its own end or timeout, as on AWS.
    public func invoke(_ name: String, _ invocation: Invocation) async -> InvocationAnswer? {
        guard let definition = definitions[name] else { return nil }
        let pool = pool(of: definition)
        let (answers, continuation) = AsyncStream<InvocationAnswer>.makeStream()
        Task {
            continuation.yield(await pool.invoke(invocation))
            continuation.finish()
        }
        return await answers.first { _ in true }
    }

    private func pool(of definition: FunctionDefinition) -> FunctionPool {
        if let pool = pools[definition.name] { return pool }
        let (watchdog, eventLoops, configuration) = (watchdog, eventLoops, configuration)
        let pool = FunctionPool(
            definition, log: FunctionLog(path: "\(configuration.logDirectory)/\(definition.name).log"),
            idleSeconds: configuration.idleSeconds
        ) { definition, fingerprint, log in
            Sandbox(definition, fingerprint: fingerprint, log: log, watchdog: watchdog, eventLoops: eventLoops) {
                address in
                FunctionEnvironment(definition, configuration).process(address: address)
            }
        }
        pools[definition.name] = pool
        return pool
    }
}
