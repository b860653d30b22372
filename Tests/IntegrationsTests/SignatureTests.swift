import Crypto
import Foundation
import JSON
import Testing

@testable import Integrations

struct SignatureTests {
    private static let example = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")

    /// The case get-vanilla of AWS's Signature Version 4 test suite.
    @Test func version4() {
        var request = AWSRequest()
        request.method = "GET"
        let signature = Signature(
            credentials: Self.example, scheme: AuthScheme(region: "us-east-1", service: "service"),
            time: AWSTime(seconds: 1_440_938_160))
        signature.sign(&request, host: "example.amazonaws.com")
        #expect(
            request.header("Authorization")
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        )
    }

    /// The example key of AWS's own client library; Python's `cryptography` gives the same point.
    @Test func derivesTheKeyOfVersion4A() throws {
        let key = try #require(
            AsymmetricSigningKey(
                AWSCredentials(
                    accessKeyID: "AKISORANDOMAASORANDOM",
                    secretAccessKey: "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom")))
        let digits = key.publicKey.rawRepresentation.map { String(format: "%02x", $0) }.joined()
        #expect(
            digits == "15d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb"
                + "0515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0")
    }

    /// A candidate for a key at the limit, and one past it.
    @Test func refusesCandidatesOverTheLimit() throws {
        let limit: [UInt8] = [
            0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD,
            0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x4F,
        ]
        #expect(AsymmetricSigningKey.scalar(limit) == limit.dropLast() + [0x50])
        #expect(AsymmetricSigningKey.scalar(limit.dropLast() + [0x50]) == nil)
        #expect(AsymmetricSigningKey.scalar([UInt8](repeating: 0, count: 32)) == [UInt8](repeating: 0, count: 31) + [1])
        #expect(
            AsymmetricSigningKey.scalar([UInt8](repeating: 0, count: 31) + [0xFF])
                == [UInt8](repeating: 0, count: 30) + [1, 0])
    }

    @Test func version4AVerifies() throws {
        var request = AWSRequest()
        request.path = "/a%20b"
        request.query = [.init(name: "b", value: "2"), .init(name: "a", value: "1 &")]
        request.body = Array("body".utf8)
        var credentials = Self.example
        credentials.sessionToken = "token"
        Signature(
            credentials: credentials,
            scheme: AuthScheme(algorithm: .asymmetric, region: "us-east-1,eu-west-1", service: "service"),
            time: AWSTime(seconds: 1_440_938_160)
        ).sign(&request, host: "example.amazonaws.com")
        let authorization = try #require(request.header("Authorization"))
        let prefix =
            "AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE/20150830/service/aws4_request, "
            + "SignedHeaders=host;x-amz-date;x-amz-region-set;x-amz-security-token, Signature="
        #expect(authorization.hasPrefix(prefix))
        let canonical = """
            POST
            /a%2520b
            a=1%20%26&b=2
            host:example.amazonaws.com
            x-amz-date:20150830T123600Z
            x-amz-region-set:us-east-1,eu-west-1
            x-amz-security-token:token

            host;x-amz-date;x-amz-region-set;x-amz-security-token
            230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5
            """
        let digest = SHA256.hash(data: Data(canonical.utf8)).map { String(format: "%02x", $0) }.joined()
        let text = "AWS4-ECDSA-P256-SHA256\n20150830T123600Z\n20150830/service/aws4_request\n\(digest)"
        let digits = authorization.dropFirst(prefix.count)
        let der = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(digits.dropFirst($0).prefix(2), radix: 16)
        }
        let signature = try P256.Signing.ECDSASignature(derRepresentation: der)
        let key = try #require(AsymmetricSigningKey(credentials)).publicKey
        #expect(key.isValidSignature(signature, for: Data(text.utf8)))
        #expect(!key.isValidSignature(signature, for: Data((text + "0").utf8)))
    }
}
