import Foundation
import JSON
import Testing

@testable import Integrations

/// Requests as botocore makes them, answers as botocore reads them, endpoints as botocore finds them.
///
/// A few services in ordinary runs; all with `FERMATA_ORACLE=all`, or the lines of a file that `scripts/aws-oracle.py` wrote with
/// `FERMATA_ORACLE=FILE`.
@Suite(.needsBotocore, .timeLimit(.minutes(10)))
struct OracleTests {
    static let services = [
        "dynamodb", "sqs", "sns", "s3", "sts", "events", "secretsmanager", "ssm", "kinesis", "lambda", "route53",
        "s3control", "cloudfront-keyvaluestore",
    ]

    @Test func sameAsBotocore() async throws {
        let choice = ProcessInfo.processInfo.environment["FERMATA_ORACLE"] ?? ""
        let text = try await Self.text(choice)
        let catalog = ModelCatalog(directory: LocalPython.models)
        var counts = (requests: 0, responses: 0, endpoints: 0, different: 0)
        for line in text.split(separator: "\n") {
            guard let one = OracleCase(line) else {
                Issue.record("no line: \(line.prefix(100))")
                continue
            }
            switch one.kind {
            case .request: counts.requests += 1
            case .response: counts.responses += 1
            case .endpoint: counts.endpoints += 1
            }
            guard let difference = await one.difference(catalog) else { continue }
            counts.different += 1
            if counts.different <= 200 {
                print("\(one.kind) \(one.service):\(one.action): \(difference.prefix(600))")
            }
        }
        print(
            "oracle: \(counts.requests) requests, \(counts.responses) responses, \(counts.endpoints) endpoints, "
                + "\(counts.different) different")
        #expect(counts.requests > 100)
        #expect(counts.endpoints > 100)
        #expect(counts.different == 0)
    }

    private static func text(_ choice: String) async throws -> String {
        if choice.hasSuffix(".jsonl") { return try String(contentsOfFile: choice, encoding: .utf8) }
        // On a thread of its own: waiting for Python must not hold up other tests.
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try lines(all: choice == "all") }) }
        }
    }

    private static func lines(all: Bool) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let script = root.path + "/scripts/aws-oracle.py"
        let output = NSTemporaryDirectory() + "fermata-oracle-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: output) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: LocalPython.path ?? "python3")
        process.arguments = [script, output] + (all ? [] : services)
        try process.run()
        process.waitUntilExit()
        return try String(contentsOfFile: output, encoding: .utf8)
    }
}
