/// A Lambda function that runs here, as local processes.
public struct FunctionDefinition: Sendable, Hashable {
    public var name: String
    /// A published version's number, or `$LATEST`.
    public var version: String
    public var runtime: FunctionRuntime
    /// The absolute path of the folder with the function's code: its `LAMBDA_TASK_ROOT` and working directory.
    public var directory: String
    /// How long one invocation may take, in seconds.
    public var timeoutSeconds: Double
    /// The data segment that each process may have, in MiB (`RLIMIT_DATA`), and what the handler is told.
    public var memoryMB: Int
    /// What the function's processes find in their environment besides Lambda's own variables.
    public var environment: [String: String]
    /// How many processes, and so invocations, may run at once; further ones wait.
    public var concurrency: Int

    public static let latest = "$LATEST"
    public static let defaultTimeoutSeconds: Double = 60
    public static let defaultMemoryMB = 512
    public static let defaultConcurrency = 10
    /// Lambda's own bounds of a timeout, in seconds.
    public static let timeoutBounds: ClosedRange<Double> = 0.1...900
    /// Lambda's own bounds of the memory, in MiB.
    public static let memoryBounds = 32...10_240
    public static let concurrencyBounds = 1...1_000

    public init(
        name: String, runtime: FunctionRuntime, directory: String,
        timeoutSeconds: Double = defaultTimeoutSeconds, memoryMB: Int = defaultMemoryMB,
        environment: [String: String] = [:], concurrency: Int = defaultConcurrency, version: String = latest
    ) {
        self.name = name
        self.version = version
        self.runtime = runtime
        self.directory = directory
        self.timeoutSeconds = timeoutSeconds
        self.memoryMB = memoryMB
        self.environment = environment
        self.concurrency = concurrency
    }
}

/// What runs a function's code.
public enum FunctionRuntime: Sendable, Hashable {
    /// `awslambdaric` with a handler such as `app.lambda_handler`: a module of the function's folder and a function in it.
    case python(handler: String)
    /// An executable that speaks the Lambda Runtime API itself, by its absolute path (AWS's `provided` runtimes).
    case provided(executable: String)

    /// The name in `fermata.yaml` and in lists.
    public var name: String {
        switch self {
        case .python: "python"
        case .provided: "provided"
        }
    }

    /// The `_HANDLER` that the process finds in its environment.
    public var handler: String {
        switch self {
        case .python(let handler): handler
        case .provided(let executable): executable.split(separator: "/").last.map(String.init) ?? executable
        }
    }
}
