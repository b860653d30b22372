public import JSON
import StatesLanguage

/// The context object, `$$` and `$states.context` (Step Functions, "Accessing execution data from the Context object").
public struct ContextObject: Sendable {
    public var identity: ExecutionIdentity
    public var input: Payload
    public var stateName: String
    /// Milliseconds since 1970.
    public var enteredTime: Int64
    /// Of Task, Parallel and Map; nil elsewhere.
    public var retryCount: Int?
    public var token: String?
    /// Index and value of the Map item.
    public var item: (index: Int, value: JSONValue)?

    /// Takes the place of all that execution, state machine and state say: TestState's.
    public var replacement: JSONObject?

    public init(identity: ExecutionIdentity, input: Payload, stateName: String, enteredTime: Int64) {
        self.identity = identity
        self.input = input
        self.stateName = stateName
        self.enteredTime = enteredTime
    }

    public var value: JSONValue {
        if var replacement {
            if let item { replacement["Map"] = ["Item": ["Index": .int(Int64(item.index)), "Value": item.value]] }
            return .object(replacement)
        }
        var state: JSONObject = ["Name": .string(stateName), "EnteredTime": .string(Timestamp.text(enteredTime))]
        if let retryCount { state["RetryCount"] = .int(Int64(retryCount)) }
        var execution: JSONObject = [
            "Id": .string(identity.executionARN), "Input": input.value,
            "StartTime": .string(Timestamp.text(identity.startTime)), "Name": .string(identity.name),
            "RoleArn": .string(identity.roleARN),
        ]
        if identity.type == .standard { execution["RedriveCount"] = .int(Int64(identity.redriveCount)) }
        var context: JSONObject = [
            "Execution": .object(execution),
            "StateMachine": [
                "Id": .string(identity.stateMachineARN), "Name": .string(identity.stateMachineName),
            ],
            "State": .object(state),
        ]
        if let token { context["Task"] = ["Token": .string(token)] }
        if let item { context["Map"] = ["Item": ["Index": .int(Int64(item.index)), "Value": item.value]] }
        return .object(context)
    }
}
