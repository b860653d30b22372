import Foundation
import Integrations
import Interpreter
import JSON
import Journal
import Testing

@testable import Engine

/// ItemReader and ResultWriter over folders.
struct ItemReaderTests {
    struct Reading: Sendable {
        var content: String
        var config: String
        /// The Map's output, or the cause of `States.ItemReaderFailed`.
        var output: String?
        var cause: String?
    }

    static let readings = [
        Reading(
            content: "H1,\nValue4,Value5,Value6\n,,,\ntrue,1,'x'\n   \n",
            config: #""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW""#,
            output: #"[{"H1":"Value4","":"Value5"},{"H1":"","":""},{"H1":"true","":"1"},{"H1":"   ","":""}]"#),
        Reading(
            content: "a|b\r\n\"x|y\r\nz\"|\"say \"\"hi\"\"\"\r\n\r\nü|2",
            config: #""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "CSVDelimiter": "PIPE""#,
            output: #"[{"a":"x|y\r\nz","b":"say \"hi\""},{"a":"ü","b":"2"}]"#),
        Reading(
            content: "\u{FEFF}1;2\n3\n",
            config:
                #""InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["p","q"], "CSVDelimiter": "SEMICOLON""#,
            output: #"[{"p":"1","q":"2"},{"p":"3","q":""}]"#),
        Reading(
            content: "1\n", config: #""InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["p","p"]"#,
            cause: "CSV headers cannot contain duplicates."),
        Reading(
            content: "{\"a\":1}\n\n \n[1,2]\r\n\"x\"", config: #""InputType": "JSONL""#, output: #"[{"a":1},[1,2],"x"]"#
        ),
        Reading(
            content: " [ {\"a\":[1,{\"b\":\"]\"}]} , \"s,\\\"t\" ,1.50, null,true ] ", config: #""InputType": "JSON""#,
            output: #"[{"a":[1,{"b":"]"}]},"s,\"t",1.50,null,true]"#),
        Reading(
            content: #"{"k": 1, "l": {"m": []}}"#, config: #""InputType": "JSON""#,
            output: #"[{"Key":"k","Value":1},{"Key":"l","Value":{"m":[]}}]"#),
        Reading(content: "[]", config: #""InputType": "JSON""#, output: "[]"),
        Reading(content: "", config: #""InputType": "JSONL""#, output: "[]"),
        Reading(content: "12", config: #""InputType": "JSON""#, cause: "Attempting to map over non-iterable node."),
        Reading(content: "[1,2", config: #""InputType": "JSON""#, cause: "'items' is not JSON."),
        Reading(content: "1\n2\n3\n", config: #""InputType": "JSONL", "MaxItems": 2"#, output: "[1,2]"),
        Reading(content: "1\n2\n3\n", config: #""InputType": "JSONL", "MaxItems": 0"#, output: "[1,2,3]"),
        Reading(content: "[1 2]", config: #""InputType": "JSON""#, cause: "'items' is not JSON."),
        Reading(content: "[1,]", config: #""InputType": "JSON""#, cause: "'items' is not JSON."),
        Reading(content: #"{"a" 1}"#, config: #""InputType": "JSON""#, cause: "'items' is not JSON."),
        Reading(content: "", config: #""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW""#, output: "[]"),
        Reading(content: "a,b\n", config: #""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW""#, output: "[]"),
        Reading(
            content: "a,b\n1,\"x\ny", config: #""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW""#,
            cause: "'items' ends within quotes."),
        Reading(
            content: "a,b\n1,x\"y\"\n\"\",\"\"\"\"\n",
            config: #""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW""#,
            output: #"[{"a":"1","b":"x\"y\""},{"a":"","b":"\""}]"#),
        Reading(
            content: "a\tb\n1\t2",
            config: #""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "CSVDelimiter": "TAB""#,
            output: #"[{"a":"1","b":"2"}]"#),
        Reading(
            content: "a b\n1 2",
            config: #""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "CSVDelimiter": "SPACE""#,
            output: #"[{"a":"1","b":"2"}]"#),
        Reading(
            content: #"{"x": [9, {"y/z": "]}"}], "deep": {"no": 1, "a~b": [1, {"b": 2}], "later": 3}, "end": "#,
            config: #""InputType": "JSON", "ItemsPointer": "/deep/a~0b""#, output: #"[1,{"b":2}]"#),
        Reading(
            content: #"[0, [1], {"k": {"l": 1, "m": null}}]"#,
            config: #""InputType": "JSON", "ItemsPointer": "/2/k""#,
            output: #"[{"Key":"l","Value":1},{"Key":"m","Value":null}]"#),
        Reading(
            content: #"{"a": {"b": []}}"#, config: #""InputType": "JSON", "ItemsPointer": "/a/c""#,
            cause: "ItemsPointer points at nothing in 'items': there is no '/a/c'."),
        Reading(
            content: #"{"a": {"b": 5}}"#, config: #""InputType": "JSON", "ItemsPointer": "/a/b""#,
            cause: "Attempting to map over non-iterable node."),
        Reading(
            content: "PAR1", config: #""InputType": "PARQUET""#,
            cause:
                "InputType PARQUET is not supported by this server: write the data as JSONL or CSV, for example with "
                + "DuckDB's COPY … TO 'items.jsonl'."),
    ]

    static func folder() throws -> String {
        let path = "/tmp/fermata-items-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    static func lab(_ root: String) async throws -> Lab {
        var configuration = EngineConfiguration()
        configuration.fileRoots = [root]
        return try await Lab(configuration)
    }

    static func reader(_ folder: String, key: String = "items", config: String) -> String {
        #"""
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {\#(config)},
          "Parameters": {"Bucket": "file://\#(folder)", "Key": "\#(key)"}},
        """#
    }

    @Test(arguments: readings) func formats(_ reading: Reading) async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try reading.content.write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
        let lab = try await Self.lab(folder)
        let arn = try await lab.run(MapRunTests.map(MapRunTests.pass, Self.reader(folder, config: reading.config)))
        let end = try await lab.end(arn)
        if let output = reading.output {
            #expect(end.output == output)
        } else {
            #expect(end.error == "States.ItemReaderFailed")
            #expect(end.cause == reading.cause)
        }
        await lab.close()
    }

    // MARK: Bytes

    struct Bytes: Sendable {
        var content: [UInt8]
        var config = #""InputType": "JSONL""#
        var output: String?
        var cause: String?
    }

    /// Of two numbers and of a row.
    private static let numbersPacked = "H4sIAAAAAAACAzPkMuICAGF44WkEAAAA"
    private static let rowsPacked = "H4sIAAAAAAACA0vUSeIy1DHiAgB7B5cKCAAAAA=="

    private static func packed(_ base64: String) -> [UInt8] { [UInt8](Data(base64Encoded: base64) ?? Data()) }

    /// A frame of one block that isn't compressed.
    private static func zstd(_ text: String) -> [UInt8] {
        let content = Array(text.utf8)
        let head = UInt32(content.count) << 3 | 1
        return [0x28, 0xB5, 0x2F, 0xFD, 0x20, UInt8(content.count)]
            + (0..<3).map { UInt8(truncatingIfNeeded: head >> ($0 * 8)) } + content
    }

    static let stretches = [
        Bytes(content: packed(numbersPacked), output: "[1,2]"),
        Bytes(content: packed(numbersPacked) + packed(numbersPacked), output: "[1,2,1,2]"),
        Bytes(
            content: packed(rowsPacked), config: #""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW""#,
            output: #"[{"a":"1","b":"2"}]"#),
        Bytes(
            content: packed(numbersPacked).dropLast(5), cause: "'items' can't be read: the compressed data ends early."),
        Bytes(
            content: packed(numbersPacked).dropLast(8) + [1, 2, 3, 4, 4, 0, 0, 0],
            cause: "'items' can't be read: the compressed data is damaged."),
        Bytes(content: zstd("1\n2\n"), output: "[1,2]"),
        Bytes(content: zstd("1\n2\n").dropLast(2), cause: "'items' can't be read: the compressed data ends early."),
        Bytes(
            content: zstd("1\n").dropLast(4) + [0xFF, 0xFF, 0xFF, 0xFF],
            cause: "'items' can't be read: the compressed data is damaged."),
        Bytes(
            content: Array("a,b\n1,".utf8) + [0xFF, 0xFE, 0x0A],
            config: #""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW""#,
            cause: "'items' has a row that is not UTF-8."),
    ]

    @Test(arguments: stretches) func bytes(_ reading: Bytes) async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(reading.content).write(to: URL(fileURLWithPath: "\(folder)/items"))
        let lab = try await Self.lab(folder)
        let arn = try await lab.run(MapRunTests.map(MapRunTests.pass, Self.reader(folder, config: reading.config)))
        let end = try await lab.end(arn)
        #expect(end.output == reading.output)
        #expect(end.cause == reading.cause)
        if reading.cause != nil { #expect(end.error == "States.ItemReaderFailed") }
        await lab.close()
    }

    @Test func textThatIsNotUTF8() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data([0x22, 0xC3, 0x28, 0x22]).write(to: URL(fileURLWithPath: "\(folder)/items"))
        let lab = try await Self.lab(folder)
        let arn = try await lab.run(
            MapRunTests.map(MapRunTests.pass, Self.reader(folder, config: #""InputType": "JSONL""#)))
        #expect(try await lab.end(arn).error == "States.ItemReaderFailed")
        await lab.close()
    }

    // MARK: Lists and manifests

    @Test func listsOfObjects() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: "\(folder)/in/b", withIntermediateDirectories: true)
        for (name, content) in [("in/a.csv", "n\n1\n2\n"), ("in/b/c.csv", "n\n3\n"), ("out.csv", "n\n9\n")] {
            try content.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        let lab = try await Self.lab(folder)
        func reader(_ config: String) -> String {
            #"""
            "ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2", "ReaderConfig": {\#(config)},
              "Parameters": {"Bucket": "file://\#(folder)", "Prefix": "in/"}},
            """#
        }
        let plain = try await lab.run(MapRunTests.map(MapRunTests.pass, reader(#""Transformation": "NONE""#)))
        let listed = try JSONValue.parse(#require(try await lab.end(plain).output))
        #expect(listed.array?.map { $0["Key"] } == ["in/a.csv", "in/b/c.csv"])
        #expect(listed[1]?["Size"] == 4)
        let machine = try await lab.create(
            "flat",
            MapRunTests.map(
                MapRunTests.pass,
                reader(#""Transformation": "LOAD_AND_FLATTEN", "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW""#)))
        #expect(try await lab.end(try await lab.start(machine)).output == #"[{"n":"1"},{"n":"2"},{"n":"3"}]"#)
        await lab.close()
    }

    @Test func manifests() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(Self.packed(Self.rowsPacked)).write(to: URL(fileURLWithPath: "\(folder)/one.csv.gz"))
        try #""b","k ey","5""#.write(toFile: "\(folder)/two.csv", atomically: true, encoding: .utf8)
        let inventory = #"""
            {"sourceBucket": "b", "destinationBucket": "file://\#(folder)", "fileFormat": "CSV",
             "fileSchema": "Bucket, Key, Size", "files": [{"key": "one.csv.gz"}, {"key": "two.csv"}]}
            """#
        try inventory.write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
        let lab = try await Self.lab(folder)
        let arn = try await lab.run(
            MapRunTests.map(MapRunTests.pass, Self.reader(folder, config: #""InputType": "MANIFEST""#)))
        #expect(
            try await lab.end(arn).output
                == #"[{"Bucket":"a","Key":"b","Size":""},{"Bucket":"1","Key":"2","Size":""},"#
                + #"{"Bucket":"b","Key":"k ey","Size":"5"}]"#)
        try inventory.replacing("CSV", with: "Parquet")
            .write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
        let machine = try await lab.create(
            "again", MapRunTests.map(MapRunTests.pass, Self.reader(folder, config: #""InputType": "MANIFEST""#)))
        #expect(try await lab.end(try await lab.start(machine)).cause?.contains("choose CSV") == true)
        try "file://\(folder)/two.csv\nfile://\(folder)/two.csv\n"
            .write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
        let athena =
            #""ManifestType": "ATHENA_DATA", "InputType": "CSV", "CSVHeaderLocation": "GIVEN", "#
            + #""CSVHeaders": ["x","y","z"]"#
        let query = try await lab.create(
            "athena", MapRunTests.map(MapRunTests.pass, Self.reader(folder, config: athena)))
        let row = #"{"x":"b","y":"k ey","z":"5"}"#
        #expect(try await lab.end(try await lab.start(query)).output == "[\(row),\(row)]")
        await lab.close()
    }

    // MARK: Bad input

    /// What is not as it was while it is read fails the map run.
    @Test func aSourceThatChanges() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let row = "\"" + String(repeating: "x", count: 60_000) + "\"\n"
        try String(repeating: row, count: 200).write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
        let lab = try await Self.lab(folder)
        let arn = try await lab.run(
            MapRunTests.map(
                MapRunTests.task, #""MaxConcurrency": 1,"# + Self.reader(folder, config: #""InputType": "JSONL""#)))
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
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (size, isTaken) in [(262_142, true), (262_143, false)] {
            try ("\"" + String(repeating: "x", count: size) + "\"\n")
                .write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
            let lab = try await Self.lab(folder)
            let states = #""S": {"Type": "Pass", "Result": 1, "End": true}"#
            let arn = try await lab.run(
                MapRunTests.map(states, type: type, Self.reader(folder, config: #""InputType": "JSONL""#)))
            let end = try await lab.end(arn)
            #expect(end.output == (isTaken ? "[1]" : nil))
            #expect(end.error == (isTaken ? nil : "States.DataLimitExceeded"))
            await lab.close()
        }
    }

    @Test func aFolderThatIsMissing() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lab = try await Self.lab(folder)
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
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lab = try await Self.lab(folder)
        let arn = try await lab.run(
            MapRunTests.map(MapRunTests.pass, Self.reader(folder, key: key, config: #""InputType": "JSON""#)))
        let end = try await lab.end(arn)
        #expect(end.error == "States.ItemReaderFailed")
        await lab.close()
    }

    /// A row may be longer than what is read at a time, and rows may lie across the seams.
    @Test func rowsAcrossStretches() async throws {
        let folder = try Self.folder()
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
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lines = (0..<1_000).map(String.init) + ["oops", "1000"]
        try lines.joined(separator: "\n").write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
        let lab = try await Self.lab(folder)
        let arn = try await lab.run(
            MapRunTests.map(MapRunTests.pass, type: type, Self.reader(folder, config: #""InputType": "JSONL""#)))
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
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["b", "d", "f", "h"] {
            try "\"\(name)\"".write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        let lab = try await Self.lab(folder)
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
