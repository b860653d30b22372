import Digests
import Foundation
import JSON
import Testing

@testable import Integrations

struct ConnectionTests {
    private static let body: JSONValue = [
        "Name": "shop", "AuthorizationType": "BASIC", "Description": "d",
        "AuthParameters": [
            "BasicAuthParameters": ["Username": "me", "Password": "very-secret"],
            "InvocationHttpParameters": ["HeaderParameters": [["Key": "k", "Value": "hidden", "IsValueSecret": true]]],
        ],
    ]

    private func answer(_ store: ConnectionStore, _ operation: String, _ body: JSONValue) async throws -> JSONValue {
        try await ConnectionsAPI(store: store, now: { 1_000 }).answer(
            operation, body, account: "123456789012", region: "us-east-1")
    }

    @Test func createsDescribesAndDeletes() async throws {
        let store = ConnectionStore(directory: nil)
        let created = try await answer(store, "CreateConnection", Self.body)
        #expect(created["ConnectionState"] == "AUTHORIZED")
        #expect(
            created["ConnectionArn"]?.string?.hasPrefix("arn:aws:events:us-east-1:123456789012:connection/shop/")
                == true)
        let described = try await answer(store, "DescribeConnection", ["Name": "shop"])
        #expect(described["AuthParameters"]?["BasicAuthParameters"] == ["Username": "me"])
        #expect(!described.serialized().contains("secret\""))
        #expect(!described.serialized().contains("hidden"))
        await #expect(throws: ConnectionsAPI.Failure.self) { try await answer(store, "CreateConnection", Self.body) }
        #expect(try await answer(store, "ListConnections", [:])["Connections"]?.array?.count == 1)
        #expect(try await answer(store, "DeleteConnection", ["Name": "shop"])["ConnectionState"] == "DELETING")
        let gone = await #expect(throws: ConnectionsAPI.Failure.self) {
            try await answer(store, "DescribeConnection", ["Name": "shop"])
        }
        #expect(gone?.type == "ResourceNotFoundException")
    }

    @Test func secretsAreEncryptedOnDisk() async throws {
        let directory = NSTemporaryDirectory() + "fermata-connections-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        _ = try await answer(ConnectionStore(directory: directory), "CreateConnection", Self.body)
        let file = try Data(contentsOf: URL(fileURLWithPath: directory + "/connections"))
        #expect(file.range(of: Data("secret".utf8)) == nil)
        for name in ["connections", "connections.key"] {
            let rights = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")[.posixPermissions]
            #expect(rights as? Int == 0o600)
        }
        // Another process of the server reads it.
        let again = try await ConnectionStore(directory: directory).named("shop")
        #expect(again?.parameters == Self.body["AuthParameters"])
        try Data(repeating: 7, count: 32).write(to: URL(fileURLWithPath: directory + "/connections.key"))
        await #expect(throws: ConnectionStore.Failure.self) {
            _ = try await ConnectionStore(directory: directory).named("shop")
        }
    }

    /// NIST's test vectors for AES-256 in "The Galois/Counter Mode of Operation", cases 13, 14 and 16.
    @Test(arguments: [
        (String(repeating: "00", count: 32), "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
        (
            String(repeating: "00", count: 32), "000000000000000000000000", "00000000000000000000000000000000", "",
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ])
    func galoisCounterMode(key: String, nonce: String, text: String, data: String, sealed: String) throws {
        let cipher = try #require(AESGCM(key: Self.bytes(key)))
        let result = cipher.seal(Self.bytes(text), nonce: Self.bytes(nonce), authenticating: Self.bytes(data))
        #expect(Digest.hex(result) == sealed)
        #expect(cipher.open(result, nonce: Self.bytes(nonce), authenticating: Self.bytes(data)) == Self.bytes(text))
        var changed = result
        changed[0] ^= 1
        #expect(cipher.open(changed, nonce: Self.bytes(nonce), authenticating: Self.bytes(data)) == nil)
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
    }

    /// The case get-vanilla of AWS's Signature Version 4 test suite.
    @Test func signatureVersion4() {
        var request = AWSRequest()
        request.method = "GET"
        let signature = Signature(
            credentials: AWSCredentials(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            region: "us-east-1", service: "service", time: AWSTime(seconds: 1_440_938_160))
        signature.sign(&request, host: "example.amazonaws.com")
        #expect(
            request.header("Authorization")
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        )
    }
}
