public import Interpreter
public import JSON
public import StatesLanguage

/// What surrounds a simulated execution: the answers to its calls, and what it may start.
public struct SimulatedWorld: Sendable {
    /// By state name or name of a resource.
    public var mocks: [String: Mock]
    /// State machines that Tasks may start, by name.
    public var executions: [String: SimulatedMachine]
    /// Of Lambda functions whose mock says nothing.
    public var functionMilliseconds: Int64?
    public var functionMemory: Int
    /// Runs a local function: its name and payload, to its result or the error and cause that it failed with.
    public var function: Function?
    public var seed: UInt64
    /// Milliseconds since 1970 at which executions start.
    public var startTime: Int64
    public var limits: ExecutionLimits
    /// How deep executions may start executions.
    public var depth = 0

    public typealias Function = @Sendable (_ name: String, _ payload: JSONValue) -> TaskResult

    /// 2026-01-01T00:00:00Z.
    public static let newYear: Int64 = 1_767_225_600_000
    static let depthLimit = 16

    public init(
        mocks: [String: Mock] = [:], executions: [String: SimulatedMachine] = [:], functionMilliseconds: Int64? = nil,
        functionMemory: Int = 128, seed: UInt64 = 1, startTime: Int64 = newYear,
        limits: ExecutionLimits = ExecutionLimits()
    ) {
        self.mocks = mocks
        self.executions = executions
        self.functionMilliseconds = functionMilliseconds
        self.functionMemory = functionMemory
        self.seed = seed
        self.startTime = startTime
        self.limits = limits
    }
}

/// A state machine of a simulated world.
public struct SimulatedMachine: Sendable {
    public var definition: TracedDefinition
    public var type: StateMachineType
    /// Where the definition came from.
    public var source = ""
    /// Beside those of the world around it, which it hides.
    public var mocks: [String: Mock]
    public var preamble: StateIndex?
    /// What its context object says; nil: made up.
    public var executionName: String?
    public var executionARN: String?
    public var stateMachineName: String?
    public var roleARN: String?

    public init(
        definition: TracedDefinition, type: StateMachineType = .standard, mocks: [String: Mock] = [:],
        preamble: StateIndex? = nil
    ) {
        self.definition = definition
        self.type = type
        self.mocks = mocks
        self.preamble = preamble
    }

    func identity(startTime: Int64) -> ExecutionIdentity {
        let machine = stateMachineName ?? "tested"
        let name = executionName ?? "test"
        let region = "arn:aws:states:us-east-1:000000000000"
        let kind = type == .express ? "express" : "execution"
        let run = type == .express ? ":\(name):run" : ":\(name)"
        return ExecutionIdentity(
            executionARN: executionARN ?? "\(region):\(kind):\(machine)\(run)", name: name,
            stateMachineARN: "\(region):stateMachine:\(machine)", stateMachineName: machine,
            roleARN: roleARN ?? "arn:aws:iam::000000000000:role/test", type: type, startTime: startTime)
    }
}
