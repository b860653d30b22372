import Interpreter
import JSON
import Journal
import StatesLanguage

/// What one child came to.
struct ChildResult: Sendable {
    var index: Int
    var name: String
    var arn: String
    var status: ChildStatus
    var startDate: Int64
    var stopDate: Int64
    /// JSON text.
    var input: [UInt8]
    /// JSON text, of one that succeeded.
    var output: [UInt8]?
    var error: String?
    var cause: String?
    /// Times that it was run again.
    var redrives = 0
    /// Why no redrive can run it again.
    var redriveObstacle: String?

    /// `NONE`: the child with its metadata.
    func metadata(_ origin: MapRunOrigin) -> JSONObject {
        var object: JSONObject = ["ExecutionArn": .string(arn)]
        object["Input"] = .string(String(decoding: input, as: UTF8.self))
        object["InputDetails"] = ["Included": true]
        object["Name"] = .string(name)
        if let output {
            object["Output"] = .string(String(decoding: output, as: UTF8.self))
            object["OutputDetails"] = ["Included": true]
        }
        object["Error"] = error.map(JSONValue.string)
        object["Cause"] = cause.map(JSONValue.string)
        object["RedriveCount"] = .int(Int64(redrives))
        object["RedriveStatus"] = .string(redriveObstacle == nil ? "REDRIVABLE" : "NOT_REDRIVABLE")
        object["RedriveStatusReason"] = redriveObstacle.map(JSONValue.string)
        object["StartDate"] = .string(Timestamp.text(startDate))
        object["StateMachineArn"] = .string(origin.body.stateMachineARN)
        object["Status"] = .string(status.text)
        object["StopDate"] = .string(Timestamp.text(stopDate))
        return object
    }
}

extension ChildStatus {
    /// As the API writes it.
    var text: String {
        switch self {
        case .succeeded: "SUCCEEDED"
        case .failed: "FAILED"
        case .timedOut: "TIMED_OUT"
        case .aborted: "ABORTED"
        case .pending: "PENDING"
        }
    }
}

/// The results of a map run's children in the order of their index, read as they are asked for.
struct ChildResults {
    private let origin: MapRunOrigin
    private let count: Int
    private let engine: Engine
    private var nextIndex: Int
    /// Express: the latest results first.
    private var stores: [StoredResults]

    init(origin: MapRunOrigin, machine: MapRunMachine, from index: Int = 0, engine: Engine) {
        self.origin = origin
        count = machine.nextChild
        self.engine = engine
        nextIndex = index
        stores = origin.resultsKeys(machine).map { StoredResults(key: $0, from: index, engine: engine) }
    }

    mutating func next() throws(ServiceError) -> ChildResult? {
        while nextIndex < count {
            nextIndex += 1
            if let result = try result(of: nextIndex - 1) { return result }
        }
        return nil
    }

    /// What a child came to, nil where it has not ended; asked for in ascending order only.
    mutating func result(of index: Int) throws(ServiceError) -> ChildResult? {
        origin.body.childType == .express ? try express(index) : try standard(index)
    }

    private mutating func express(_ index: Int) throws(ServiceError) -> ChildResult? {
        var found: ExpressResult?
        var redrives = 0
        for place in stores.indices {
            // Each store is read along, so that none holds what nobody asks for any more.
            let result = try stores[place].take(index)
            guard let result else { continue }
            // What a redrive gave counts; the first store is the latest one.
            if found == nil { found = result } else { redrives += 1 }
        }
        guard let result = found else { return nil }
        let name = origin.name(ofChild: index)
        let arn = origin.child(index, key: origin.key, now: 0).executionARN
        let hasSucceeded = result.status == .succeeded
        return ChildResult(
            index: index, name: name, arn: arn, status: result.status, startDate: result.startDate,
            stopDate: result.stopDate, input: result.input,
            output: hasSucceeded ? result.output ?? result.input : nil, error: result.error, cause: result.cause,
            redrives: redrives, redriveObstacle: hasSucceeded ? Engine.succeededObstacle : nil)
    }

    private func standard(_ index: Int) throws(ServiceError) -> ChildResult? {
        let row = try engine.childRow(index, of: origin)
        guard let row, let status = ChildStatus(row.status), let child = try engine.origin(of: row) else { return nil }
        var result = ChildResult(
            index: index, name: row.name, arn: child.executionARN, status: status, startDate: row.startDate,
            stopDate: row.stopDate ?? row.startDate, input: try engine.firstInput(of: child),
            redrives: try engine.redriveNote(row.key)?.count ?? 0,
            redriveObstacle: try engine.redriveObstacle(row, child)?.reason)
        switch try engine.end(of: child) {
        case .succeeded(let output)?: result.output = output.text
        case .failed(let error, let cause)?, .timedOut(let error, let cause)?, .aborted(let error, let cause)?:
            result.error = error
            result.cause = cause
        case nil: break
        }
        return result
    }
}

/// Results of Express children in one place, read along in the order of their index.
private struct StoredResults {
    let key: ExecutionKey
    let engine: Engine
    /// Read, and not asked for yet.
    private var ahead: [Int: ExpressResult] = [:]
    private var nextRecord: Int64
    private var isAtEnd = false
    /// Grows as more is asked for: a page of a list reads little more than the page.
    private var byteLimit = 1 << 16

    /// Results read and passed over that may be held.
    private static let mostPassed = 4_096

    init(key: ExecutionKey, from index: Int, engine: Engine) {
        self.key = key
        self.engine = engine
        nextRecord = Self.start(ofBlock: index)
    }

    /// A chunk holds results of one block only, so the block's start is far enough back.
    private static func start(ofBlock index: Int) -> Int64 {
        Int64(index / MapRunner.claimSize * MapRunner.claimSize)
    }

    mutating func take(_ index: Int) throws(ServiceError) -> ExpressResult? {
        if nextRecord < Self.start(ofBlock: index) {
            nextRecord = Self.start(ofBlock: index)
            ahead.removeAll()
        }
        while !isAtEnd, ahead[index] == nil, nextRecord <= Int64(index) { try read() }
        if ahead.count > Self.mostPassed { ahead = ahead.filter { $0.key >= index } }
        return ahead.removeValue(forKey: index)
    }

    private mutating func read() throws(ServiceError) {
        let chunks: [Chunk]
        do throws(JournalError) {
            chunks = try engine.journal.chunks(of: key, from: nextRecord, reversed: false, byteLimit: byteLimit)
        } catch {
            throw engine.storageError(error)
        }
        byteLimit = min(byteLimit * 4, Engine.pageBytes)
        var advanced = false
        for chunk in chunks where chunk.firstRecord >= nextRecord {
            for result in ExpressResult.results(ofChunk: chunk.bytes) { ahead[result.index] = result }
            nextRecord = chunk.firstRecord + 1
            advanced = true
        }
        if !advanced { isAtEnd = true }
    }
}
