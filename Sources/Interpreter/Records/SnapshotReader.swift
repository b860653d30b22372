import JSON
import StatesLanguage

extension ChunkReader {
    /// Sets a machine that has not begun to what ``ExecutionMachine/snapshot()`` told; the records from its `nextRecord`
    /// on follow. Payloads are fetched from the records that hold them.
    ///
    /// - Returns: false, and the machine as it was, for a snapshot of another version.
    /// - Throws: ``RecordFormatError`` where it is damaged, and what the fetching throws.
    public mutating func restore(_ machine: inout ExecutionMachine, from snapshot: [UInt8]) throws -> Bool {
        var reader = SnapshotReader(chunks: self, bytes: ByteReader(snapshot))
        guard let restored = try reader.machine(machine) else { return false }
        self = reader.chunks
        machine = restored
        return true
    }
}

private struct SnapshotReader {
    var chunks: ChunkReader
    var bytes: ByteReader
    /// Payloads refer to records by their distance from here.
    var place = ChunkReader.RecordPlace(number: 0, time: 0)

    init(chunks: ChunkReader, bytes: ByteReader) {
        self.chunks = chunks
        self.bytes = bytes
    }

    /// Nil where the version is another.
    mutating func machine(_ fresh: ExecutionMachine) throws -> ExecutionMachine? {
        guard try bytes.byte() == ExecutionMachine.snapshotVersion else { return nil }
        var machine = fresh
        machine.status = .running
        machine.nextRecord = try bytes.signed()
        place.number = machine.nextRecord
        machine.nextEvent = try bytes.signed()
        machine.lastTime = try bytes.signed()
        machine.nextFrame = try bytes.number()
        machine.tickets = try bytes.number()
        machine.identity.redriveCount = try bytes.number()
        machine.redriveDate = try bytes.optionalSigned()
        machine.deadline = try option { (reader) throws in try reader.timer() }
        machine.input = try payload()
        let calls = try list { (StateIndex(try $0.bytes.number()), try $0.bytes.number()) }
        machine.calls = Dictionary(calls, uniquingKeysWith: { $1 })
        machine.setFrames(try frames(of: machine.definition))
        guard bytes.isAtEnd else { throw RecordFormatError(description: "a snapshot has bytes after its end") }
        return machine
    }

    private mutating func payload() throws -> Payload { try chunks.payload(place, &bytes) }
    private mutating func result() throws -> TaskResult { try chunks.result(place, &bytes) }
    private mutating func value() throws -> JSONValue { try JSONValue.parse(try bytes.data()) }

    private mutating func timer() throws -> Timer { Timer(id: try bytes.signed(), due: try bytes.signed()) }

    private mutating func option<Value>(_ read: (inout SnapshotReader) throws -> Value) throws -> Value? {
        try bytes.byte() == 0 ? nil : try read(&self)
    }

    private mutating func list<Value>(_ read: (inout SnapshotReader) throws -> Value) throws -> [Value] {
        let count = try bytes.count()
        var values: [Value] = []
        for _ in 0..<count { values.append(try read(&self)) }
        return values
    }

    private mutating func frames(of definition: StateMachineDefinition) throws -> [FrameID: Frame] {
        var frames: [FrameID: Frame] = [:]
        for _ in 0..<(try bytes.count()) {
            let id = try bytes.number()
            let parent = try option { try $0.bytes.number() }
            let place = try framePlace()
            let state = StateIndex(try bytes.number())
            guard definition.states.indices.contains(state.rawValue) else {
                throw RecordFormatError(description: "a snapshot names a state that isn't there")
            }
            let input = try payload()
            let isAsAbove = try bytes.byte() == 1
            let variables =
                isAsAbove
                ? parent.flatMap { frames[$0]?.variables } ?? [:]
                : Dictionary(try list { (try $0.bytes.text(), try $0.value()) }, uniquingKeysWith: { $1 })
            var frame = Frame(
                parent: parent, place: place, state: state, input: input, variables: variables,
                lastEvent: try bytes.signed())
            frame.entryEvent = try bytes.signed()
            frame.eventBeforeEntry = try bytes.signed()
            frame.enteredTime = try bytes.signed()
            frame.retries = try list { try $0.bytes.number() }
            frame.ticket = try bytes.number()
            frame.step = try step()
            frame.work = try work()
            frame.item = try option { MapItem(index: try $0.bytes.number(), value: try $0.value()) }
            frame.kept = try option { Frame.Kept(work: try $0.work(), frames: try $0.frames(of: definition)) }
            frames[id] = frame
        }
        return frames
    }

