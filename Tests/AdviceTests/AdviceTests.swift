import Advice
import JSON
import Pricing
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
        // What is taken away is not taken away beside those that may need it.
        Case(
            states:
                #""A": {\#(lambda), "Parameters": {"FunctionName": "f", "Payload.$": "$.x"}, "ResultPath": null, "Next": "B"}, "B": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:emr:terminateJobFlows", "Parameters": {"JobFlowIds.$": "$.y"}, "End": true}"#,
            start: "A", code: .independentStates, isFound: false),
        // A loop that works is no loop that asks.
        Case(
            states:
                #""M": {"Type": "Map", "ItemProcessor": {"StartAt": "L", "States": {"L": {\#(lambda), "Parameters": {"FunctionName": "f"}, "End": true}}}, "Next": "N"}, "N": {\#(lambda), "Parameters": {"FunctionName": "next-page"}, "Next": "C"}, "C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "W"}], "Default": "E"}, "W": {"Type": "Wait", "Seconds": 5, "Next": "M"}, "E": {"Type": "Succeed"}"#,
            start: "M", code: .pollingLoop, isFound: false),
        Case(
            states:
                #""M": {"Type": "Map", "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"a.$": "$.b"}, "End": true}}}, "End": true}"#,
            start: "M", code: .reshapingPass, isFound: false),
        Case(
            states:
                #""M": {"Type": "Parallel", "Retry": [{"ErrorEquals": ["States.ALL"]}], "Branches": [{"StartAt": "L", "States": {"L": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "End": true}}}], "End": true}"#,
            start: "M", code: .taskWithoutRetry, isFound: false),
        Case(
            states:
                #""M": {"Type": "Parallel", "Branches": [{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "States.QuorumMet"}}}], "Catch": [{"ErrorEquals": ["States.QuorumMet"], "Next": "E"}], "Next": "E"}, "E": {"Type": "Succeed"}"#,
            start: "M", code: .deadCatcher, isFound: false),
        Case(
            states:
                #""L": {\#(lambda), "Parameters": {"FunctionName": "f"}, "Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "E"}, {"ErrorEquals": ["Mine"], "Next": "E"}], "Next": "E"}, "E": {"Type": "Succeed"}"#,
            start: "L", code: .deadCatcher),
        Case(
            states:
                #""L": {\#(lambda), "Parameters": {"FunctionName": "f"}, "Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "E"}, {"ErrorEquals": ["States.Timeout"], "Next": "E"}], "Next": "E"}, "E": {"Type": "Succeed"}"#,
            start: "L", code: .deadCatcher, isFound: false),
        Case(
            states:
                #""L": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "Catch": [{"ErrorEquals": ["Lambda.ServiceException"], "Next": "E"}], "Next": "E"}, "E": {"Type": "Succeed"}"#,
            start: "L", code: .deadCatcher),
        Case(
            states:
                #""L": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "TimeoutSeconds": 3600, "Next": "E"}, "E": {"Type": "Succeed"}"#,
            start: "L", code: .couldBeExpress, isFound: false),
        Case(
            states:
                #""M": {"Type": "Map", "QueryLanguage": "JSONata", "Items": "{% [1..5000] %}", "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "End": true}"#,
            start: "M", code: .largeInlineMap),
        Case(
            states:
                #""M": {"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "End": true}"#,
            start: "M", code: .largeInlineMap, isFound: false),
        Case(
            states:
                #""P": {"Type": "Pass", "Parameters": {"list.$": "States.Array($.list, $.x)"}, "Next": "C"}, "C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "E"}], "Default": "P"}, "E": {"Type": "Succeed"}"#,
            start: "P", code: .payloadNearLimit),
        Case(
            states:
                #""P": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "E"}], "Default": "P"}, "E": {"Type": "Succeed"}"#,
            start: "P", code: .historyLimit),
    ]

    static func setting() throws -> AdviceSetting {
        AdviceSetting(executions: 360_000, prices: try PriceList(try JSONValue.parse(DefaultPrices.text)))
    }

    @Test(arguments: cases)
    func finds(_ wanted: Case) throws {
        let definition = try StateMachineDefinition.parse(
            "{\"StartAt\": \"\(wanted.start)\", \"States\": {\(wanted.states)}}")
        let setting = try Self.setting()
        let found = Advisor.advice(on: definition, setting).filter { $0.code == wanted.code }
        #expect(found.isEmpty != wanted.isFound)
        #expect(found.allSatisfy { !$0.states.isEmpty && !$0.change.isEmpty })
    }

    /// What executions showed counts as what the definition says.
    @Test func itemsAndPayloadsThatWereSeen() throws {
        let definition = try StateMachineDefinition.parse(
            """
            {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": {"StartAt": "P", "States": {
              "P": {"Type": "Pass", "End": true}}}, "End": true}}}
            """)
        var setting = try Self.setting()
        #expect(Advisor.advice(on: definition, setting).allSatisfy { $0.code != .largeInlineMap })
        setting.assumptions.maps = ["M": 9000]
        setting.payloads = ["P": 230_000]
        let found = Advisor.advice(on: definition, setting)
        #expect(found.first { $0.code == .largeInlineMap }?.severity == .warning)
        #expect(found.first { $0.code == .payloadNearLimit }?.severity == .warning)
    }

    /// Express workflows pay no transitions and have no history that could grow too long.
    @Test func expressWorkflows() throws {
        let definition = try StateMachineDefinition.parse("{\"StartAt\": \"L\", \"States\": {\(Self.cases[0].states)}}")
        var setting = try Self.setting()
        setting.type = .express
        setting.functionMilliseconds = 0
        let found = Advisor.advice(on: definition, setting)
        #expect(found.allSatisfy { ![.historyLimit, .couldBeExpress, .expressChild].contains($0.code) })
        // Nine requests of the function.
        #expect(abs((found.first { $0.code == .pollingLoop }?.saving?.perMonth ?? 0) - 0.648) < 1e-9)
    }

    @Test func aPollingLoopSavesWhatItsRoundsCost() throws {
        let definition = try StateMachineDefinition.parse("{\"StartAt\": \"L\", \"States\": {\(Self.cases[0].states)}}")
        var setting = try Self.setting()
        setting.functionMilliseconds = 0
        setting.assumptions.loops = ["C": 6]
        let loop = Advisor.advice(on: definition, setting).first { $0.code == .pollingLoop }
        // 16 transitions fewer, and five requests of the function.
        #expect(abs((loop?.saving?.perMonth ?? 0) - 144.36) < 1e-9)
    }
}
