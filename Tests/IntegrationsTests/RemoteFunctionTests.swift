import Foundation
import JSON
import LocalFunctions
import StatesLanguage
import Testing

@testable import Integrations

/// Functions that the host doesn't know, at a Lambda endpoint.
@Suite(.needsBotocore)
struct RemoteFunctionTests {
    private func call(_ transport: StandIn, _ resource: TaskResource, _ parameters: JSONValue) async -> TaskOutcome {
        let client = AWSClient(
            catalog: ModelCatalog(directory: LocalPython.models),
            configuration: AWSConfiguration(endpoints: ["lambda": "http://stand-in"]), transport: transport, now: { 1 })
        let host = FunctionHost(.init(python: "python3", logDirectory: NSTemporaryDirectory()))
        var request = TaskRequest.of("lambda:invoke", parameters)
        request.resource = resource
        let outcome = await LambdaIntegration(host: host, remote: client, now: { 1 }).call(request)
        await host.shutdown()
        return outcome
    }

    @Test func invokes() async throws {
        let transport = StandIn { _, _ in
            StandIn.answer(200, #"{"a":1}"#, ["X-Amz-Executed-Version": "$LATEST", "x-amzn-RequestId": "r"])
        }
        let outcome = await call(
            transport, .integration("lambda:invoke"), ["FunctionName": "f:live", "Payload": ["x": 1]])
        #expect(outcome.value?["Payload"] == ["a": 1])
        #expect(outcome.value?["ExecutedVersion"] == "$LATEST")
        #expect(outcome.value?["StatusCode"] == 200)
        #expect(outcome.value?["SdkResponseMetadata"] == ["RequestId": "r"])
        let sent = try #require(await transport.calls.first)
        #expect(
            sent.url.hasSuffix(
                "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Af%3Alive/invocations")
        )
        #expect(String(decoding: sent.body, as: UTF8.self) == #"{"x":1}"#)
        let function = TaskResource(arn: "arn:aws:lambda:us-east-1:1:function:f", target: .function)
        #expect(await call(transport, function, "text") == .success(["a": 1]))
        #expect(await transport.calls.last.map { String(decoding: $0.body, as: UTF8.self) } == #""text""#)
    }

    @Test func failures() async {
        let failed = StandIn { _, _ in
            StandIn.answer(200, #"{"errorType":"E","errorMessage":"m"}"#, ["X-Amz-Function-Error": "Unhandled"])
        }
        let outcome = await call(failed, .integration("lambda:invoke"), ["FunctionName": "f"])
        #expect(outcome == .failure(error: "E", cause: #"{"errorType":"E","errorMessage":"m"}"#))
        let missing = StandIn { _, _ in
            StandIn.answer(
                404, #"{"Type":"User","Message":"Function not found: f"}"#,
                ["x-amzn-ErrorType": "ResourceNotFoundException", "x-amzn-RequestId": "r"])
        }
        #expect(
            await call(missing, .integration("lambda:invoke"), ["FunctionName": "f"])
                == .failure(
                    error: "Lambda.ResourceNotFoundException",
                    cause: "Function not found: f (Service: AWSLambda; Status Code: 404; Error Code: "
                        + "ResourceNotFoundException; Request ID: r; Proxy: null)"))
    }
}
