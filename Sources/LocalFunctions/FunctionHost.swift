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
    private var pools: [Key: FunctionPool] = [:]
    private var definitions: [Key: FunctionDefinition] = [:]
    /// By function and alias: the version.
    private var aliases: [Key: String] = [:]

    private struct Key: Hashable, Comparable {
        var name: String
        /// A version, or an alias.
        var qualifier: String

        static func < (left: Key, right: Key) -> Bool {
            (left.name, left.qualifier) < (right.name, right.qualifier)
        }
    }

    public init(_ configuration: Configuration, eventLoops: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton)
    {
        self.configuration = configuration
        self.eventLoops = eventLoops
    }

    // MARK: Registry

    /// Adds functions, each in the place of one of the same name and version, whose processes end.
    public func register(_ new: [FunctionDefinition]) async {
        for definition in new {
            let key = Key(name: definition.name, qualifier: definition.version)
            guard definitions[key] != definition else { continue }
            let old = pools.removeValue(forKey: key)
            definitions[key] = definition
            await old?.stop()
        }
    }

    /// Removes a function with its versions and aliases, or one version of it. Whether there was one.
    @discardableResult
    public func remove(_ name: String, version: String? = nil) async -> Bool {
        let keys = definitions.keys.filter { $0.name == name && (version == nil || $0.qualifier == version) }
        if version == nil { aliases = aliases.filter { $0.key.name != name } }
        for key in keys {
            definitions[key] = nil
            await pools.removeValue(forKey: key)?.stop()
        }
        return !keys.isEmpty
    }

    /// Lets an alias stand for a version; nil removes it.
    public func setAlias(_ alias: String, of name: String, to version: String?) {
        aliases[Key(name: name, qualifier: alias)] = version
    }

    /// A function by its name and a qualifier: a version, an alias, `$LATEST` or nothing.
    public func definition(of name: String, qualifier: String? = nil) -> FunctionDefinition? {
        let key = Key(name: name, qualifier: qualifier ?? FunctionDefinition.latest)
        return definitions[key] ?? aliases[key].flatMap { definitions[Key(name: name, qualifier: $0)] }
    }

    /// All functions, by name and version.
    public func list() async -> [FunctionStatus] {
        var statuses: [FunctionStatus] = []
        for definition in definitions.sorted(by: { $0.key < $1.key }).map(\.value) {
            statuses.append(await pool(of: definition).status())
        }
        return statuses
    }

    /// Ends all processes. The host can't be used afterwards.
    public func shutdown() async {
        let all = pools.values
        pools = [:]
        definitions = [:]
        aliases = [:]
        await withDiscardingTaskGroup { group in
            for pool in all { group.addTask { await pool.stop() } }
        }
        await watchdog.stop()
    }

    // MARK: Invocations

    /// Calls a function and waits for its answer; nil where there is no such function, or the caller was cancelled.
    ///
    /// A cancelled caller returns at once; the function goes on to its own end or timeout, as on AWS.
    public func invoke(
        _ name: String, qualifier: String? = nil, _ invocation: Invocation
    ) async -> InvocationAnswer? {
        guard let definition = definition(of: name, qualifier: qualifier) else { return nil }
        let pool = pool(of: definition)
        let (answers, continuation) = AsyncStream<InvocationAnswer>.makeStream()
        Task {
            continuation.yield(await pool.invoke(invocation))
            continuation.finish()
        }
        return await answers.first { _ in true }
    }

    private func pool(of definition: FunctionDefinition) -> FunctionPool {
        let key = Key(name: definition.name, qualifier: definition.version)
        if let pool = pools[key] { return pool }
        let isLatest = definition.version == FunctionDefinition.latest
        let logName = isLatest ? definition.name : "\(definition.name)-\(definition.version)"
        let (watchdog, eventLoops, configuration) = (watchdog, eventLoops, configuration)
        let pool = FunctionPool(
            definition, log: FunctionLog(path: "\(configuration.logDirectory)/\(logName).log"),
            idleSeconds: configuration.idleSeconds
        ) { definition, fingerprint, log in
            Sandbox(definition, fingerprint: fingerprint, log: log, watchdog: watchdog, eventLoops: eventLoops) {
                address in
                FunctionEnvironment(definition, configuration).process(address: address)
            }
        }
        pools[key] = pool
        return pool
    }
}
