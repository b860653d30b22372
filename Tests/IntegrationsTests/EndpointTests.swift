import Foundation
import JSON
import StatesLanguage
import Testing

@testable import Integrations

/// Where requests go and what they are signed with. That the rules themselves give what botocore makes of them is
/// ``OracleTests``' matter.
@Suite(.needsBotocore)
struct EndpointTests {
    private static let catalog = ModelCatalog(directory: LocalPython.models)

    struct Call: Sendable, CustomTestStringConvertible {
        var resource: String
        var parameters: JSONValue
        var environment: [String: String] = [:]
        var url: String
        /// The beginning of `Authorization` behind `Credential=ID/DATE/`.
        var scope: String
        var regionSet: String?

        var testDescription: String { "\(resource) \(url)" }
    }

    private static let event: JSONValue = ["Source": "s", "DetailType": "d", "Detail": "{}"]
    private static let multiRegion: JSONValue = "arn:aws:s3::123456789012:accesspoint:mfzwi23gnjvgw.mrap"

    static let calls: [Call] = [
        Call(
            resource: "s3:getObject", parameters: ["Bucket": "box", "Key": "a b/c"],
            url: "https://box.s3.us-east-1.amazonaws.com/a%20b/c", scope: "us-east-1/s3/"),
        Call(
            resource: "s3:listObjectsV2", parameters: ["Bucket": "my.box"],
            url: "https://s3.us-east-1.amazonaws.com/my.box?list-type=2", scope: "us-east-1/s3/"),
        Call(
            resource: "s3:getObject", parameters: ["Bucket": multiRegion, "Key": "k"],
            url: "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/k", scope: "s3/", regionSet: "*"),
        Call(
            resource: "s3:getObject", parameters: ["Bucket": multiRegion, "Key": "k"],
            environment: ["AWS_SIGV4A_SIGNING_REGION_SET": "us-east-1,eu-west-1"],
            url: "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/k", scope: "s3/",
            regionSet: "us-east-1,eu-west-1"),
        Call(
            resource: "s3:getObject", parameters: ["Bucket": "box", "Key": "k"],
            environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:9/base/"], url: "http://127.0.0.1:9/base/box/k",
            scope: "us-east-1/s3/"),
        Call(
            resource: "s3:createBucket", parameters: ["Bucket": "box"],
            environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:9"], url: "http://127.0.0.1:9/box",
            scope: "us-east-1/s3/"),
        Call(
            resource: "s3control:getPublicAccessBlock", parameters: ["AccountId": "123456789012"],
            url: "https://123456789012.s3-control.us-east-1.amazonaws.com/v20180820/configuration/publicAccessBlock",
            scope: "us-east-1/s3/"),
        Call(
            resource: "s3control:getPublicAccessBlock", parameters: ["AccountId": "123456789012"],
            environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:9"],
            url: "http://127.0.0.1:9/v20180820/configuration/publicAccessBlock", scope: "us-east-1/s3/"),
        Call(
            resource: "eventbridge:putEvents", parameters: ["Entries": [event], "EndpointId": "abc123.456def"],
            url: "https://abc123.456def.endpoint.events.amazonaws.com/", scope: "events/", regionSet: "*"),
        Call(
            resource: "eventbridge:putEvents", parameters: ["Entries": [event]],
            url: "https://events.us-east-1.amazonaws.com/", scope: "us-east-1/events/"),
        Call(
            resource: "iam:listRoles", parameters: [:], url: "https://iam.amazonaws.com/", scope: "us-east-1/iam/"),
        Call(
            resource: "sts:getCallerIdentity", parameters: [:], url: "https://sts.us-east-1.amazonaws.com/",
            scope: "us-east-1/sts/"),
        // Here the service's model asks for 4A first, and its endpoint for nothing.
        Call(
            resource: "partnercentralchannel:listRelationships", parameters: ["Catalog": "AWS"],
            environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:9"], url: "http://127.0.0.1:9/",
            scope: "partnercentral-channel/", regionSet: "*"),
    ]

    @Test(arguments: calls)
    func goesAndIsSigned(_ call: Call) async throws {
        let transport = StandIn { _, _ in StandIn.answer(500, "") }
        var environment = ["AWS_ACCESS_KEY_ID": "ID", "AWS_SECRET_ACCESS_KEY": "secret"]
        environment.merge(call.environment) { $1 }
        let client = AWSClient(
            catalog: Self.catalog, configuration: AWSConfiguration(environment: environment), transport: transport,
            now: { 1_440_938_160 })
        _ = await SDKIntegration(client: client).call(
            .of("aws-sdk:\(call.resource)", call.parameters))
        let sent = try #require(await transport.calls.first)
        #expect(sent.url == call.url)
        let headers = Dictionary(sent.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let algorithm = call.regionSet == nil ? "AWS4-HMAC-SHA256" : "AWS4-ECDSA-P256-SHA256"
        #expect(
            headers["Authorization"]?.hasPrefix("\(algorithm) Credential=ID/20150830/\(call.scope)aws4_request, ")
                == true, "\(headers["Authorization"] ?? "none")")
        #expect(headers["X-Amz-Region-Set"] == call.regionSet)
    }

    /// The rules' own refusals fail the task, and nothing is sent.
    @Test(
        arguments: [
            ("s3:getObject", ["Bucket": "arn:aws:s3:us-west-2:1:nothing:x", "Key": "k"], "S3.SdkClientException"),
            (
                "eventbridge:putEvents", ["Entries": [event], "EndpointId": "no_label"],
                "EventBridge.SdkClientException"
            ),
        ] as [(String, JSONValue, String)])
    func refuses(resource: String, parameters: JSONValue, error: String) async throws {
        let transport = StandIn { _, _ in StandIn.answer(200, "") }
        let client = AWSClient(
            catalog: Self.catalog, configuration: AWSConfiguration(environment: [:]), transport: transport, now: { 0 })
        let outcome = await SDKIntegration(client: client).call(
            .of("aws-sdk:\(resource)", parameters))
        guard case .failure(error, let cause) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(!cause.isEmpty)
        #expect(await transport.calls.isEmpty)
    }
}
