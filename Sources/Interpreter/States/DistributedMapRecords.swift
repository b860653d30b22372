public import JSON

/// A map run begins.
public struct MapRunStart: Sendable, Equatable {
    public var arn: String
    public var settings: MapRunSettings
}

/// How a map run ended for the execution that started it.
public enum MapRunResult: Sendable, Equatable {
    case succeeded(Payload)
    case failed(error: String?, cause: String?)

    func recorded(at record: Int64) -> MapRunResult {
        if case .succeeded(let output) = self { .succeeded(output.recorded(at: record)) } else { self }
    }

    /// Stored like the result of a task.
    var asTask: TaskResult {
        switch self {
        case .succeeded(let output): .succeeded(output)
        case .failed(let error, let cause): .failed(error: error, cause: cause)
        }
    }

    init(_ result: TaskResult) {
        switch result {
        case .succeeded(let output): self = .succeeded(output)
        case .failed(let error, let cause): self = .failed(error: error, cause: cause)
        case .timedOut(let error, let cause): self = .failed(error: error, cause: cause)
        }
    }
}

/// What the fields of a distributed Map came to as its map run began.
public struct MapRunSettings: Sendable, Equatable {
    /// 0: as many as the server allows.
    public var concurrency: Int64
    public var toleratedFailureCount: Int64?
    /// 0 to 100.
    public var toleratedFailurePercentage: Double?
    public var maxItemsPerBatch: Int64?
    public var maxInputBytesPerBatch: Int64?
    public var batchInput: JSONValue?
    /// `Parameters` or `Arguments` of ItemReader.
    public var readerArguments: JSONValue?
    public var maxItems: Int64?
    /// `Parameters` or `Arguments` of ResultWriter.
    public var writerArguments: JSONValue?

    public init(concurrency: Int64) { self.concurrency = concurrency }

    public init(_ json: JSONValue) {
        concurrency = json["concurrency"]?.integer ?? 0
        toleratedFailureCount = json["toleratedCount"]?.integer
        toleratedFailurePercentage = json["toleratedPercentage"]?.number
        maxItemsPerBatch = json["batchItems"]?.integer
        maxInputBytesPerBatch = json["batchBytes"]?.integer
        batchInput = json["batchInput"]
        readerArguments = json["reader"]
        maxItems = json["maxItems"]?.integer
        writerArguments = json["writer"]
    }

    public var json: JSONValue {
        var object: JSONObject = ["concurrency": .int(concurrency)]
        object["toleratedCount"] = toleratedFailureCount.map(JSONValue.int)
        object["toleratedPercentage"] = toleratedFailurePercentage.map(JSONValue.double)
        object["batchItems"] = maxItemsPerBatch.map(JSONValue.int)
        object["batchBytes"] = maxInputBytesPerBatch.map(JSONValue.int)
        object["batchInput"] = batchInput
        object["reader"] = readerArguments
        object["maxItems"] = maxItems.map(JSONValue.int)
        object["writer"] = writerArguments
        return .object(object)
    }
}

/// A map run under way. Its id is the number of the record that started it; 0 and no start until then.
struct MapRunWork: Sendable, Equatable {
    var id: Int64 = 0
    var items: Payload
    var count: Int
    var start: MapRunStart?
    /// Times that it was redriven.
    var redrives = 0
}
