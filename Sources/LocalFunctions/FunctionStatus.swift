/// How a function is doing, for `fermata functions`.
public struct FunctionStatus: Sendable, Equatable {
    public var definition: FunctionDefinition
    /// Processes that are alive.
    public var processes: Int
    /// Since the server started.
    public var invocations: Int
    /// Invocations that wait for a process.
    public var waiting: Int
    /// The error type of the last invocation that failed, and its message.
    public var lastError: String?
    public var logPath: String

    public init(
        definition: FunctionDefinition, processes: Int, invocations: Int, waiting: Int, lastError: String?,
        logPath: String
    ) {
        self.definition = definition
        self.processes = processes
        self.invocations = invocations
        self.waiting = waiting
        self.lastError = lastError
        self.logPath = logPath
    }
}
