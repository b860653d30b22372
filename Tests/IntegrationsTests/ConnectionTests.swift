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

    /// Sealed by another implementation: key bytes 0...31, nonce bytes 100...111, nothing authenticated besides.
    @Test func readsWhatOthersSealed() async throws {
        let directory = NSTemporaryDirectory() + "fermata-connections-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let sealed = try #require(
            Base64.bytes(
                "ZGVmZ2hpamtsbW5vE2D8KBiEM7wEQDCEvkdG3wGtaGTuD4cbyL/tOpWBn2r1my76LTC3JrmWC1yPK7q7cjT2xRokNE"
                    + "SW3Y6XmvXN5XrloW+iIlRr3xadJjOwE6QlK1Z3hemvh6qFXpQaYS886wX3DBhvggWRuL+2y275nVZD0H6zGNRRxhzh"
                    + "wviOc+Vn7P3aB1MvTutzdGjsonCgxqaONSck9PYTq1w9wmzY1rJyVTnxqIiPBQzImolWmf+604HIRMcfoBxodyGn5E"
                    + "unp0ok0JloKYecyYFdhz3a5gEjNM+CQBo="
            ))
        try Data(sealed).write(to: URL(fileURLWithPath: directory + "/connections"))
        try Data(0..<32).write(to: URL(fileURLWithPath: directory + "/connections.key"))
        #expect(try await ConnectionStore(directory: directory).named("old")?.name == "old")
        for damage in [Data(sealed.dropLast()), Data(sealed.prefix(10)), Data([sealed[0] ^ 1] + sealed.dropFirst())] {
            try damage.write(to: URL(fileURLWithPath: directory + "/connections"))
            let failure = await #expect(throws: ConnectionStore.Failure.self) {
                _ = try await ConnectionStore(directory: directory).named("old")
            }
            #expect(failure?.description.contains("connections.key") == true)
        }
        try Data(0..<31).write(to: URL(fileURLWithPath: directory + "/connections.key"))
        await #expect(throws: ConnectionStore.Failure.self) {
            _ = try await ConnectionStore(directory: directory).named("old")
        }
    }
}
