import JSON
import StatesLanguage
import Testing

@testable import Integrations

/// Made-up results of services, by the services' models.
@Suite(.needsBotocore) struct ResultCheckTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var resource: String
        var result: String
        /// Of the first fault; nil where it fits.
        var message: String?
        var path = ""
        var testDescription: String { "\(resource) \(result)" }
    }

    static let cases: [Case] = [
        Case(resource: "dynamodb:getItem", result: #"{"Item": {"id": {"S": "a"}}, "SdkHttpMetadata": {}}"#),
        Case(resource: "dynamodb:getItem", result: "{}"),
        Case(
            resource: "dynamodb:getItem", result: #"{"Itm": {}}"#, message: "'Itm' is no member of GetItemOutput",
            path: "/Itm"),
        Case(
            resource: "dynamodb:getItem", result: #"{"Item": {"id": "a"}}"#,
            message: #"AttributeValue is an object, not "a""#, path: "/Item/id"),
        Case(
            resource: "dynamodb:getItem", result: #"{"Item": {"id": {"Str": "a"}}}"#,
            message: "'Str' is no member of AttributeValue", path: "/Item/id/Str"),
        Case(resource: "dynamodb:getItem", result: "[1]", message: "GetItem is an object, not [1]"),
        Case(resource: "aws-sdk:dynamodb:query", result: #"{"Items": [{"n": {"N": "1"}}], "Count": 1}"#),
        Case(
            resource: "aws-sdk:dynamodb:query", result: #"{"Items": [], "Count": "1"}"#,
            message: #"Integer is a whole number, not "1""#, path: "/Count"),
        Case(resource: "sqs:sendMessage", result: #"{"MessageId": "m", "MD5OfMessageBody": "d"}"#),
        Case(
            resource: "aws-sdk:sqs:sendMessage", result: #"{"MD5OfMessageBody": "d"}"#,
            message: "'MD5OfMessageBody' is no member of SendMessageResult", path: "/MD5OfMessageBody"),
        Case(resource: "lambda:invoke", result: #"{"anything": 1}"#),
        Case(resource: "dynamodb:getItem", result: #""{% $x %}""#),
        Case(resource: "dynamodb:getItem", result: #"{"Item": "{% $x %}"}"#),
        Case(resource: "sqs:sendMessage.waitForTaskToken", result: "1"),
    ]

    private static func resource(_ text: String) throws -> TaskResource {
        let colon = try #require(text.lastIndex(of: ":"))
        let action = text[text.index(after: colon)...].split(separator: ".", maxSplits: 1)
        let pattern: TaskResource.Pattern = action.count == 1 ? .requestResponse : .waitForTaskToken
        return TaskResource(
            arn: "arn:aws:states:::\(text)",
            target: .integration(.init(service: String(text[..<colon]), action: String(action[0]), pattern: pattern)))
    }

    @Test(arguments: cases)
    func fits(_ wanted: Case) async throws {
        let catalog = ModelCatalog(directory: LocalPython.models)
        let resource = try Self.resource(wanted.resource)
        let result = try JSONValue.parse(wanted.result)
        let check = await catalog.resultCheck(of: resource)
        let faults = check?.faults(in: result) { $0.string?.hasPrefix("{%") == true } ?? []
        #expect(faults.first?.message == wanted.message)
        if wanted.message != nil {
            #expect(faults.first.map { $0.path == .top ? "" : $0.path.description } == wanted.path)
        }
    }
}
