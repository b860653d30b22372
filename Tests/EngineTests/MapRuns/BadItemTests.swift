import Foundation
import Integrations
import Interpreter
import JSON
import Journal
import Testing

@testable import Engine

/// Sources that are missing, broken, too large, or change while they are read.
struct BadItemTests {
    /// What is not as it was while it is read fails the map run.
    @Test func aSourceThatChanges() async throws {
        let folder = try ItemReaderTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let row = "\"" + String(repeating: "x", count: 60_000) + "\"\n"
        try String(repeating: row, count: 200).write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
        let lab = try await ItemReaderTests.lab(folder)
        let arn = try await lab.run(
            MapRunTests.map(
                MapRunTests.task,
                #""MaxConcurrency": 1,"# + ItemReaderTests.reader(folder, config: #""InputType": "JSONL""#)))
        try await lab.tasks.request(of: "S")
        try String(repeating: row, count: 150).write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
        var answered = 0
        while try await lab.describe(arn).status == .running, answered < 200 {
            guard (try? await lab.tasks.answer("S", .success(1))) != nil else { break }
            answered += 1
            try await eventually("what follows the answer") {
                if lab.tasks.openCount > 0 { return true }
                return try await lab.describe(arn).status != .running
            }
        }
        let end = try await lab.end(arn)
        #expect(end.error == "States.ItemReaderFailed")
        #expect(end.cause == "The object 'items' has changed since the Map Run began.")
        await lab.close()
    }

    @Test(arguments: ["STANDARD", "EXPRESS"]) func anItemThatIsTooLarge(type: String) async throws {
        let folder = try ItemReaderTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (size, isTaken) in [(262_142, true), (262_143, false)] {
            try ("\"" + String(repeating: "x", count: size) + "\"\n")
                .write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
            let lab = try await ItemReaderTests.lab(folder)
            let states = #""S": {"Type": "Pass", "Result": 1, "End": true}"#
            let arn = try await lab.run(
                MapRunTests.map(states, type: type, ItemReaderTests.reader(folder, config: #""InputType": "JSONL""#)))
            let end = try await lab.end(arn)
            #expect(end.output == (isTaken ? "[1]" : nil))
            #expect(end.error == (isTaken ? nil : "States.DataLimitExceeded"))
            await lab.close()
        }
    }

    @Test func aFolderThatIsMissing() async throws {
        let folder = try ItemReaderTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lab = try await ItemReaderTests.lab(folder)
        let reader = #"""
            "ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2",
              "Parameters": {"Bucket": "file://\#(folder)/missing"}},
            "Catch": [{"ErrorEquals": ["States.ItemReaderFailed"], "Next": "Caught"}],
            """#
        let definition = MapRunTests.map(MapRunTests.pass, reader)
            .replacing(#"{"M": {"#, with: #"{"Caught": {"Type": "Pass", "Result": "caught", "End": true}, "M": {"#)
        #expect(try await lab.end(try await lab.run(definition)).output == #""caught""#)
        await lab.close()
    }

    @Test(arguments: ["../../etc/hostname", "missing"]) func filesOutOfReach(key: String) async throws {
        let folder = try ItemReaderTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lab = try await ItemReaderTests.lab(folder)
        let arn = try await lab.run(
            MapRunTests.map(MapRunTests.pass, ItemReaderTests.reader(folder, key: key, config: #""InputType": "JSON""#))
        )
        let end = try await lab.end(arn)
        #expect(end.error == "States.ItemReaderFailed")
        await lab.close()
    }

    /// A row may be longer than what is read at a time, and rows may lie across the seams.
    @Test func rowsAcrossStretches() async throws {
        let folder = try ItemReaderTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let rows = (0..<40).map { "\"\($0)-" + String(repeating: "é", count: 60_000) + "\"" }
        try rows.joined(separator: "\n").write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
        var source: any MapRunSource = try await ObjectSource(
            ObjectName(bucket: "file://\(folder)", key: "items"), in: FolderStore(roots: [folder]), JSONLinesFormat())
        var seen: [JSONValue] = []
        var places: [JSONValue] = [source.position]
        while case let items = try await source.next(7), !items.isEmpty {
            seen += items
            places.append(source.position)
        }
        #expect(seen.count == 40 && seen.map { $0.string?.prefix { $0 != "-" } } == (0..<40).map { Substring("\($0)") })
        try await source.seek(to: places[3])
        #expect(try await source.next(1).first == seen[21])
    }

    /// A line that is no JSON, long after children began: nothing hangs, nothing is lost from the counts.
    @Test(arguments: ["STANDARD", "EXPRESS"]) func aSourceThatFailsLate(type: String) async throws {
        let folder = try ItemReaderTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lines = (0..<1_000).map(String.init) + ["oops", "1000"]
        try lines.joined(separator: "\n").write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
        let lab = try await ItemReaderTests.lab(folder)
        let arn = try await lab.run(
            MapRunTests.map(
                MapRunTests.pass, type: type, ItemReaderTests.reader(folder, config: #""InputType": "JSONL""#)))
        let end = try await lab.end(arn)
        #expect(end.error == "States.ItemReaderFailed")
        let run = try await MapRunTests.mapRun(lab, arn)
        #expect(run.items.total == 1_000 && run.items.running == 0 && run.items.failed == 0)
        #expect(run.items.succeeded + run.items.aborted + run.items.pending == 1_000)
        await lab.close()
    }

    /// Objects that come while the server is down are neither taken for others nor do they shift what was read.
    @Test(arguments: ["STANDARD", "EXPRESS"], ["NONE", "LOAD_AND_FLATTEN"])
    func aListThatGrowsWhileTheServerIsDown(type: String, transformation: String) async throws {
        let folder = try ItemReaderTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["b", "d", "f", "h"] {
            try "\"\(name)\"".write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        let lab = try await ItemReaderTests.lab(folder)
        let reader = #"""
            "MaxConcurrency": 2, "ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2",
              "ReaderConfig": {"Transformation": "\#(transformation)", "InputType": "JSONL"},
              "Parameters": {"Bucket": "file://\#(folder)"}},
            "ItemSelector": {"name.$": "\#(transformation == "NONE" ? "$$.Map.Item.Value.Key" : "$$.Map.Item.Value")"},
            """#
        let states = #""S": {"Type": "Task", "Resource": "\#(Lab.function)", "End": true}"#
        let arn = try await lab.run(MapRunTests.map(states, type: type, reader))
        try await eventually("two calls") { lab.tasks.openCount == 2 }
        try "\"a\"".write(toFile: "\(folder)/a", atomically: true, encoding: .utf8)
        try "\"c\"".write(toFile: "\(folder)/c", atomically: true, encoding: .utf8)
        var configuration = EngineConfiguration()
        configuration.fileRoots = [folder]
        try await lab.reopen(after: 1, configuration)
        var names: [String] = []
        while try await lab.describe(arn).status == .running {
            guard lab.tasks.openCount > 0 else {
                await Task.yield()
                continue
            }
            let request = try await lab.tasks.request(of: "S")
            names.append(request.parameters["name"]?.string ?? "")
            _ = try await lab.tasks.answer("S", .success(request.parameters))
        }
        let output = try JSONValue.parse(#require(try await lab.end(arn).output))
        #expect(output.array?.map { $0["name"]?.string } == ["b", "d", "f", "h"])
        await lab.close()
    }

    /// Items beyond the limit are not read.
    @Test func moreItemsThanAMapRunMayHave() async throws {
        for (limit, output) in [(3, "[1,2,3]"), (2, "[1,2]")] {
            var configuration = EngineConfiguration()
            configuration.mapRunItems = limit
            let lab = try await Lab(configuration)
            let arn = try await lab.run(MapRunTests.map(MapRunTests.pass), input: "[1,2,3]")
            #expect(try await lab.end(arn).output == output)
            #expect(try await MapRunTests.mapRun(lab, arn).items.total == limit)
            await lab.close()
        }
    }

    /// S3 refuses: the cause is S3's.
    @Test func aBucketThatIsRefused() async throws {
        let lab = try await Lab()
        let reader = #"""
            "Label": "Each", "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
              "ReaderConfig": {"InputType": "JSONL"}, "Parameters": {"Bucket": "b", "Key": "k"}},
            """#
        let arn = try await lab.run(MapRunTests.map(MapRunTests.pass, reader))
        _ = try await lab.tasks.answer("Each", .failure(error: "S3.NoSuchKeyException", cause: "no such key"))
        let end = try await lab.end(arn)
        #expect(end.error == "States.ItemReaderFailed" && end.cause == "no such key")
        #expect(try await lab.types(arn).suffix(3) == ["MapRunFailed", "MapStateFailed", "ExecutionFailed"])
        await lab.close()
    }
}
