import StatesLanguage

/// Short ways to write definitions.
enum Definitions {
    static let function = "arn:aws:lambda:us-east-1:123456789012:function:f"
    static let invoke = "arn:aws:states:::lambda:invoke"
    static let callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
    static let job = "arn:aws:states:::batch:submitJob.sync"
    static let activity = "arn:aws:states:us-east-1:123456789012:activity:a"

    /// States `S` and, for those that it may lead to, `T` (Succeed), `U` and `V` (Pass) behind it.
    static func single(_ state: String, language: QueryLanguage = .jsonPath, top: String = "") -> String {
        // Only states that can be reached are valid.
        let others = [
            ("T", #"{"Type": "Succeed"}"#), ("U", #"{"Type": "Pass", "End": true}"#), ("V", #"{"Type": "Fail"}"#),
        ]
        let reached = others.filter { state.contains("\"\($0.0)\"") }.map { ", \"\($0.0)\": \($0.1)" }.joined()
        return """
            {"QueryLanguage": "\(language.rawValue)", \(top) "StartAt": "S", "States": {"S": \(state)\(reached)}}
            """
    }

    /// A level of states, as branches and processors are.
    static func level(_ startAt: String, _ states: String) -> String {
        #"{"StartAt": "\#(startAt)", "States": {\#(states)}}"#
    }

    static func task(_ name: String, _ more: String = "\"End\": true") -> String {
        #""\#(name)": {"Type": "Task", "Resource": "\#(function)", \#(more)}"#
    }
}
