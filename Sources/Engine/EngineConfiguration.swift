public import Interpreter

/// How an engine runs.
public struct EngineConfiguration: Sendable {
    /// Whether tasks that were under way when the server died are called again (under the same idempotency key), or fail.
    public var redispatchesOnRecovery = true
    public var limits = ExecutionLimits()
    /// Longest run of an Express execution, in milliseconds (Step Functions, "Quotas": five minutes).
    public var expressMilliseconds: Int64 = 300_000

    public init() {}
}
