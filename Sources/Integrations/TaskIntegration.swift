public import JSON
public import StatesLanguage

/// Something outside that a Task can call: a file an integration.
///
/// Implementations never throw: whatever goes wrong is a ``TaskOutcome/failure(error:cause:)`` with AWS's names. They
/// return when the task is cancelled (the execution stopped or the attempt timed out); what they return then is dropped.
public protocol TaskIntegration: Sendable {
    /// Whether this one serves a resource. The first in the registry that does is taken.
    func serves(_ resource: TaskResource) -> Bool

    /// Calls it once. For `.waitForTaskToken` the outcome is that of the request, not of the callback; for `.sync` it is
    /// the started job, whose ``StartedJob`` goes into ``TaskOutcome/started(_:)``.
    func call(_ request: TaskRequest) async -> TaskOutcome

    /// Whether ``refusal(of:)`` is worth asking.
    var checksParameters: Bool { get }

    /// The cause where the parameters can't be used to start the task, which then isn't scheduled at all; nil: they can, or
    /// only the call tells. Of the request nothing counts but the resource and the parameters.
    func refusal(of request: TaskRequest) -> String?

    /// Asks how a job is doing that ``call(_:)`` started.
    func poll(_ job: StartedJob, of request: TaskRequest) async -> JobState

    /// Stops a job, as the execution that started it stopped.
    func stop(_ job: StartedJob, of request: TaskRequest) async
}

extension TaskIntegration {
    public var checksParameters: Bool { false }

    public func refusal(of request: TaskRequest) -> String? { nil }

    public func poll(_ job: StartedJob, of request: TaskRequest) async -> JobState {
        .ended(.failure(error: "States.Runtime", cause: "\(request.resource.arn) has no jobs to wait for."))
    }

    public func stop(_ job: StartedJob, of request: TaskRequest) async {}
}

/// One dispatch of a task.
public struct TaskRequest: Sendable {
    public var resource: TaskResource
    /// The effective parameters: the payload of a function, the Parameters or Arguments of an integration.
    public var parameters: JSONValue
    /// Stable for the attempt, also when it is dispatched again after a crash.
    public var idempotencyKey: String
    /// Of `.waitForTaskToken` and activities.
    public var taskToken: String?
    /// What is left of the attempt's time, in seconds.
    public var timeoutSeconds: Double?
    /// `Credentials.RoleArn`.
    public var roleARN: String?
    public var account: String
    public var region: String
    public var executionARN: String
    public var stateName: String
    /// Of a start as `<state machine ARN>#<test case>`.
    public var testCase: TestCase?
    /// Whether a text that is the whole body of a request goes as it is: what the engine writes for itself. A task's goes
    /// as JSON, with quotes.
    public var hasPlainBody = false

    /// A test case of mocked answers.
    public struct TestCase: Sendable, Equatable {
        public var stateMachine: String
        public var name: String
        /// How often the state called before in the same execution, retries included.
        public var call: Int

        public init(stateMachine: String, name: String, call: Int = 0) {
            self.stateMachine = stateMachine
            self.name = name
            self.call = call
        }
    }

    public init(
        resource: TaskResource, parameters: JSONValue, idempotencyKey: String, taskToken: String? = nil,
        timeoutSeconds: Double? = nil, roleARN: String? = nil, account: String, region: String, executionARN: String,
        stateName: String
    ) {
        self.resource = resource
        self.parameters = parameters
        self.idempotencyKey = idempotencyKey
        self.taskToken = taskToken
        self.timeoutSeconds = timeoutSeconds
        self.roleARN = roleARN
        self.account = account
        self.region = region
        self.executionARN = executionARN
        self.stateName = stateName
    }
}

public enum TaskOutcome: Sendable, Equatable {
    case success(JSONValue)
    /// `error` as AWS names it (`Lambda.Unknown`, the handler's error type, `States.TaskFailed`).
    case failure(error: String, cause: String)
    /// A `.sync` job runs now.
    case started(StartedJob)
}

/// A job that runs elsewhere.
public struct StartedJob: Sendable, Equatable {
    /// What ``TaskIntegration/poll(_:of:)`` needs to find it again; kept in the journal.
    public var handle: JSONValue
    /// The output of TaskSubmitted.
    public var output: JSONValue
    /// Seconds until the first poll.
    public var pollAfterSeconds: Double

    public init(handle: JSONValue, output: JSONValue, pollAfterSeconds: Double) {
        self.handle = handle
        self.output = output
        self.pollAfterSeconds = pollAfterSeconds
    }
}

public enum JobState: Sendable, Equatable {
    case running(pollAfterSeconds: Double)
    case ended(TaskOutcome)
}
