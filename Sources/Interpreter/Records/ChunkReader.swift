import JSON
import StatesLanguage

/// Reads chunks back, in any order of chunks, and finds the payloads that records refer to.
public struct ChunkReader {
    /// Fetches the chunk that holds a record which no chunk read so far holds.
    public typealias Fetch = (_ record: Int64) throws -> [UInt8]?

    private let fetch: Fetch
    private var payloads: [Int64: Payload] = [:]

    public init(fetch: @escaping Fetch = { _ in nil }) { self.fetch = fetch }

    public mutating func entries(of chunk: [UInt8]) throws -> [Entry] {
        guard !chunk.isEmpty else { return [] }
        var reader = ByteReader(chunk)
        guard try reader.byte() == ChunkWriter.version else {
            throw RecordFormatError(description: "the records were written by a newer version of Fermata")
        }
        var number = try reader.number()
        var time = try reader.signed()
        var event = try reader.number()
        let count = try reader.count()
        var entries: [Entry] = []
        entries.reserveCapacity(min(count, chunk.count))
        for _ in 0..<count {
            guard let kind = RecordKind(rawValue: try reader.byte()) else {
                throw RecordFormatError(
                    description: "a record of an unknown kind: written by a newer version of Fermata")
            }
            time &+= Int64(try reader.number())
            let distance = try reader.number()
            let link = distance > 0 ? EventLink(id: Int64(event), previous: Int64(event &- distance)) : nil
            if link != nil { event &+= 1 }
            let place = RecordPlace(number: Int64(number), time: time)
            let hasFrame = kind != .executionStarted && kind != .executionEnded && kind != .executionRedriven
            let frame = hasFrame ? try reader.number() : 0
            let state = hasFrame ? StateIndex(try reader.number()) : nil
            let record = try record(kind, frame, state ?? StateIndex(0), place, &reader)
            entries.append(Entry(number: place.number, time: time, event: link, state: state, record: record))
            number &+= 1
        }
        return entries
    }

    struct RecordPlace {
        var number: Int64
        var time: Int64
    }

    private mutating func record(
        _ kind: RecordKind, _ frame: FrameID, _ state: StateIndex, _ place: RecordPlace, _ reader: inout ByteReader
    ) throws -> Record {
        switch kind {
        case .executionStarted: return .executionStarted(input: try payload(place, &reader))
        case .stateEntered: return .stateEntered(frame: frame, state: state, input: try payload(place, &reader))
        case .stateExited: return .stateExited(frame: frame, try exit(place, &reader))
        case .evaluationFailed:
            return .evaluationFailed(
                frame: frame, error: try reader.text(), cause: try reader.text(), location: try reader.optionalText())
        case .taskScheduled: return .taskScheduled(frame: frame, try schedule(place, &reader))
        case .taskStarted: return .taskStarted(frame: frame, worker: try reader.optionalText())
        case .taskSubmitted:
            return .taskSubmitted(frame: frame, output: try payload(place, &reader), job: try value(&reader))
        case .callbackReceived: return .callbackReceived(frame: frame, try result(place, &reader))
        case .taskEnded: return .taskEnded(frame: frame, try result(place, &reader))
        case .timerStarted: return .timerStarted(frame: frame, due: place.time &+ (try reader.signed()))
        case .timerFired: return .timerFired(frame: frame)
        case .retryScheduled:
            return .retryScheduled(
                frame: frame, retrier: try reader.number(), due: place.time &+ (try reader.signed()))
        case .parallelStarted: return .parallelStarted(frame: frame, input: try payload(place, &reader))
        case .parallelSucceeded: return .parallelSucceeded(frame: frame)
        case .parallelFailed: return .parallelFailed(frame: frame)
        case .mapStarted:
            let items = try payload(place, &reader)
            return .mapStarted(
                frame: frame, MapStart(items: items, count: try reader.number(), concurrency: try reader.number()))
        case .iterationStarted:
            return .iterationStarted(frame: frame, index: try reader.number(), input: try payload(place, &reader))
        case .iterationSucceeded:
            return .iterationSucceeded(
                frame: frame, index: try reader.number(), child: try reader.number(),
                output: try payload(place, &reader))
        case .iterationFailed: return .iterationFailed(frame: frame, index: try reader.number())
        case .iterationAborted: return .iterationAborted(frame: frame, index: try reader.number())
        case .mapSucceeded: return .mapSucceeded(frame: frame)
        case .mapFailed: return .mapFailed(frame: frame)
        case .branchSucceeded: return .branchSucceeded(frame: frame, output: try payload(place, &reader))
        case .childFailed:
            return .childFailed(
                frame: frame, child: try reader.number(), error: try reader.optionalText(),
                cause: try reader.optionalText())
        case .stateAborted: return .stateAborted(frame: frame)
        case .executionEnded: return .executionEnded(try end(place, &reader))
        case .mapRunStarted:
            let arn = try reader.text()
            let settings = MapRunSettings(try JSONValue.parse(try reader.data()))
            return .mapRunStarted(frame: frame, MapRunStart(arn: arn, settings: settings))
        case .executionRedriven: return .executionRedriven(count: try reader.number())
        case .mapRunRedriven: return .mapRunRedriven(frame: frame, arn: try reader.text(), count: try reader.number())
        case .mapRunEnded: return .mapRunEnded(frame: frame, MapRunResult(try result(place, &reader)))
        }
    }

