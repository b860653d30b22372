public import Interpreter
public import JSON
public import Journal

/// StartExecution and StartSyncExecution, with what their ARN led to.
public struct StartExecutionRequest: Sendable {
    public var resolved: ResolvedStateMachine
    public var scope: Scope
    /// Nil: a fresh one.
    public var name: String?
    /// JSON text as received; kept letter by letter.
    public var input: String
    /// The input's value, where it was parsed already.
    public var inputValue: JSONValue?
    public var traceHeader: String?
    /// The idempotency key of the attempt that starts it: the same attempt again finds the execution that it started,
    /// whatever became of it.
    public var starter: String?
    /// What mocks its tasks: `<state machine ARN>#<test case>`, where the engine knows test cases.
    public var testCase: String?

    public init(resolved: ResolvedStateMachine, scope: Scope, name: String?, input: String, traceHeader: String?) {
        self.resolved = resolved
        self.scope = scope
        self.name = name
        self.input = input
        self.traceHeader = traceHeader
    }
}

public struct StartedExecution: Sendable, Equatable {
    public var executionARN: String
    /// Milliseconds since 1970.
    public var startDate: Int64
}

/// What DescribeExecution and lists tell of an execution. Dates are milliseconds since 1970.
public struct ExecutionDescription: Sendable {
    public var executionARN: String
    public var stateMachineARN: String
    public var stateMachineVersionARN: String?
    public var stateMachineAliasARN: String?
    public var mapRunARN: String?
    /// Of a map run's child, in the list of them: the items that it was given.
    public var itemCount: Int?
    public var name: String
    public var status: ExecutionStatus
    public var startDate: Int64
    public var stopDate: Int64?
    /// JSON text; nil in lists.
    public var input: String?
    public var output: String?
    public var error: String?
    public var cause: String?
    public var traceHeader: String?
    public var redriveCount = 0
    public var redriveDate: Int64?
    public var redriveStatus: String?
    public var redriveStatusReason: String?
    public var revision: Revision
}

/// An Express execution that was run to its end.
public struct SyncExecution: Sendable {
    public var execution: ExecutionDescription
    public var billedMemoryMB: Int64
    public var billedMilliseconds: Int64
}

public struct ListExecutionsRequest: Sendable {
    /// The catalog's id of the state machine.
    public var owner: Int64
    public var status: ExecutionStatus?
    public var limit: Int
    public var nextToken: String?
    /// Only executions started through this version or alias.
    public var versionARN: String?
    public var aliasARN: String?
    /// Only executions that were redriven, or only those that were not.
    public var redriven: Bool?

    public init(owner: Int64, status: ExecutionStatus?, limit: Int, nextToken: String?) {
        self.owner = owner
        self.status = status
        self.limit = limit
        self.nextToken = nextToken
    }
}

public struct ExecutionPage: Sendable {
    public var executions: [ExecutionDescription]
    public var nextToken: String?
}

public struct HistoryRequest: Sendable {
    public var executionARN: ExecutionARN
    public var limit: Int
    public var reverseOrder: Bool
    public var nextToken: String?

    public init(executionARN: ExecutionARN, limit: Int, reverseOrder: Bool, nextToken: String?) {
        self.executionARN = executionARN
        self.limit = limit
        self.reverseOrder = reverseOrder
        self.nextToken = nextToken
    }
}

public struct HistoryPage: Sendable {
    public var events: [HistoryEvent]
    public var nextToken: String?
}
