/// What became of one state that ran alone, and how its data flowed (API reference, "TestState").
public struct StateInspection: Sendable, Equatable {
    public enum Status: String, Sendable, Hashable {
        case succeeded = "SUCCEEDED"
        case failed = "FAILED"
        /// A retrier takes the error.
        case retriable = "RETRIABLE"
        /// A catcher took the error.
        case caughtError = "CAUGHT_ERROR"
    }

    /// A stage of the data flow, by AWS's name of it.
    public enum Stage: String, Sendable, Hashable, CaseIterable {
        case input
        case afterArguments
        case afterInputPath
        case afterParameters
        case result
        case afterResultSelector
        case afterResultPath
        case variables
        case afterItemsPath
        case afterItemSelector
        case afterItemBatcher
        case afterItemsPointer
    }

    /// Who handled an error.
    public struct ErrorDetails: Sendable, Equatable {
        public var catchIndex: Int?
        public var retryIndex: Int?
        public var retryBackoffIntervalSeconds: Int64?

        public var isEmpty: Bool { self == ErrorDetails() }
    }

    public var status = Status.succeeded
    public var output: Payload?
    public var error: String?
    public var cause: String?
    public var nextState: String?
    /// What was reached.
    public var stages: [Stage: Payload] = [:]
    public var errorDetails = ErrorDetails()
    /// Of a Map.
    public var maxConcurrency: Int64?
    public var toleratedFailureCount: Int64?
    public var toleratedFailurePercentage: Double?
}
