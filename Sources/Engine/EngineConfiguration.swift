public import Interpreter

/// How an engine runs.
public struct EngineConfiguration: Sendable {
    /// Whether tasks that were under way when the server died are called again (under the same idempotency key), or fail.
    public var redispatchesOnRecovery = true
    public var limits = ExecutionLimits()
    /// Longest run of an Express execution, in milliseconds (Step Functions, "Quotas": five minutes).
    public var expressMilliseconds = ExecutionMachine.expressSeconds * 1000

    /// Folders that `file://` buckets of ItemReader and ResultWriter may be in; none: there are no such buckets.
    public var fileRoots: [String] = []
    /// Children of a map run at a time where its MaxConcurrency is 0 or more (Step Functions, "Quotas": 10,000).
    public var mapRunConcurrency = 10_000

    /// Items of a map run; no more are read (Step Functions, "ItemReader": 100,000,000).
    public var mapRunItems = 100_000_000

    /// Times that a map run can be redriven (Step Functions, "Redriving Map Runs": 1,000).
    public var mapRunRedrives = MapRunMachine.mostRedrives

    /// How long after its end an execution may be redriven, in milliseconds (RedriveExecution: 14 days).
    public var redriveMilliseconds: Int64 = 14 * 86_400_000

    /// Records after which an execution that waits is written as a snapshot.
    public var recordsPerSnapshot: Int64 = 500

    /// Where executions of state machines with a `loggingConfiguration` are logged; nil: nowhere.
    public var log: (any ExecutionLog)?
    /// Whether a state machine has a test case of mocked answers; nil: there are none, and `#` is nothing special in an ARN.
    public var hasTestCase: (@Sendable (_ testCase: String, _ stateMachine: String) -> Bool)?
    /// Commits that may wait for the disk; while more do, clients' requests are refused, to be tried again.
    public var backlogLimit = 8_192
    /// Where the list of executions that bring the server down is kept; nil: nowhere.
    public var dataDirectory: String?
    /// Told what an operator should know: one line, with the cure.
    public var warn: @Sendable (_ message: String) -> Void = { _ in }

    public init() {}
}
