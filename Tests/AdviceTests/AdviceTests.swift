import Advice
import StatesLanguage
import Testing

@Suite struct AdviceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var states: String
        var start: String
        var code: AdviceCode
        var isFound = true
        var testDescription: String { "\(code.rawValue) \(start)" }
    }

    static let lambda =
        #""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{"ErrorEquals": ["States.ALL"], "JitterStrategy": "FULL"}], "TimeoutSeconds": 9"#
    static let token =
        #""Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}"#

    static let cases: [Case] = [
        Case(
            states:
                #""L": {\#(lambda), "Parameters": {"FunctionName": "f"}, "Next": "C"}, "C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "E"}], "Default": "W"}, "W": {"Type": "Wait", "Seconds": 5, "Next": "L"}, "E": {"Type": "Succeed"}"#,
            start: "L", code: .pollingLoop),
        Case(
            states: #""L": {\#(lambda), "Parameters": {"FunctionName": "publish-order"}, "End": true}"#, start: "L",
            code: .transportFunction),
        Case(
            states: #""L": {\#(lambda), "Parameters": {"FunctionName": "compute"}, "End": true}"#, start: "L",
            code: .transportFunction, isFound: false),
        Case(states: #""T": {\#(token), "End": true}"#, start: "T", code: .callbackWithoutTimeout),
        Case(
            states: #""T": {\#(token), "TimeoutSeconds": 9, "HeartbeatSeconds": 3, "End": true}"#, start: "T",
            code: .callbackWithoutTimeout, isFound: false),
        Case(states: #""T": {\#(token), "End": true}"#, start: "T", code: .taskWithoutRetry),
        Case(
            states: #""L": {\#(lambda), "Parameters": {"FunctionName": "f"}, "End": true}"#, start: "L",
            code: .taskWithoutRetry, isFound: false),
        Case(
            states: #""P": {"Type": "Pass", "Parameters": {"a.$": "$.b"}, "Next": "E"}, "E": {"Type": "Succeed"}"#,
            start: "P", code: .reshapingPass),
        Case(
            states: #""P": {"Type": "Pass", "Assign": {"a": 1}, "Next": "E"}, "E": {"Type": "Succeed"}"#, start: "P",
            code: .unusedVariable),
        Case(
            states:
                #""P": {"Type": "Pass", "Assign": {"a": 1}, "Next": "E"}, "E": {"Type": "Pass", "Parameters": {"b.$": "$a"}, "End": true}"#,
            start: "P", code: .unusedVariable, isFound: false),
        Case(
            states: #""P": {"Type": "Pass", "Next": "E"}, "E": {"Type": "Succeed"}"#, start: "P", code: .couldBeExpress),
        Case(
            states: #""T": {\#(token), "Next": "E"}, "E": {"Type": "Succeed"}"#, start: "T", code: .couldBeExpress,
            isFound: false),
        Case(
            states:
                #""L": {\#(lambda), "Parameters": {"FunctionName": "f"}, "Catch": [{"ErrorEquals": ["A"], "Next": "E"}, {"ErrorEquals": ["A"], "Next": "E"}], "Next": "E"}, "E": {"Type": "Succeed"}"#,
            start: "L", code: .deadCatcher),
        Case(
            states:
                #""L": {\#(lambda), "Parameters": {"FunctionName": "f"}, "Catch": [{"ErrorEquals": ["States.Tmeout"], "Next": "E"}], "Next": "E"}, "E": {"Type": "Succeed"}"#,
            start: "L", code: .deadCatcher),
        Case(
            states:
                #""A": {\#(lambda), "Parameters": {"FunctionName": "f", "Payload.$": "$.x"}, "ResultPath": "$.a", "Next": "B"}, "B": {\#(lambda), "Parameters": {"FunctionName": "g", "Payload.$": "$.y"}, "End": true}"#,
            start: "A", code: .independentStates),
        Case(
            states:
                #""A": {\#(lambda), "Parameters": {"FunctionName": "f", "Payload.$": "$.x"}, "ResultPath": "$.a", "Next": "B"}, "B": {\#(lambda), "Parameters": {"FunctionName": "g", "Payload.$": "$.a.z"}, "End": true}"#,
            start: "A", code: .independentStates, isFound: false),
    ]

    @Test(arguments: cases)
    func finds(_ wanted: Case) throws {
        let definition = try StateMachineDefinition.parse(
            "{\"StartAt\": \"\(wanted.start)\", \"States\": {\(wanted.states)}}")
        let setting = AdviceSetting(
            executions: 360_000, transitionPrice: 0.000025, lambdaRequestPrice: 0.0000002,
            lambdaGBSecondPrice: 0.0000166667)
        let found = Advisor.advice(on: definition, setting).filter { $0.code == wanted.code }
        #expect(found.isEmpty != wanted.isFound)
        #expect(found.allSatisfy { !$0.states.isEmpty && !$0.change.isEmpty })
    }

    @Test func aPollingLoopSavesWhatItsRoundsCost() throws {
        let definition = try StateMachineDefinition.parse("{\"StartAt\": \"L\", \"States\": {\(Self.cases[0].states)}}")
        var setting = AdviceSetting(
            executions: 360_000, transitionPrice: 0.000025, lambdaRequestPrice: 0, lambdaGBSecondPrice: 0)
        setting.rounds = ["C": 6]
        let loop = Advisor.advice(on: definition, setting).first { $0.code == .pollingLoop }
        #expect(loop?.saving?.perMonth == 144)
    }
}
