public import StatesLanguage

/// What an execution is called; the same from start to end.
public struct ExecutionIdentity: Sendable, Equatable {
    /// Shared by its copies, of which an execution makes one for each evaluation.
    private final class Names: Sendable, Equatable {
        let executionARN: String
        let name: String
        let stateMachineARN: String
        let stateMachineName: String
        let roleARN: String

        init(_ executionARN: String, _ name: String, _ machineARN: String, _ machineName: String, _ roleARN: String) {
            self.executionARN = executionARN
            self.name = name
            stateMachineARN = machineARN
            stateMachineName = machineName
            self.roleARN = roleARN
        }

        static func == (left: Names, right: Names) -> Bool {
            left === right
                || left.executionARN == right.executionARN && left.name == right.name
                    && left.stateMachineARN == right.stateMachineARN
                    && left.stateMachineName == right.stateMachineName && left.roleARN == right.roleARN
        }
    }

    private let names: Names
    public let type: StateMachineType
    /// Milliseconds since 1970.
    public let startTime: Int64
    public var redriveCount: Int
    /// Whether the attempts of each state are counted, as mocked answers need it.
    public var countsCalls = false

    public var executionARN: String { names.executionARN }
    public var name: String { names.name }
    public var stateMachineARN: String { names.stateMachineARN }
    public var stateMachineName: String { names.stateMachineName }
    public var roleARN: String { names.roleARN }

    public init(
        executionARN: String, name: String, stateMachineARN: String, stateMachineName: String, roleARN: String,
        type: StateMachineType, startTime: Int64, redriveCount: Int = 0
    ) {
        names = Names(executionARN, name, stateMachineARN, stateMachineName, roleARN)
        self.type = type
        self.startTime = startTime
        self.redriveCount = redriveCount
    }
}

/// Limits of an execution; each has AWS's value by default (Step Functions, "Quotas").
public struct ExecutionLimits: Sendable, Equatable {
    /// Bytes of UTF-8 of an input, output or result.
    public var payloadBytes = 262_144
    /// Events of a history; the last is kept for ExecutionFailed.
    public var historyEvents: Int64 = 25_000
    /// Iterations at a time of an inline Map that names no limit of its own, or a greater one.
    public var inlineConcurrency = 40
    /// Records that one turn may make before it is committed.
    public var recordsPerTurn = 2_000
    /// Bytes of the values of all variables in a scope.
    public var variableBytes = 10 * 1_048_576
    /// Bytes that one `Assign` may set.
    public var assignBytes = 262_144

    public init() {}
}

/// What `decide` needs from outside: the time, chance, and the tokens of tasks.
public struct Surroundings: Sendable {
    /// Milliseconds since 1970.
    public var now: Int64
    /// Of the turn's random numbers: retry jitter, `States.UUID`, `$random`.
    public var seed: UInt64
    /// Makes the token of an attempt from its number.
    public var token: @Sendable (_ task: Int64) -> String
    public var limits: ExecutionLimits
    /// Whether an activity of this ARN exists.
    public var activityExists: @Sendable (_ arn: String) -> Bool
    /// The cause where a task can't be started with such parameters.
    public var refusal: @Sendable (_ resource: TaskResource, _ parameters: Payload) -> String? = { _, _ in nil }
    /// Makes the ARN of a map run from the number of the record that starts it, and its time.
    public var mapRunARN: @Sendable (_ task: Int64, _ time: Int64, _ state: StateIndex) -> String = { _, _, _ in "" }

    public init(
        now: Int64, seed: UInt64, limits: ExecutionLimits = ExecutionLimits(),
        token: @escaping @Sendable (_ task: Int64) -> String,
        activityExists: @escaping @Sendable (_ arn: String) -> Bool = { _ in true }
    ) {
        self.now = now
        self.seed = seed
        self.limits = limits
        self.token = token
        self.activityExists = activityExists
    }
}
