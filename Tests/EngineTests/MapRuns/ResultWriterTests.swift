import Foundation
import Integrations
import Interpreter
import JSON
import Journal
import StatesLanguage
import Testing

@testable import Engine

/// ResultWriter: files by status, what is pending, and writers that fail.
struct ResultWriterTests {
    @Test(arguments: ["STANDARD", "EXPRESS"]) func resultFiles(type: String) async throws {
        let folder = try ItemReaderTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lab = try await ItemReaderTests.lab(folder)
        let writer = #"""
            "ToleratedFailureCount": 5, "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
              "Parameters": {"Bucket": "file://\#(folder)", "Prefix": "out"}},
            """#
        let arn = try await lab.run(
            MapRunTests.map(MapRunTests.choosy, type: type, writer), input: MapRunTests.numbers(10))
        let output = try JSONValue.parse(#require(try await lab.end(arn).output))
        let key = try #require(output["ResultWriterDetails"]?["Key"]?.string)
        func read(_ key: String) throws -> JSONValue {
            try JSONValue.parse(Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(key)"))))
        }
        let manifest = try read(key)
        #expect(manifest["MapRunArn"] == output["MapRunArn"])
        let succeeded = try read(try #require(manifest["ResultFiles"]?["SUCCEEDED"]?[0]?["Key"]?.string))
        #expect(succeeded.array?.map { $0["Output"] } == (0..<8).map { .string("\($0)") })
        let failed = try read(try #require(manifest["ResultFiles"]?["FAILED"]?[0]?["Key"]?.string))
        #expect(failed.array?.map { $0["Error"] } == ["Boom", "Boom"])
        #expect(failed[0]?["Input"] == "8")
        await lab.close()
    }

    /// Children that never began, as the first could not be made, are in a list of their own.
    @Test func pendingFiles() async throws {
        let folder = try ItemReaderTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lab = try await ItemReaderTests.lab(folder)
        let fields = #"""
            "ItemSelector": {"n.$": "$$.Map.Item.Value.n"}, "ResultWriter": {
              "Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "file://\#(folder)"}},
            """#
        let arn = try await lab.run(MapRunTests.map(MapRunTests.pass, fields), input: #"[{"m": 1}]"#)
        #expect(try await lab.end(arn).status == .failed)
        let name = try await MapRunTests.mapRun(lab, arn).arn.split(separator: ":").last ?? ""
        let file = try String(contentsOfFile: "\(folder)/\(name)/PENDING_0.json", encoding: .utf8)
        let pending = try JSONValue.parse(file)
        #expect(pending.array?.count == 1 && pending[0]?["Status"] == "PENDING" && pending[0]?["Input"] == #"{"m":1}"#)
        await lab.close()
    }

    struct Writing: Sendable {
        var config: String
        /// Of the file of those that succeeded, and of the Map without a bucket.
        var file: String
        var output: String
    }

    static let writings = [
        Writing(config: #""Transformation": "COMPACT""#, file: "[[1,2],3]", output: "[[1,2],3]"),
        Writing(config: #""Transformation": "FLATTEN""#, file: "[1,2,3]", output: "[1,2,3]"),
        Writing(
            config: #""Transformation": "COMPACT", "OutputType": "JSONL""#, file: "[1,2]\n3\n", output: "[[1,2],3]"),
        Writing(config: #""Transformation": "FLATTEN", "OutputType": "JSONL""#, file: "1\n2\n3\n", output: "[1,2,3]"),
    ]

    @Test(arguments: writings) func writerConfig(_ writing: Writing) async throws {
        let folder = try ItemReaderTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lab = try await ItemReaderTests.lab(folder)
        let bucket = #""Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "file://\#(folder)"},"#
        func writer(_ bucket: String) -> String {
            #""ResultWriter": {\#(bucket) "WriterConfig": {\#(writing.config)}},"#
        }
        let written = try await lab.run(MapRunTests.map(MapRunTests.pass, writer(bucket)), input: "[[1,2],3]")
        let details = try JSONValue.parse(#require(try await lab.end(written).output))
        let manifest = try #require(details["ResultWriterDetails"]?["Key"]?.string)
        let suffix = writing.config.contains("JSONL") ? "jsonl" : "json"
        let file = manifest.replacing("manifest.json", with: "SUCCEEDED_0.\(suffix)")
        #expect(try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8) == writing.file)
        let machine = try await lab.create("inline", MapRunTests.map(MapRunTests.pass, writer("")))
        #expect(try await lab.end(try await lab.start(machine, input: "[[1,2],3]")).output == writing.output)
        await lab.close()
    }

    @Test func aWriterOutOfReach() async throws {
        let folder = try ItemReaderTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lab = try await ItemReaderTests.lab(folder)
        let writer = #"""
            "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "file:///etc"}},
            """#
        let end = try await lab.end(try await lab.run(MapRunTests.map(MapRunTests.pass, writer), input: "[1]"))
        #expect(end.error == "States.ResultWriterFailed")
        #expect(end.cause?.contains("--file-root") == true)
        await lab.close()
    }

    /// A writer without permission fails a map run that would succeed, and no other; what it counts as written is so.
    @Test(arguments: [true, false]) func aWriterWithoutPermission(succeeds: Bool) async throws {
        let lab = try await Lab()
        let writer = #"""
            "Label": "Each", "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
              "Parameters": {"Bucket": "b", "Prefix": "p"}},
            """#
        let arn = try await lab.run(
            MapRunTests.map(MapRunTests.choosy, type: "EXPRESS", writer), input: succeeds ? "[1]" : "[8]")
        _ = try await lab.tasks.answer("Each", .failure(error: "S3.S3Exception", cause: "Access Denied"))
        let end = try await lab.end(arn)
        #expect(
            end.error == (succeeds ? "States.ResultWriterFailed" : "States.ExceedToleratedFailureThreshold"))
        if succeeds { #expect(end.cause == "Access Denied") }
        let run = try await MapRunTests.mapRun(lab, arn)
        #expect(run.items.resultsWritten == 0 && run.executions.resultsWritten == 0)
        #expect(run.items.succeeded == (succeeds ? 1 : 0))
        await lab.close()
    }

    struct Rest: Sendable {
        var batcher = ""
        /// Inputs of what never began.
        var pending: [String]
        var items: (succeeded: Int, failed: Int, pending: Int)
        var children: (total: Int, pending: Int)
    }

    static let rests = [
        Rest(pending: (9..<20).map(String.init), items: (8, 1, 11), children: (20, 11)),
        Rest(
            batcher: #""ItemBatcher": {"MaxItemsPerBatch": 6},"#,
            pending: [#"{"Items":[12,13,14,15,16,17]}"#, #"{"Items":[18,19]}"#], items: (6, 6, 8), children: (4, 2)),
    ]

    /// Items that were not read yet as the map run failed are counted and written as pending; a redrive runs them.
    @Test(arguments: rests, ["STANDARD", "EXPRESS"]) func whatWasNotReadYet(_ rest: Rest, type: String) async throws {
        let folder = try ItemReaderTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lab = try await ItemReaderTests.lab(folder)
        try (0..<20).map(String.init).joined(separator: "\n")
            .write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
        let fields =
            #""MaxConcurrency": 1, \#(rest.batcher)"# + ItemReaderTests.reader(folder, config: #""InputType": "JSONL""#)
                + #"""
                "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "file://\#(folder)"}},
                """#
        let arn = try await lab.run(MapRunTests.map(MapRunTests.task, type: type, fields))
        let calls = rest.children.total - rest.children.pending
        for _ in 1..<calls { _ = try await lab.tasks.answer("S", .success(1)) }
        _ = try await lab.tasks.answer("S", .failure(error: "Boom", cause: "x"))
        #expect(try await lab.end(arn).error == "States.ExceedToleratedFailureThreshold")
        let run = try await MapRunTests.mapRun(lab, arn)
        #expect(run.items.total == 20 && run.items.pending == rest.items.pending)
        #expect(run.items.succeeded == rest.items.succeeded && run.items.failed == rest.items.failed)
        #expect(run.executions.total == rest.children.total && run.executions.pending == rest.children.pending)
        let name = run.arn.split(separator: ":").last ?? ""
        let file = try String(contentsOfFile: "\(folder)/\(name)/PENDING_0.json", encoding: .utf8)
        let pending = try JSONValue.parse(file).array ?? []
        #expect(pending.map { $0["Input"]?.string } == rest.pending)
        #expect(Set(pending.map { $0["ExecutionArn"] }).count == rest.pending.count)

        _ = try await lab.engine.redriveExecution(arn, clientToken: nil)
        for _ in 0...rest.children.pending { _ = try await lab.tasks.answer("S", .success(2)) }
        #expect(try await lab.end(arn).status == .succeeded)
        let after = try await MapRunTests.mapRun(lab, arn)
        #expect(after.items.succeeded == 20 && after.items.pending == 0 && after.items.total == 20)
        #expect(after.executions.succeeded == rest.children.total && after.executions.total == rest.children.total)
        await lab.close()
    }

    /// The server stops between the result files and the manifest: they are written anew, and the same.
    @Test func aStopWithinTheWriting() async throws {
        let lab = try await Lab()
        let writer = #"""
            "Label": "Each", "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
              "Parameters": {"Bucket": "b", "Prefix": "p"}},
            """#
        let arn = try await lab.run(MapRunTests.map(MapRunTests.pass, writer), input: "[1,2]")
        let first = try await lab.tasks.answer("Each", .success(["ETag": "x"]))
        try await lab.tasks.request(of: "Each")
        let run = try await MapRunTests.mapRun(lab, arn)
        #expect(run.status == .running && run.items.succeeded == 2 && run.items.resultsWritten == 0)
        try await lab.reopen(after: 1)
        // The call that was open is answered, or not, to nobody.
        var keys: [JSONValue?] = []
        var bodies: [JSONValue?] = []
        while try await lab.describe(arn).status == .running {
            guard lab.tasks.openCount > 0 else {
                await Task.yield()
                continue
            }
            let request = try await lab.tasks.answer("Each", .success(["ETag": "x"]))
            keys.append(request.parameters["Key"])
            bodies.append(request.parameters["Body"])
        }
        #expect(keys.contains(first.parameters["Key"]) && bodies.contains(first.parameters["Body"]))
        #expect(keys.last??.string?.hasSuffix("manifest.json") == true)
        #expect(try await lab.end(arn).status == .succeeded)
        #expect(try await MapRunTests.mapRun(lab, arn).items.resultsWritten == 2)
        await lab.close()
    }
}
