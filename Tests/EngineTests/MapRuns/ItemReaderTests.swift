import Foundation
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
    ]

    private static func folder() throws -> String {
        let path = "/tmp/fermata-items-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private static func lab(_ root: String) async throws -> Lab {
        var configuration = EngineConfiguration()
        configuration.fileRoots = [root]
        return try await Lab(configuration)
    }

    private static func reader(_ folder: String, key: String = "items", config: String) -> String {
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

    @Test(arguments: ["STANDARD", "EXPRESS"]) func resultFiles(type: String) async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lab = try await Self.lab(folder)
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
}
