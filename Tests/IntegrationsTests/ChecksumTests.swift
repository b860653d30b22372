import JSON
import StatesLanguage
import Testing

@testable import Integrations

struct ChecksumTests {
    /// The check values of the algorithms' catalogues, for the text 123456789.
    @Test(arguments: [
        ("CRC32", "cbf43926"), ("CRC32C", "e3069283"), ("CRC64NVME", "ae8b14860a799888"),
        ("MD5", "25f9e794323b453885f5181f1b624d0b"), ("SHA1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
    ])
    func ofAMessage(algorithm: String, digits: String) {
        let checksum = RequestChecksum.checksum(of: Array("123456789".utf8), algorithm) ?? []
        #expect(checksum.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == digits)
    }

    /// An operation's parameters and the headers about checksums that its request has.
    @Test(
        .needsBotocore,
        arguments: [
            (
                "putObject", ["Bucket": "b", "Key": "k", "Body": "text data"],
                ["x-amz-checksum-crc32": "KUmHvQ==", "x-amz-sdk-checksum-algorithm": "CRC32"]
            ),
            (
                "putObject", ["Bucket": "b", "Key": "k", "Body": 123_456_789, "ChecksumAlgorithm": "CRC32C"],
                ["x-amz-checksum-crc32c": "4waSgw==", "x-amz-sdk-checksum-algorithm": "CRC32C"]
            ),
            (
                "putObject", ["Bucket": "b", "Key": "k", "Body": "text", "ChecksumSHA256": "own"],
                ["x-amz-checksum-sha256": "own"]
            ),
            ("getObject", ["Bucket": "b", "Key": "k"], [:]),
            (
                "putBucketTagging", ["Bucket": "b", "Tagging": ["TagSet": []]],
                ["x-amz-checksum-crc32": nil, "x-amz-sdk-checksum-algorithm": "CRC32"]
            ),
        ] as [(String, JSONValue, [String: String?])])
    func ofARequest(action: String, parameters: JSONValue, expected: [String: String?]) async throws {
        let model = try await ModelCatalog(directory: LocalPython.models).service("s3")
        let operation = try #require(model.operation(action))
        let request = try RequestBuilder(operation).request(parameters)
        let found = request.headers.filter { $0.name.lowercased().contains("checksum") || $0.name == "Content-MD5" }
        #expect(Set(found.map(\.name)) == Set(expected.keys))
        for header in found { if let value = expected[header.name] ?? nil { #expect(header.value == value) } }
    }
}
