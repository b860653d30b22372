import Foundation
import JSON
import LocalFunctions
import StatesLanguage
import Testing

@testable import Integrations

/// The Lambda integration over functions with a custom runtime, so that it needs no Python.
@Suite(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl"), "needs curl"), .timeLimit(.minutes(2)))
struct LambdaIntegrationTests {
    /// Answers with what the payload's `answer` or `error` holds, as it is.
    static let bootstrap = """
        #!/bin/sh
        base="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
        while :; do
            body=$(curl -sS -D "$HEADERS" "$base/invocation/next") || exit 0
            id=$(tr -d '\\r' <"$HEADERS" | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: //p')
            echo "id $id"
            case $body in
            *fail*) curl -sS -d '{"errorMessage":"no","errorType":"Nope","trace":"'"$PWD"'/app.py"}' "$base/invocation/$id/error" ;;
            *untyped*) curl -sS -d '{"errorMessage":"no"}' "$base/invocation/$id/error" ;;
            *garbage*) curl -sS -d 'not { json' "$base/invocation/$id/response" ;;
            *) curl -sS -d "{\\"got\\":$body}" "$base/invocation/$id/response" ;;
            esac
        done
        """

    private final class Fixture: Sendable {
        let host: FunctionHost
        let path: String

        init() async throws {
            path = NSTemporaryDirectory() + "fermata-lambda-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            let file = path + "/bootstrap"
            try LambdaIntegrationTests.bootstrap.write(toFile: file, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
            host = FunctionHost(.init(python: "python3", logDirectory: path + "/logs"))
            await host.register([
                FunctionDefinition(
                    name: "f", runtime: .provided(executable: file), directory: path,
                    environment: ["HEADERS": path + "/headers"], concurrency: 1)
            ])
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func call(_ resource: TaskResource, _ parameters: JSONValue, key: String = "k") async -> TaskOutcome {
            await LambdaIntegration(host: host, now: { 784_111_777 })
                .call(
                    TaskRequest(
                        resource: resource, parameters: parameters, idempotencyKey: key, account: "123456789012",
                        region: "eu-central-1", executionARN: "e", stateName: "s"))
        }
    }

    static let invoke = TaskResource(
        arn: "arn:aws:states:::lambda:invoke",
        target: .integration(.init(service: "lambda", action: "invoke", pattern: .requestResponse)))

    static func function(_ name: String) -> TaskResource {
        TaskResource(arn: "arn:aws:lambda:eu-central-1:123456789012:function:\(name)", target: .function)
    }

    @Test func aFunctionARNGivesTheBareResult() async throws {
        let fixture = try await Fixture()
        #expect(await fixture.call(Self.function("f"), ["a": 1]) == .success(["got": ["a": 1]]))
        #expect(await fixture.call(Self.function("f:$LATEST"), "x") == .success(["got": "x"]))
        await fixture.host.shutdown()
    }

    @Test func invokeGivesTheAnswerOfTheAPI() async throws {
        let fixture = try await Fixture()
        let outcome = await fixture.call(Self.invoke, ["FunctionName": "f", "Payload": ["a": 1]])
        guard case .success(let value) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(value["ExecutedVersion"] == "$LATEST")
        #expect(value["Payload"] == ["got": ["a": 1]])
        #expect(value["StatusCode"] == 200)
        let headers = value["SdkHttpMetadata"]?["HttpHeaders"]
        #expect(headers?["Date"] == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(headers?["Content-Length"] == "15")
        #expect(headers?["x-amzn-RequestId"] == .string(Invocation.requestID(for: "k")))
        #expect(
            value["SdkHttpMetadata"]?["AllHttpHeaders"]?.object?.members.map(\.key) == [
                "X-Amz-Executed-Version", "x-amzn-Remapped-Content-Length", "Connection", "x-amzn-RequestId",
                "Content-Length", "Date", "X-Amzn-Trace-Id", "Content-Type",
            ])
        await fixture.host.shutdown()
    }

    @Test(arguments: [
        ("fail", "Nope", #"{"errorMessage":"no","errorType":"Nope","trace":"/var/task/app.py"}"#),
        (
            "untyped", "Lambda.Unknown",
            #"The cause could not be determined because Lambda did not return an error type. Returned payload: {"errorMessage":"no"}"#
        ),
        (
            "garbage", "Lambda.Unknown",
            "The cause could not be determined because Lambda did not return an error type. Returned payload: not { json"
        ),
    ])
    func failuresHaveAWSNames(payload: String, error: String, cause: String) async throws {
        let fixture = try await Fixture()
        let failure = TaskOutcome.failure(error: error, cause: cause)
        #expect(await fixture.call(Self.function("f"), .string(payload)) == failure)
        #expect(
            await fixture.call(Self.invoke, ["FunctionName": "f", "Payload": .string("\"\(payload)\"")]) == failure)
        await fixture.host.shutdown()
    }

    @Test(arguments: [
        (#""0""#, "0"), (#""{\"a\":1}""#, #"{"a":1}"#), (#""\"text\"""#, #""text""#), ("null", "{}"), ("[1]", "[1]"),
    ])
    func aPayloadThatIsATextIsSentAsItIs(payload: String, received: String) async throws {
        let request = TaskRequest(
            resource: Self.invoke, parameters: ["FunctionName": "f", "Payload": try JSONValue.parse(payload)],
            idempotencyKey: "k", account: "1", region: "r", executionARN: "", stateName: "S")
        #expect(try InvokeParameters(request).payload.serialized() == received)
    }

    @Test func aPayloadThatIsNoJSONIsRefused() async throws {
        let fixture = try await Fixture()
        let outcome = await fixture.call(Self.invoke, ["FunctionName": "f", "Payload": "hello"])
        guard case .failure("Lambda.InvalidRequestContentException", _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        await fixture.host.shutdown()
    }

    @Test func anUnknownFunctionIsNotFound() async throws {
        let fixture = try await Fixture()
        let id = Invocation.requestID(for: "k")
        let arn = "arn:aws:lambda:eu-central-1:123456789012:function:none:$LATEST"
        let failure = TaskOutcome.failure(
            error: "Lambda.ResourceNotFoundException",
            cause: "Function not found: \(arn) (Service: AWSLambda; Status Code: 404; "
                + "Error Code: ResourceNotFoundException; Request ID: \(id); Proxy: null)")
        #expect(await fixture.call(Self.invoke, ["FunctionName": "none"]) == failure)
        #expect(await fixture.call(Self.function("none"), [:]) == failure)
        #expect(await fixture.call(Self.invoke, ["FunctionName": "none", "InvocationType": "Event"]) == failure)
        await fixture.host.shutdown()
    }

    @Test func otherInvocationTypes() async throws {
        let fixture = try await Fixture()
        for (type, status) in [("Event", 202), ("DryRun", 204)] as [(String, Int64)] {
            let outcome = await fixture.call(Self.invoke, ["FunctionName": "f", "InvocationType": .string(type)])
            guard case .success(let value) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(value["StatusCode"] == .int(status))
            #expect(value["Payload"] == "")
            #expect(value["ExecutedVersion"] == nil)
        }
        await fixture.host.shutdown()
    }

    @Test(arguments: [
        ("f", "arn:aws:lambda:r:1:function:f"), ("f:2", "arn:aws:lambda:r:1:function:f:2"),
        ("2:function:f", "arn:aws:lambda:r:2:function:f"),
        ("arn:aws:lambda:x:3:function:f:live", "arn:aws:lambda:x:3:function:f:live"),
    ])
    func namesOfFunctions(text: String, arn: String) {
        #expect(FunctionReference(text, account: "1", region: "r")?.arn == arn)
    }

    @Test(arguments: ["", ":", "f:", "a:b:c:d"])
    func whatIsNoName(text: String) {
        #expect(FunctionReference(text, account: "1", region: "r") == nil)
    }

    @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar", "ü€😀"])
    func base64RoundTrip(text: String) {
        let encoded = Base64.encoded(Array(text.utf8))
        #expect(encoded == Data(text.utf8).base64EncodedString())
        #expect(Base64.decoded(encoded) == text)
    }

    @Test(arguments: [0, 951_782_400, 1_709_164_799, 4_107_542_399, -1] as [Double])
    func datesOfTheCalendar(seconds: Double) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: seconds))
        let time = CivilTime(seconds)
        #expect(
            [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second] == [
                time.year, time.month, time.day, time.hour, time.minute, time.second,
            ])
    }
}
