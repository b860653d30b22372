/// One entry of `Retry` (ASL spec, "Retrying after error").
public struct Retrier: Sendable {
    public let errorEquals: [String]
    /// Seconds before the first retry.
    public let intervalSeconds: Double
    public let maxAttempts: Int
    public let backoffRate: Double
    public let maxDelaySeconds: Double?
    public let jitter: Bool

    public init(
        errorEquals: [String], intervalSeconds: Double = 1, maxAttempts: Int = 3, backoffRate: Double = 2,
        maxDelaySeconds: Double? = nil, jitter: Bool = false
    ) {
        self.errorEquals = errorEquals
        self.intervalSeconds = intervalSeconds
        self.maxAttempts = maxAttempts
        self.backoffRate = backoffRate
        self.maxDelaySeconds = maxDelaySeconds
        self.jitter = jitter
    }
}

/// One entry of `Catch` (ASL spec, "Fallback states").
public struct Catcher: Sendable {
    public let errorEquals: [String]
    public let next: StateIndex
    /// JSONPath states.
    public let resultPath: ResultPath
    /// JSONata states.
    public let output: JSONataTemplate?
    public let assign: Template?

    public init(
        errorEquals: [String], next: StateIndex, resultPath: ResultPath = .whole, output: JSONataTemplate? = nil,
        assign: Template? = nil
    ) {
        self.errorEquals = errorEquals
        self.next = next
        self.resultPath = resultPath
        self.output = output
        self.assign = assign
    }
}

/// The fields of a Fail (ASL spec, "Fail State").
public struct FailState: Sendable {
    public let error: Evaluable<String>?
    public let cause: Evaluable<String>?

    public init(error: Evaluable<String>?, cause: Evaluable<String>?) {
        self.error = error
        self.cause = cause
    }
}
