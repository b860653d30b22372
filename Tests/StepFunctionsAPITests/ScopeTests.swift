import Engine
import StepFunctionsAPI
import Testing

/// Who asks, by the signature.
@Suite struct ScopeTests {
    @Test(
        arguments: [
            (nil, "000000000000", "us-east-1"),
            (
                "AWS4-HMAC-SHA256 Credential=test/20261122/eu-west-1/states/aws4_request, SignedHeaders=host",
                "000000000000", "eu-west-1"
            ),
            (
                "AWS4-HMAC-SHA256 Credential=123456789012/20261122/us-east-1/states/aws4_request,Signature=0",
                "123456789012", "us-east-1"
            ),
            (
                "AWS4-HMAC-SHA256 Credential=12345678901/20261122/us-east-1/states/aws4_request", "000000000000",
                "us-east-1"
            ),
            ("AWS4-HMAC-SHA256 Credential=", "000000000000", "us-east-1"),
            ("Bearer x", "000000000000", "us-east-1"),
        ] as [(String?, String, String)])
    func isReadFromTheSignature(_ authorization: String?, account: String, region: String) {
        #expect(
            RequestScope.of(authorization: authorization, default: Scope()) == Scope(account: account, region: region))
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("localhost", true), ("::1", true), ("127.8.0.1", true), ("0.0.0.0", false),
        ("127.evil.example", false), ("10.0.0.1", false), ("", false),
    ])
    func loopbackIsKnown(_ host: String, isLoopback: Bool) {
        #expect(APIServer.Configuration(host: host).isLoopback == isLoopback)
    }
}
