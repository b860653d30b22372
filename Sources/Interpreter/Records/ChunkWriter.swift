import JSON
import StatesLanguage

/// Entries of one execution as bytes: what a turn appends to the journal.
///
///     chunk  = version firstRecord firstTime nextEvent count entry*
///     entry  = kind timeDelta (id - previous, 0: no event) [frame state] fields
///
/// A payload is stored once: later records refer to the one that holds it, by its distance.
public enum ChunkWriter {
    static let version: UInt8 = 1

    public static func bytes(of entries: [Entry]) -> [UInt8] {
        guard let first = entries.first else { return [] }
        var writer = ByteWriter()
        writer.bytes.reserveCapacity(64 + entries.count * 16)
        writer.byte(version)
        writer.number(UInt64(first.number))
        writer.signed(first.time)
        let firstEvent = entries.lazy.compactMap(\.event).first?.id ?? 0
        writer.number(UInt64(firstEvent))
        writer.number(entries.count)
        var time = first.time
        for entry in entries {
            writer.byte(entry.record.kind.rawValue)
            writer.number(UInt64(entry.time - time))
            writer.number(UInt64(entry.event.map { $0.id - $0.previous } ?? 0))
            if let frame = entry.record.frame {
                writer.number(frame)
                writer.number(entry.state?.rawValue ?? 0)
            }
            writer.fields(of: entry)
            time = entry.time
        }
        return writer.bytes
    }
}

extension ByteWriter {
    fileprivate mutating func fields(of entry: Entry) {
        let number = entry.number
        switch entry.record {
        case .executionStarted(let input): payload(input, number)
        case .stateEntered(_, _, let input), .parallelStarted(_, let input), .branchSucceeded(_, let input):
            payload(input, number)
        case .stateExited(_, let exit):
            payload(exit.output, number)
            self.number(exit.next.map { $0.rawValue + 1 } ?? 0)
            self.number(exit.assigned.count)
            for assigned in exit.assigned {
                text(assigned.name)
                value(assigned.value)
            }
        case .evaluationFailed(_, let error, let cause, let location):
            text(error)
            text(cause)
            text(location)
        case .taskScheduled(_, let schedule):
            payload(schedule.parameters, number)
            signed(schedule.timeoutSeconds)
            signed(schedule.heartbeatSeconds)
            option(schedule.credentials) { $0.value($1) }
            signed(schedule.timeoutDue.map { $0 - entry.time })
        case .taskStarted(_, let worker): text(worker)
        case .taskSubmitted(_, let output, let job):
            payload(output, number)
            option(job) { $0.value($1) }
        case .callbackReceived(_, let result), .taskEnded(_, let result): self.result(result, number)
        case .timerStarted(_, let due): signed(due - entry.time)
        case .retryScheduled(_, let retrier, let due):
            self.number(retrier)
            signed(due - entry.time)
        case .mapStarted(_, let start):
            payload(start.items, number)
            self.number(start.count)
            self.number(start.concurrency)
        case .iterationStarted(_, let index, let input):
            self.number(index)
            payload(input, number)
        case .iterationSucceeded(_, let index, let child, let output):
            self.number(index)
            self.number(child)
            payload(output, number)
        case .iterationFailed(_, let index), .iterationAborted(_, let index): self.number(index)
        case .childFailed(_, let child, let error, let cause):
            self.number(child)
            text(error)
            text(cause)
        case .executionEnded(let end): self.end(end, number)
        case .mapRunStarted(_, let start):
            text(start.arn)
            value(start.settings.json)
        case .executionRedriven(let count): self.number(count)
        case .mapRunRedriven(_, let arn, let count):
            text(arn)
            self.number(count)
        case .mapRunEnded(_, let result): self.result(result.asTask, number)
        case .timerFired, .parallelSucceeded, .parallelFailed, .mapSucceeded, .mapFailed, .stateAborted: break
        }
    }

    mutating func value(_ value: JSONValue) { data(value.serializedBytes()) }

    /// 0: here; 1: all of an earlier record's; 2: one element of it.
    mutating func payload(_ payload: Payload, _ record: Int64) {
        guard let origin = payload.origin, origin.record < record else {
            byte(0)
            data(payload.text)
            return
        }
        byte(origin.element == nil ? 1 : 2)
        number(UInt64(record - origin.record))
        if let element = origin.element { number(element) }
    }

    mutating func result(_ result: TaskResult, _ record: Int64) {
        switch result {
        case .succeeded(let output):
            byte(0)
            payload(output, record)
        case .failed(let error, let cause):
            byte(1)
            text(error)
            text(cause)
        case .timedOut(let error, let cause):
            byte(2)
            text(error)
            text(cause)
        }
    }

    private mutating func end(_ end: ExecutionEnd, _ record: Int64) {
        switch end {
        case .succeeded(let output):
            byte(0)
            payload(output, record)
        case .failed(let error, let cause): failure(1, error, cause)
        case .timedOut(let error, let cause): failure(2, error, cause)
        case .aborted(let error, let cause): failure(3, error, cause)
        }
    }

    private mutating func failure(_ tag: UInt8, _ error: String?, _ cause: String?) {
        byte(tag)
        text(error)
        text(cause)
    }
}