    private mutating func framePlace() throws -> Frame.Place {
        switch try bytes.byte() {
        case 0: .top
        case 1: .branch(try bytes.number())
        case 2: .iteration(try bytes.number())
        default: throw Self.unknown
        }
    }

    private mutating func step() throws -> Frame.Step? {
        switch try bytes.byte() {
        case 0: nil
        case 1: .enter(StateIndex(try bytes.number()), try payload())
        case 2: .execute
        case 3: .startTask
        case 4: .endTask(try result())
        case 5: .endWait
        case 6: .endMapRun(MapRunResult(try result()))
        case 7: .redriveMapRun
        case 8: .join
        case 9: .iterate
        case 10: .handle(error: try bytes.optionalText(), cause: try bytes.optionalText())
        case 11: .answer(try result())
        case 12: .finish(try payload())
        default: throw Self.unknown
        }
    }

    private mutating func work() throws -> Frame.Work {
        switch try bytes.byte() {
        case 0: return .none
        case 1: return .task(try task())
        case 2: return .timer(try timer())
        case 3:
            return .branches(
                BranchWork(
                    children: try list { try $0.bytes.number() }, outputs: try outputs(),
                    remaining: try bytes.number()))
        case 4:
            var items = try payload()
            items.parse()
            let (count, concurrency) = (try bytes.number(), try bytes.number())
            let (next, remaining) = (try bytes.number(), try bytes.number())
            let running = Set(try list { try $0.bytes.number() })
            return .iterations(
                IterationWork(
                    items: items, count: count, concurrency: concurrency, next: next, running: running,
                    outputs: try outputs(), remaining: remaining, lastInnerEvent: try bytes.signed()))
        case 5:
            let id = try bytes.signed()
            var items = try payload()
            items.parse()
            var run = MapRunWork(id: id, items: items, count: try bytes.number())
            run.redrives = try bytes.number()
            run.start = try option {
                MapRunStart(arn: try $0.bytes.text(), settings: MapRunSettings(try $0.value()))
            }
            return .mapRun(run)
        default: throw Self.unknown
        }
    }

    private mutating func task() throws -> TaskWork {
        let (id, scheduledAt) = (try bytes.signed(), try bytes.signed())
        let phase: TaskWork.Phase
        switch try bytes.byte() {
        case 0: phase = .scheduled
        case 1: phase = .started
        case 2: phase = .submitted
        default: throw Self.unknown
        }
        var schedule = TaskSchedule(parameters: try payload())
        schedule.timeoutSeconds = try bytes.optionalSigned()
        schedule.heartbeatSeconds = try bytes.optionalSigned()
        schedule.timeoutDue = try bytes.optionalSigned()
        schedule.heartbeatDue = try bytes.optionalSigned()
        schedule.credentials = try option { try $0.value() }
        var task = TaskWork(id: id, scheduledAt: scheduledAt, phase: phase, schedule: schedule)
        task.job = try option { try $0.value() }
        task.call = try bytes.number()
        task.early = try option { try $0.result() }
        return task
    }

    private mutating func outputs() throws -> [Payload?] {
        try list { (reader) throws -> Payload? in try reader.option { try $0.payload() } }
    }

    private static let unknown = RecordFormatError(description: "a snapshot has an unknown part")
}
