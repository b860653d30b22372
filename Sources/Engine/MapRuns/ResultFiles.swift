import Interpreter
import JSON
import StatesLanguage

/// The files of a ResultWriter (Step Functions, "ResultWriter"): results by status, and a manifest that names them.
struct ResultFiles {
    private let origin: MapRunOrigin
    private let store: any ObjectStore
    private let bucket: String
    private let folder: String
    private let transformation: ResultTransformation
    private let isLines: Bool
    private var files: [Group: File] = [:]

    /// From this size on a file is closed and the next one is begun.
    private static let fileBytes = 16 << 20

    /// AWS has one list of what didn't succeed, whatever the way, and one of what never began.
    private enum Group: String, CaseIterable {
        case failed = "FAILED"
        case pending = "PENDING"
        case succeeded = "SUCCEEDED"
    }

    private struct File {
        var bytes: [UInt8] = []
        var written: [JSONValue] = []
    }

    init(_ writer: ResultWriter, _ settings: MapRunSettings, _ origin: MapRunOrigin, _ engine: Engine)
        throws(ResultWriteError)
    {
        guard let bucket = settings.writerArguments?["Bucket"]?.string else {
            throw ResultWriteError(cause: "The ResultWriter names no Bucket.")
        }
        self.origin = origin
        self.bucket = bucket
        store = ItemSources(origin: origin, engine: engine).store(of: bucket)
        let prefix = settings.writerArguments?["Prefix"]?.string ?? ""
        let name = origin.body.arn.split(separator: ":").last.map(String.init) ?? ""
        folder = prefix.isEmpty ? name : prefix.hasSuffix("/") ? prefix + name : "\(prefix)/\(name)"
        transformation = ResultTransformation(writer) ?? .none
        isLines = writer.config["OutputType"]?.string == "JSONL"
    }

    var manifestKey: String { "\(folder)/manifest.json" }

    mutating func add(_ result: ChildResult) async throws(ResultWriteError) {
        try await add(transformation.texts(of: result, origin), to: result.status == .succeeded ? .succeeded : .failed)
    }

    /// A child that never began.
    mutating func add(pending index: Int, input: Payload) async throws(ResultWriteError) {
        let child = origin.child(index, key: origin.key, now: 0)
        let metadata: JSONValue = [
            "ExecutionArn": .string(child.executionARN), "Input": .string(String(decoding: input.text, as: UTF8.self)),
            "InputDetails": ["Included": true], "Name": .string(child.name),
            "StateMachineArn": .string(origin.body.stateMachineARN), "Status": "PENDING",
        ]
        try await add([metadata.serializedBytes()], to: .pending)
    }

    private mutating func add(_ texts: [[UInt8]], to group: Group) async throws(ResultWriteError) {
        // Taken out while it changes, so that it is changed in place.
        var file = files.removeValue(forKey: group) ?? File()
        for text in texts {
            if file.bytes.isEmpty {
                if !isLines { file.bytes.append(UInt8(ascii: "[")) }
            } else {
                file.bytes.append(UInt8(ascii: isLines ? "\n" : ","))
            }
            file.bytes += text
        }
        if file.bytes.count >= Self.fileBytes { try await close(&file, group) }
        files[group] = file
    }

    private func close(_ file: inout File, _ group: Group) async throws(ResultWriteError) {
        guard !file.bytes.isEmpty else { return }
        file.bytes.append(UInt8(ascii: isLines ? "\n" : "]"))
        let key = "\(folder)/\(group.rawValue)_\(file.written.count).\(isLines ? "jsonl" : "json")"
        try await write(key, file.bytes)
        file.written.append(["Key": .string(key), "Size": .int(Int64(file.bytes.count))])
        file.bytes = []
    }

    /// Writes what is left and the manifest.
    mutating func finish() async throws(ResultWriteError) {
        var lists: JSONObject = [:]
        for group in Group.allCases {
            var file = files[group] ?? File()
            try await close(&file, group)
            lists[group.rawValue] = .array(file.written)
        }
        let manifest: JSONValue = [
            "DestinationBucket": .string(bucket), "MapRunArn": .string(origin.body.arn),
            "ResultFiles": .object(lists),
        ]
        try await write(manifestKey, manifest.serializedBytes())
    }

    private func write(_ key: String, _ bytes: [UInt8]) async throws(ResultWriteError) {
        do throws(SourceFault) {
            try await store.write(ObjectName(bucket: bucket, key: key), bytes)
        } catch {
            throw ResultWriteError(cause: error.cause)
        }
    }

    /// What the Map state's result is.
    var details: JSONValue {
        [
            "MapRunArn": .string(origin.body.arn),
            "ResultWriterDetails": ["Bucket": .string(bucket), "Key": .string(manifestKey)],
        ]
    }
}

/// `WriterConfig.Transformation`.
enum ResultTransformation: String {
    case none = "NONE"
    case compact = "COMPACT"
    case flatten = "FLATTEN"

    init?(_ writer: ResultWriter) {
        guard let text = writer.config["Transformation"]?.string, let known = ResultTransformation(rawValue: text)
        else {
            return nil
        }
        self = known
    }

    /// What a child gives to the results: itself with its metadata, its output, or the elements of its output. One that
    /// failed is always given with its metadata.
    func texts(of result: ChildResult, _ origin: MapRunOrigin) -> [[UInt8]] {
        guard self != .none, let output = result.output else {
            return [JSONValue.object(result.metadata(origin)).serializedBytes()]
        }
        guard let value = try? JSONValue.parse(output) else { return [output] }
        if self == .flatten, case .array(let elements) = value { return elements.map { $0.serializedBytes() } }
        return [value.serializedBytes()]
    }
}

/// Results that can't be written: `States.ResultWriterFailed`.
struct ResultWriteError: Error {
    var cause: String
}
