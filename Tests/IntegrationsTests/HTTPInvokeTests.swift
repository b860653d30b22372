import Foundation
import JSON
import StatesLanguage
import Testing

@testable import Integrations

struct HTTPInvokeTests {
    private let store = ConnectionStore(directory: nil)

    private func create(_ name: String, _ type: String, _ parameters: JSONValue) async throws -> JSONValue {
        let answer = try await ConnectionsAPI(store: store, now: { 0 }).answer(
            "CreateConnection",
            ["Name": .string(name), "AuthorizationType": .string(type), "AuthParameters": parameters],
            account: "123456789012", region: "us-east-1")
        return try #require(answer["ConnectionArn"])
    }

    private func call(_ transport: StandIn, _ parameters: JSONValue, now: Double = 0) async -> TaskOutcome {
        await HTTPInvokeIntegration(store: store, transport: transport, now: { now })
            .call(.of("http:invoke", parameters))
    }

    @Test func sendsTheRequestAndShowsTheAnswer() async throws {
        let arn = try await create(
            "basic", "BASIC",
            [
                "BasicAuthParameters": ["Username": "me", "Password": "secret"],
                "InvocationHttpParameters": [
                    "HeaderParameters": [["Key": "X-Team", "Value": "pizza", "IsValueSecret": false]],
                    "QueryStringParameters": [["Key": "v", "Value": "1"]],
                    "BodyParameters": [["Key": "tenant", "Value": "t"]],
                ],
            ])
        let transport = StandIn { _, _ in StandIn.answer(201, #"{"id":7}"#) }
        let outcome = await call(
            transport,
            [
                "ApiEndpoint": "https://127.0.0.1/pay?a=b", "Method": "POST", "Authentication": ["ConnectionArn": arn],
                "Headers": ["X-Own": "1"], "QueryParameters": ["q": ["x y", 2]], "RequestBody": ["amount": 12.5],
            ])
        #expect(
            outcome
                == .success([
                    "Headers": ["Content-Type": ["application/json"]], "ResponseBody": ["id": 7], "StatusCode": 201,
                    "StatusText": "Created",
                ]))
        let sent = try #require(await transport.calls.first)
        #expect(sent.url == "https://127.0.0.1/pay?a=b&q=x%20y&q=2&v=1")
        #expect(String(decoding: sent.body, as: UTF8.self) == #"{"amount":12.5,"tenant":"t"}"#)
        let headers = Dictionary(uniqueKeysWithValues: sent.headers.map { ($0.name, $0.value) })
        #expect(headers["Authorization"] == "Basic bWU6c2VjcmV0")
        #expect(headers["X-Team"] == "pizza")
        #expect(headers["X-Own"] == "1")
        #expect(headers["Content-Type"] == "application/json")
        #expect(headers["Idempotency-Key"] != nil)
    }

    @Test(arguments: [
        ("INDICES", "a[0]=1&a[1]=2&o[k]=v"), ("REPEAT", "a=1&a=2&o[k]=v"), ("COMMAS", "a=1%2C2&o[k]=v"),
        ("BRACKETS", "a[]=1&a[]=2&o[k]=v"),
    ])
    func encodesForms(format: String, text: String) async throws {
        let transport = StandIn { _, _ in StandIn.answer(200, "{}") }
        _ = await call(
            transport,
            [
                "ApiEndpoint": "https://127.0.0.1/", "Method": "POST", "RequestBody": ["a": [1, 2], "o": ["k": "v"]],
                "Transform": [
                    "RequestBodyEncoding": "URL_ENCODED", "RequestEncodingOptions": ["ArrayFormat": .string(format)],
                ],
            ])
        #expect(await transport.calls.first.map { String(decoding: $0.body, as: UTF8.self) } == text)
    }

    @Test func fetchesAndRenewsTokens() async throws {
        let arn = try await create(
            "oauth", "OAUTH_CLIENT_CREDENTIALS",
            [
                "OAuthParameters": [
                    "AuthorizationEndpoint": "https://127.0.0.1/token", "HttpMethod": "POST",
                    "ClientParameters": ["ClientID": "id", "ClientSecret": "hush"],
                    "OAuthHttpParameters": ["BodyParameters": [["Key": "scope", "Value": "pay"]]],
                ]
            ])
        let transport = StandIn { call, number in
            if call.url.hasSuffix("/token") {
                return StandIn.answer(200, #"{"access_token":"t\#(number)","expires_in":3600}"#)
            }
            // The first token is refused at its third use, as if revoked.
            return number == 3 ? StandIn.answer(401, "{}") : StandIn.answer(200, "{}")
        }
        let parameters: JSONValue = [
            "ApiEndpoint": "https://127.0.0.1/a", "Method": "GET", "Authentication": ["ConnectionArn": arn],
        ]
        for _ in 0..<3 { #expect(await call(transport, parameters).error == nil) }
        let calls = await transport.calls
        #expect(calls.map { $0.url.hasSuffix("/token") } == [true, false, false, false, true, false])
        #expect(
            String(decoding: calls[0].body, as: UTF8.self)
                == "grant_type=client_credentials&client_id=id&client_secret=hush&scope=pay")
        let tokens = calls.map { $0.headers.first { $0.name == "Authorization" }?.value }
        #expect(tokens == [nil, "Bearer t0", "Bearer t0", "Bearer t0", nil, "Bearer t4"])
        _ = await call(transport, parameters, now: 4_000)
        #expect(await transport.calls.count == 8)
    }

    @Test(arguments: [
        (404, "no pizza", "States.Http.StatusCode.404"), (500, "{}", "States.Http.StatusCode.500"),
        (304, "", "States.Http.StatusCode.304"),
    ])
    func statusesAreErrors(status: Int, body: String, error: String) async {
        let transport = StandIn { _, _ in StandIn.answer(status, body) }
        let outcome = await call(transport, ["ApiEndpoint": "https://127.0.0.1/", "Method": "GET"])
        #expect(outcome == .failure(error: error, cause: body))
    }

    @Test(arguments: [
        (HTTPFailure.timedOut, "States.Http.Socket"), (.connection("refused"), "States.Http.Socket"),
        (.responseTooLarge, "States.DataLimitExceeded"),
    ])
    func noAnswerIsAnError(failure: HTTPFailure, error: String) async {
        let outcome = await call(
            StandIn { _, _ in .failure(failure) }, ["ApiEndpoint": "https://127.0.0.1/", "Method": "GET"])
        #expect(outcome.error == error)
    }

    @Test(arguments: [
        "http://169.254.169.254/latest/meta-data", "http://[fe80::1]/", "http://[::ffff:169.254.169.254]/",
        "http://metadata.google.internal/", "http://0xa9fea9fe/",
    ])
    func metadataAddressesAreRefused(url: String) async {
        let transport = StandIn { _, _ in StandIn.answer(200, "{}") }
        #expect(await call(transport, ["ApiEndpoint": .string(url), "Method": "GET"]).error == "States.Http.Socket")
        #expect(await transport.calls.isEmpty)
    }

    @Test func redirectsEndAndHideCredentials() async throws {
        let arn = try await create(
            "key", "API_KEY", ["ApiKeyAuthParameters": ["ApiKeyName": "x-api-key", "ApiKeyValue": "k"]])
        let parameters: JSONValue = [
            "ApiEndpoint": "https://127.0.0.1/a/b", "Method": "POST", "RequestBody": ["x": 1],
            "Authentication": ["ConnectionArn": arn],
        ]
        let away = StandIn { call, number in
            number == 0 ? StandIn.answer(302, "", ["Location": "https://127.0.0.2/c"]) : StandIn.answer(200, "{}")
        }
        #expect(await call(away, parameters).error == nil)
        let second = try #require(await away.calls.last)
        #expect(second.url == "https://127.0.0.2/c")
        #expect(second.method == "GET")
        #expect(second.body.isEmpty)
        #expect(!second.headers.contains { $0.name == "x-api-key" })
        let loop = StandIn { _, _ in StandIn.answer(307, "", ["Location": "./b"]) }
        #expect(await call(loop, parameters).error == "States.Http.Socket")
        #expect(await loop.calls.count == HTTPTask.redirectLimit + 1)
        let metadata = StandIn { _, _ in StandIn.answer(302, "", ["Location": "http://169.254.169.254/"]) }
        #expect(await call(metadata, parameters).error == "States.Http.Socket")
        #expect(await metadata.calls.count == 1)
    }

    @Test(
        arguments: [
            (["Method": "GET"], "The field 'ApiEndpoint' is required but was missing"),
            (["ApiEndpoint": "https://x", "Method": "BREW"], "The value of the field 'Method' is not valid: BREW"),
            (["ApiEndpoint": "ftp://x", "Method": "GET"], "not a valid URL"),
            (
                ["ApiEndpoint": "https://x", "Method": "GET", "Bdy": 1],
                "The field 'Bdy' is not supported by Step Functions"
            ),
            (
                ["ApiEndpoint": "https://x", "Method": "GET", "Headers": ["Host": "y"]],
                "The header 'Host' can't be set"
            ),
        ] as [(JSONValue, String)])
    func badParameters(parameters: JSONValue, message: String) async {
        let outcome = await call(StandIn { _, _ in StandIn.answer(200, "{}") }, parameters)
        #expect(outcome.error == "States.Runtime")
        #expect(outcome.cause?.contains(message) == true, "\(outcome)")
    }

    @Test func anUnknownConnection() async {
        let outcome = await call(
            StandIn { _, _ in StandIn.answer(200, "{}") },
            [
                "ApiEndpoint": "https://127.0.0.1/", "Method": "GET",
                "Authentication": ["ConnectionArn": "arn:aws:events:us-east-1:1:connection/none/1"],
            ])
        #expect(outcome.error == "Events.ConnectionResource.NotFound")
    }

    @Test func apiGateway() async {
        let transport = StandIn { call, _ in
            call.url.contains("missing") ? StandIn.answer(403, #"{"message":"no"}"#) : StandIn.answer(200, "[1]")
        }
        let integration = APIGatewayIntegration(transport: transport)
        let good = await integration.call(
            .of(
                "apigateway:invoke",
                [
                    "ApiEndpoint": "127.0.0.1", "Stage": "prod", "Path": "/orders", "Method": "POST",
                    "Headers": ["a": ["1", "2"]], "QueryParameters": ["q": ["v"]], "RequestBody": ["x": nil, "y": 1],
                ]))
        #expect(good.value?["ResponseBody"] == [1])
        let sent = await transport.calls.first
        #expect(sent?.url == "https://127.0.0.1/prod/orders?q=v")
        #expect(sent.map { String(decoding: $0.body, as: UTF8.self) } == #"{"y":1}"#)
        let bad = await integration.call(
            .of("apigateway:invoke", ["ApiEndpoint": "127.0.0.1", "Path": "missing", "Method": "GET"]))
        #expect(bad == .failure(error: "ApiGateway.403", cause: #"{"message":"no"}"#))
        let header = await integration.call(
            .of("apigateway:invoke", ["ApiEndpoint": "127.0.0.1", "Method": "GET", "Headers": ["a": "1"]]))
        #expect(header.cause?.contains("[The value of the field 'Headers' has an invalid format]") == true)
    }
}
