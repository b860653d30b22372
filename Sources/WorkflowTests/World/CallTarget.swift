import Interpreter
import JSON
public import StatesLanguage

/// What a call is known by in a test file: the state's name first, then ever wider names of its resource.
struct CallTarget {
    /// The Lambda function's name; nil for calls of something else.
    let function: String?
    /// The state machine that is started, by name.
    let stateMachine: String?
    let names: [String]

    init(state: String, resource: TaskResource, parameters: JSONValue) {
        var names = [state, resource.arn]
        var function: String?
        var stateMachine: String?
        switch resource.target {
        case .function:
            function = Self.functionName(resource.arn)
        case .activity:
            if let name = resource.arn.split(separator: ":").last { names.append("activity:\(name)") }
        case .integration(let call):
            if call.service == "lambda" { function = parameters["FunctionName"]?.string.map(Self.functionName) ?? "" }
            if let arn = parameters["StateMachineArn"]?.string {
                stateMachine = arn.split(separator: ":").last.map(String.init)
            }
            if let stateMachine { names.append("states:\(stateMachine)") }
        }
        if let function, !function.isEmpty { names.append("lambda:\(function)") }
        if case .integration(let call) = resource.target {
            names += ["\(call.service):\(call.resource)", "\(call.service):\(call.action)"]
        }
        self.names = names
        self.function = function
        self.stateMachine = stateMachine
    }

    /// `charge` of `arn:aws:lambda:REGION:ACCOUNT:function:charge:QUALIFIER`, of a partial ARN, or of a bare name.
    static func functionName(_ text: String) -> String {
        let parts = text.split(separator: ":").map(String.init)
        if let place = parts.firstIndex(of: "function"), place + 1 < parts.count { return parts[place + 1] }
        return parts.first ?? text
    }
}

extension TaskResource {
    /// Whether a Lambda function is called.
    public var isLambda: Bool {
        switch target {
        case .function: true
        case .activity: false
        case .integration(let call): call.service == "lambda"
        }
    }
}
