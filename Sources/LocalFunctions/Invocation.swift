/// One call of a function.
public struct Invocation: Sendable {
    /// `context.aws_request_id` in the handler. Stable for an attempt of a task, see ``requestID(for:)``.
    public var requestID: String
    /// JSON text.
    public var payload: [UInt8]
    /// The ARN that the caller used: `context.invoked_function_arn`.
    public var functionARN: String
    /// JSON text; `context.client_context`.
    public var clientContext: String?
    /// `LogType: Tail`.
    public var wantsLog: Bool

    /// What a request to Lambda may hold, in bytes (AWS: 6 MB).
    public static let payloadLimit = 6_291_456
    /// What an answer may hold, in bytes (AWS: 6 MB and 100 bytes).
    public static let answerLimit = 6_291_556

    public init(
        requestID: String, payload: [UInt8], functionARN: String, clientContext: String? = nil, wantsLog: Bool = false
    ) {
        self.requestID = requestID
        self.payload = payload
        self.functionARN = functionARN
        self.clientContext = clientContext
        self.wantsLog = wantsLog
    }
}

/// What came of an invocation.
public struct InvocationAnswer: Sendable, Equatable {
    public enum Outcome: Sendable, Equatable {
        /// What the handler returned: JSON text, unless a custom runtime answered something else.
        case success([UInt8])
        /// `X-Amz-Function-Error: Unhandled`: the JSON text with `errorMessage` and, mostly, `errorType`.
        case functionError([UInt8])
    }

    public var outcome: Outcome
    /// The last 4 KB that the process wrote during the invocation.
    public var logTail: [UInt8]

    public init(_ outcome: Outcome, logTail: [UInt8] = []) {
        self.outcome = outcome
        self.logTail = logTail
    }
}
