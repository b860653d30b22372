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
}
