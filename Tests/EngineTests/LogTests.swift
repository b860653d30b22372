import Foundation
import Interpreter
import JSON
import StatesLanguage
import Testing

@testable import Engine

/// Logging configurations and the files of log groups.
struct LogTests {
    private func configuration(_ level: String, _ arn: String, data: String = "true") -> String {
        """
        {"level": "\(level)", "includeExecutionData": \(data), "destinations":
         [{"cloudWatchLogsLogGroup": {"logGroupArn": "\(arn)"}}]}
        """
    }

    @Test(arguments: [
        ("ALL", "arn:aws:logs:us-east-1:000000000000:log-group:g:*", "g"),
        ("ERROR", "arn:aws:logs:us-east-1:000000000000:log-group:/a/b", "/a/b"),
        ("OFF", "arn:aws:logs:us-east-1:000000000000:log-group:g:*", nil),
        ("ALL", "arn:aws:s3:::bucket", nil), ("ALL", "nonsense", nil),
    ])
    func destinations(level: String, arn: String, group: String?) {
        #expect(LoggingDestination(configuration: configuration(level, arn))?.group == group)
    }

    @Test func withoutDestination() {
        #expect(LoggingDestination(configuration: nil) == nil)
        #expect(LoggingDestination(configuration: #"{"level": "ALL", "destinations": []}"#) == nil)
    }

    /// No name of a group leads out of the folder.
    @Test(arguments: [
        ("/aws/vendedlogs/states/x", "/logs/aws/vendedlogs/states/x.jsonl"), ("x", "/logs/x.jsonl"),
        ("../../etc/passwd", "/logs/_/_/etc/passwd.jsonl"), ("/", "/logs/_.jsonl"), ("a//b/.", "/logs/a/b/_.jsonl"),
    ])
    func files(group: String, path: String) {
        #expect(LogGroupFiles(directory: "/logs").path(of: group) == path)
    }

    @Test func theLinesOfAnExecution() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        var settings = EngineConfiguration()
        settings.log = LogGroupFiles(directory: folder.path)
        let lab = try await Lab(settings)
        var request = CreateStateMachineRequest(
            scope: Scope(), name: "m", definition: Lab.pass, roleARN: "arn:aws:iam::000000000000:role/r",
            type: .standard)
        request.loggingConfiguration = configuration("ALL", "arn:aws:logs:us-east-1:000000000000:log-group:g:*")
        let machine = try await lab.engine.catalog.createStateMachine(request).machine
        let arn = try await lab.start(try lab.engine.catalog.resolve(arn: machine.arn, scope: Scope()))
        try await lab.end(arn)
        let types = try await lab.types(arn)
        await lab.close()
        settings.log?.close()
        let text = try String(contentsOf: folder.appendingPathComponent("g.jsonl"), encoding: .utf8)
        let lines = try text.split(separator: "\n").map { try JSONValue.parse(String($0)) }
        #expect(lines.compactMap { $0["type"]?.string } == types)
        #expect(lines.allSatisfy { $0["execution_arn"] == .string(arn.text) })
    }
}
