import Engine
import JSON
import StepFunctionsAPI
import Testing

/// Requests that AWS refuses before it does anything.
@Suite struct BadRequestTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let operation: String
        let body: String
        let answer: String

        init(_ operation: String, _ body: String, _ answer: String) {
            self.operation = operation
            self.body = body
            self.answer = answer
        }

        var testDescription: String { "\(operation) \(body.prefix(80))" }
    }

    static let long = String(repeating: "a", count: 81)
    static let account = "arn:aws:states:us-east-1:000000000000"

    static let refusals = [
        Refusal("Nothing", "{}", "UnknownOperationException: The operation 'AWSStepFunctions.Nothing' is not known."),
        Refusal("CreateActivity", "nope", "SerializationException: "),
        Refusal("CreateActivity", "[1]", "SerializationException: "),
        Refusal(
            "CreateActivity", #"{"name":5}"#, "SerializationException: NUMBER_VALUE can not be converted to a String"),
        Refusal(
            "CreateActivity", #"{"name":["a"]}"#, "SerializationException: Start of list found where not expected"),
        Refusal(
            "ListActivities", #"{"maxResults":"5"}"#,
            "SerializationException: STRING_VALUE can not be converted to an Integer"),
        Refusal(
            "TagResource", #"{"resourceArn":"x","tags":{"a":"b"}}"#,
            "SerializationException: Start of structure or map found where not expected."),
        Refusal(
            "CreateActivity", "{}",
            "ValidationException: 1 validation error detected: Value null at 'name' failed to satisfy constraint: "
                + "Member must not be null"),
        Refusal(
            "CreateActivity", #"{"name":null}"#,
            "ValidationException: 1 validation error detected: Value null at 'name' failed to satisfy constraint: "
                + "Member must not be null"),
        Refusal(
            "CreateActivity", #"{"name":""}"#,
            "ValidationException: 1 validation error detected: Value '' at 'name' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 1"),
        Refusal(
            "CreateActivity", #"{"name":"\#(long)"}"#,
            "ValidationException: 1 validation error detected: Value '\(long)' at 'name' failed to satisfy constraint: "
                + "Member must have length less than or equal to 80"),
        Refusal(
            "ListStateMachines", #"{"maxResults":-1}"#,
            "ValidationException: 1 validation error detected: Value '-1' at 'maxResults' failed to satisfy constraint: "
                + "Member must have value greater than or equal to 0"),
        Refusal(
            "CreateStateMachine", #"{"name":"a","definition":"{}","roleArn":"r","type":"FAST"}"#,
            "ValidationException: 1 validation error detected: Value 'FAST' at 'type' failed to satisfy constraint: "
                + "Member must satisfy enum value set: [STANDARD, EXPRESS]"),
        Refusal(
            "CreateStateMachineAlias",
            #"{"name":"12","routingConfiguration":[{"stateMachineVersionArn":"a","weight":101}]}"#,
            "ValidationException: 2 validation errors detected: Value '12' at 'name' failed to satisfy constraint: "
                + #"Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$; "#
                + "Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: "
                + "Member must have value less than or equal to 100"),
        Refusal("ListActivities", #"{"nextToken":"abc"}"#, "InvalidToken: Invalid Token: 'Invalid token'"),
        Refusal(
            "DescribeExecution", #"{"executionArn":"\#(account):express:a:b:c"}"#,
            "InvalidArn: Invalid Arn: 'Resource type not valid in this context: express'"),
        Refusal(
            "DescribeStateMachine", #"{"stateMachineArn":"nope"}"#,
            "InvalidArn: Invalid Arn: 'Invalid ARN prefix: nope'"),
        Refusal(
            "CreateStateMachine", #"{"name":"a","definition":"{}","roleArn":"nope"}"#,
            "InvalidArn: Invalid Role Arn: 'nope'"),
        Refusal("CreateActivity", #"{"name":"a b"}"#, "InvalidName: Invalid Name: 'a b'"),
        Refusal("CreateActivity", #"{"name":"a%b"}"#, "InvalidName: Invalid Name: 'a%b'"),
        Refusal(
            "DescribeActivity", #"{"activityArn":"\#(account):activity:none"}"#,
            "ActivityDoesNotExist: Activity Does Not Exist: '\(account):activity:none'"),
        Refusal(
            "ListExecutions", "{}", "ValidationException: Must specify exactly one of State Machine Arn and Map Run Arn"
        ),
        Refusal(
            "UpdateStateMachine", #"{"stateMachineArn":"\#(account):stateMachine:m"}"#,
            "MissingRequiredParameter: Either the definition, the role ARN, the LoggingConfiguration, or the "
                + "TracingConfiguration must be specified"),
        Refusal(
            "DescribeMapRun", #"{"mapRunArn":"\#(account):mapRun:m/l:1"}"#,
            "ResourceNotFound: Resource not found: '\(account):mapRun:m/l:1'"),
    ]

    @Test(arguments: refusals)
    func isRefused(_ refusal: Refusal) async throws {
        let fixture = try await APIFixture()
        let answer = await fixture.api.respond(
            target: "AWSStepFunctions.\(refusal.operation)", body: Array(refusal.body.utf8), scope: Scope())
        #expect(answer.status == 400)
        let text = try JSONValue.parse(answer.bytes).exceptionText
        #expect(refusal.answer.hasSuffix(": ") ? text.hasPrefix(refusal.answer) : text == refusal.answer)
        await fixture.engine.shutdown()
    }

    @Test func aTargetOfAnotherServiceIsUnknown() async throws {
        let fixture = try await APIFixture()
        for target in ["", "AWSEvents.PutRule", "AWSStepFunctions"] {
            let answer = await fixture.api.respond(target: target, body: [], scope: Scope())
            #expect(answer.status == 400)
            #expect(try JSONValue.parse(answer.bytes).exceptionText.hasPrefix("UnknownOperationException: "))
        }
        await fixture.engine.shutdown()
    }
}