    private mutating func exit(_ place: RecordPlace, _ reader: inout ByteReader) throws -> StateExit {
        let output = try payload(place, &reader)
        let next = try reader.number()
        var assigned: [Assigned] = []
        for _ in 0..<(try reader.count()) {
            assigned.append(Assigned(name: try reader.text(), value: try JSONValue.parse(try reader.data())))
        }
        return StateExit(output: output, assigned: assigned, next: next > 0 ? StateIndex(next &- 1) : nil)
    }

    private mutating func schedule(_ place: RecordPlace, _ reader: inout ByteReader) throws -> TaskSchedule {
        TaskSchedule(
            parameters: try payload(place, &reader), timeoutSeconds: try reader.optionalSigned(),
            heartbeatSeconds: try reader.optionalSigned(), credentials: try value(&reader),
            timeoutDue: try reader.optionalSigned().map { place.time &+ $0 })
    }

    private func value(_ reader: inout ByteReader) throws -> JSONValue? {
        guard let bytes = try reader.option({ (reader) throws(RecordFormatError) in try reader.data() }) else {
            return nil
        }
        return try JSONValue.parse(bytes)
    }

    mutating func result(_ place: RecordPlace, _ reader: inout ByteReader) throws -> TaskResult {
        switch try reader.byte() {
        case 0: return .succeeded(try payload(place, &reader))
        case 1: return .failed(error: try reader.optionalText(), cause: try reader.optionalText())
        case 2: return .timedOut(error: try reader.text(), cause: try reader.optionalText())
        default: throw RecordFormatError(description: "a record has an unknown result")
        }
    }

    private mutating func end(_ place: RecordPlace, _ reader: inout ByteReader) throws -> ExecutionEnd {
        switch try reader.byte() {
        case 0: return .succeeded(try payload(place, &reader))
        case 1: return .failed(error: try reader.optionalText(), cause: try reader.optionalText())
        case 2: return .timedOut(error: try reader.optionalText(), cause: try reader.optionalText())
        case 3: return .aborted(error: try reader.optionalText(), cause: try reader.optionalText())
        default: throw RecordFormatError(description: "a record has an unknown end")
        }
    }

    mutating func payload(_ place: RecordPlace, _ reader: inout ByteReader) throws -> Payload {
        switch try reader.byte() {
        case 0:
            let payload = Payload(text: try reader.data())
            payloads[place.number] = payload
            return payload
        case 1:
            let record = place.number &- Int64(try reader.number())
            return try stored(record).recorded(at: record)
        case 2:
            let record = place.number &- Int64(try reader.number())
            let element = try reader.number()
            var whole = try stored(record).recorded(at: record)
            whole.parse()
            payloads[record] = whole
            guard let value = whole.value[element] else {
                throw RecordFormatError(description: "a record refers to an item that isn't there")
            }
            return whole.element(element, value)
        default: throw RecordFormatError(description: "a record has an unknown payload")
        }
    }

    private mutating func stored(_ record: Int64) throws -> Payload {
        if let payload = payloads[record] { return payload }
        if let chunk = try fetch(record) { _ = try entries(of: chunk) }
        guard let payload = payloads[record] else {
            throw RecordFormatError(description: "a record refers to record \(record), which holds no payload")
        }
        return payload
    }
}
