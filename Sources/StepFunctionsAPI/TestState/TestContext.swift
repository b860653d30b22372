import Engine
import Interpreter
import JSON
import StatesLanguage

/// The context object of a tested state.
enum TestContext {
    /// That of an execution of nothing but the state.
    static func make(
        scope: Scope, input: JSONValue, roleARN: String?, kind: State.Kind, now: Int64
    ) -> JSONObject {
        let machine = UUIDText.random()
        let name = UUIDText.random()
        let time = JSONValue.string(Timestamp.text(now))
        var state: JSONObject = ["Name": .string(StateInspector.stateName), "EnteredTime": time]
        switch kind {
        case .task, .map, .parallel: state["RetryCount"] = 0
        default: break
        }
        var context: JSONObject = [
            "Execution": [
                "Id": .string("arn:aws:states:\(scope.region):\(scope.account):express:\(machine):\(name)"),
                "Input": input, "Name": .string(name), "RoleArn": roleARN.map(JSONValue.string) ?? .null,
                "StartTime": time,
            ],
            "StateMachine": [
                "Id": .string(StateMachineARN.text(scope: scope, name: machine)), "Name": .string(machine),
            ],
            "State": .object(state),
        ]
        if kind.takesToken { context["Task"] = ["Token": .string(UUIDText.random())] }
        return context
    }

    fileprivate enum Kind: String {
        case string
        case number
        case any
    }

    /// What a given context may hold, by AWS's names.
    private static let fields: [String: [String: Kind]] = [
        "Execution": [
            "Id": .string, "Input": .any, "Name": .string, "RoleArn": .string, "StartTime": .string,
            "RedriveCount": .number, "RedriveTime": .string,
        ],
        "State": ["EnteredTime": .string, "Name": .string, "RetryCount": .number],
        "StateMachine": ["Id": .string, "Name": .string],
        "Task": ["Token": .string],
    ]

    /// Reads a given context object, which replaces all of the state's own.
    static func check(_ text: String, for kind: State.Kind) throws(ServiceError) -> JSONObject {
        guard let context = (try? JSONValue.parse(text))?.object else {
            throw invalid("Context must be a JSON object")
        }
        for member in context.members {
            if member.key == "Map" {
                throw invalid("'Map' field is not supported when mocking a Context object")
            }
            guard let known = fields[member.key] else { throw invalid("Field '\(member.key)' is not allowed") }
            if member.key == "Task", !kind.takesToken {
                throw invalid(
                    "Context object contains 'Task' when state is not a Task state with a '.sync' or "
                        + "'.waitForTaskToken' service integration pattern")
            }
            guard let part = member.value.object else { throw invalid("\(member.key) must be an object") }
            for field in part.members {
                guard let wanted = known[field.key] else { throw invalid("Field '\(field.key)' is not allowed") }
                guard wanted.takes(field.value) else {
                    throw invalid("\(member.key).\(field.key) must be a \(wanted.rawValue)")
                }
            }
        }
        return context
    }

    private static func invalid(_ reason: String) -> ServiceError {
        ServiceError(.validation, "Invalid Context object provided: \(reason)")
    }
}

extension TestContext.Kind {
    fileprivate func takes(_ value: JSONValue) -> Bool {
        switch self {
        case .string: value.string != nil
        case .number: value.isNumber
        case .any: true
        }
    }
}

extension State.Kind {
    /// A Task whose context has a `Task`.
    fileprivate var takesToken: Bool {
        guard case .task(let task) = self, case .integration(let integration) = task.resource.target else {
            return false
        }
        return integration.pattern != .requestResponse
    }
}
