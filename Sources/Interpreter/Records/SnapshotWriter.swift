import JSON
import StatesLanguage

/// The state of an execution that waits, as bytes: folding may begin here instead of at the first record.
///
///     snapshot = version nextRecord nextEvent lastTime nextFrame tickets redriveCount redriveDate deadline input calls frames
///     frames   = count (id frame)*
///
/// It may be thrown away at any time, and one of another version is none. A payload that stands in a record is referred
/// to by the record's distance from `nextRecord`; a frame's variables that are those of the frame above are not repeated.
extension ExecutionMachine {
    static let snapshotVersion: UInt8 = 1

    /// Nil while the machine isn't running, or could go on without an input.
    public func snapshot() -> [UInt8]? {
        guard status == .running, !isRunnable else { return nil }
        var writer = SnapshotWriter(record: nextRecord)
        writer.write(self)
        return writer.writer.bytes
    }
}

private struct SnapshotWriter {
    var writer = ByteWriter()
    /// The number of the next record.
    let record: Int64

    init(record: Int64) { self.record = record }

    mutating func write(_ machine: ExecutionMachine) {
        writer.byte(ExecutionMachine.snapshotVersion)
        writer.signed(machine.nextRecord)
        writer.signed(machine.nextEvent)
        writer.signed(machine.lastTime)
        writer.number(machine.nextFrame)
        writer.number(machine.tickets)
        writer.number(machine.identity.redriveCount)
        writer.signed(machine.redriveDate)
        writer.option(machine.deadline) { $0.timer($1) }
        payload(machine.input)
        writer.number(machine.calls.count)
        for (state, count) in machine.calls.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            writer.number(state.rawValue)
            writer.number(count)
        }
        write(machine.frames.all)
    }

    private mutating func payload(_ payload: Payload) { writer.payload(payload, record) }
    private mutating func result(_ result: TaskResult) { writer.result(result, record) }

    /// In the order of their ids.
    private mutating func write(_ frames: [(id: FrameID, frame: Frame)]) {
        writer.number(frames.count)
        var written: [FrameID: [UInt8]] = [:]
        for (id, frame) in frames {
            writer.number(id)
            writer.option(frame.parent) { $0.number($1) }
            place(frame.place)
            writer.number(frame.state.rawValue)
            payload(frame.input)
            let variables = Self.bytes(of: frame.variables)
            written[id] = variables
            let isAsAbove = frame.parent.flatMap { written[$0] } == variables
            writer.byte(isAsAbove ? 1 : 0)
            if !isAsAbove { writer.bytes += variables }
            for event in [frame.lastEvent, frame.entryEvent, frame.eventBeforeEntry, frame.enteredTime] {
                writer.signed(event)
            }
            writer.number(frame.retries.count)
            for count in frame.retries { writer.number(count) }
            writer.number(frame.ticket)
            step(frame.step)
            work(frame.work)
            writer.option(frame.item) {
                $0.number($1.index)
                $0.value($1.value)
            }
            writer.byte(frame.kept == nil ? 0 : 1)
            if let kept = frame.kept {
                work(kept.work)
                write(kept.frames.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
            }
        }
    }

    private static func bytes(of variables: [String: JSONValue]) -> [UInt8] {
        var writer = ByteWriter()
        writer.number(variables.count)
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
            writer.text(name)
            writer.value(value)
        }
        return writer.bytes
    }

    private mutating func place(_ place: Frame.Place) {
        switch place {
        case .top: writer.byte(0)
        case .branch(let index):
            writer.byte(1)
            writer.number(index)
        case .iteration(let index):
            writer.byte(2)
            writer.number(index)
        }
    }

    private mutating func step(_ step: Frame.Step?) {
        switch step {
        case nil: writer.byte(0)
        case .enter(let state, let input):
            writer.byte(1)
            writer.number(state.rawValue)
            payload(input)
        case .execute: writer.byte(2)
        case .startTask: writer.byte(3)
        case .endTask(let result):
            writer.byte(4)
            self.result(result)
        case .endWait: writer.byte(5)
        case .endMapRun(let result):
            writer.byte(6)
            self.result(result.asTask)
        case .redriveMapRun: writer.byte(7)
        case .join: writer.byte(8)
        case .iterate: writer.byte(9)
        case .handle(let error, let cause):
            writer.byte(10)
            writer.text(error)
            writer.text(cause)
        case .answer(let result):
            writer.byte(11)
            self.result(result)
        case .finish(let output):
            writer.byte(12)
            payload(output)
        }
    }

    private mutating func work(_ work: Frame.Work) {
        switch work {
        case .none: writer.byte(0)
        case .task(let task):
            writer.byte(1)
            self.task(task)
        case .timer(let timer):
            writer.byte(2)
            writer.timer(timer)
        case .branches(let branches):
            writer.byte(3)
            writer.number(branches.children.count)
            for child in branches.children { writer.number(child) }
            outputs(branches.outputs)
            writer.number(branches.remaining)
        case .iterations(let iterations):
            writer.byte(4)
            payload(iterations.items)
            for number in [iterations.count, iterations.concurrency, iterations.next, iterations.remaining] {
                writer.number(number)
            }
            writer.number(iterations.running.count)
            for child in iterations.running.sorted() { writer.number(child) }
            outputs(iterations.outputs)
            writer.signed(iterations.lastInnerEvent)
        case .mapRun(let run):
            writer.byte(5)
            writer.signed(run.id)
            payload(run.items)
            writer.number(run.count)
            writer.number(run.redrives)
            writer.option(run.start) {
                $0.text($1.arn)
                $0.value($1.settings.json)
            }
        }
    }

    private mutating func task(_ task: TaskWork) {
        writer.signed(task.id)
        writer.signed(task.scheduledAt)
        writer.byte(task.phase.code)
        payload(task.schedule.parameters)
        for number in [
            task.schedule.timeoutSeconds, task.schedule.heartbeatSeconds, task.schedule.timeoutDue,
            task.schedule.heartbeatDue,
        ] {
            writer.signed(number)
        }
        writer.option(task.schedule.credentials) { $0.value($1) }
        writer.option(task.job) { $0.value($1) }
        writer.number(task.call)
        writer.byte(task.early == nil ? 0 : 1)
        if let early = task.early { result(early) }
    }

    private mutating func outputs(_ outputs: [Payload?]) {
        writer.number(outputs.count)
        for output in outputs {
            writer.byte(output == nil ? 0 : 1)
            if let output { payload(output) }
        }
    }
}

extension ByteWriter {
    fileprivate mutating func timer(_ timer: Timer) {
        signed(timer.id)
        signed(timer.due)
    }
}

extension TaskWork.Phase {
    fileprivate var code: UInt8 {
        switch self {
        case .scheduled: 0
        case .started: 1
        case .submitted: 2
        }
    }
}
