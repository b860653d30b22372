import Interpreter
import JSON
import Journal
import StatesLanguage

extension Engine {
    // MARK: Finding executions

    func find(_ arn: ExecutionARN) throws(ServiceError) -> (row: ExecutionRow, origin: ExecutionOrigin) {
        let unknown = ServiceError(.executionDoesNotExist, "Execution Does Not Exist: '\(arn.text)'")
        guard let owner = owner(of: arn) else { throw unknown }
        let row: ExecutionRow?
        do throws(JournalError) { row = try journal.execution(owner: owner, name: arn.name) } catch {
            throw storageError(error)
        }
        guard let row, let origin = try origin(of: row), origin.body.expressID == nil,
            origin.body.membership?.label == arn.label, origin.revision.stateMachineName == arn.stateMachineName
        else { throw unknown }
        return (row, origin)
    }

    /// The list that an execution's name is in.
    private func owner(of arn: ExecutionARN) -> Int64? {
        if arn.label != nil { return MapRunName.place(ofChild: arn.name).map { MapRunOwner.children(of: $0.run) } }
        return catalog.ownerID(stateMachine: arn.stateMachineName, scope: arn.scope)
    }

    func origin(of key: ExecutionKey) throws(ServiceError) -> ExecutionOrigin? {
        let row: ExecutionRow?
        do throws(JournalError) { row = try journal.execution(key) } catch { throw storageError(error) }
        guard let row else { return nil }
        return try origin(of: row)
    }

    func origin(of row: ExecutionRow) throws(ServiceError) -> ExecutionOrigin? {
        guard let body = ExecutionBody(row.body) else { return nil }
        return ExecutionOrigin(row: row, body: body, revision: try catalog.revision(number: body.revision))
    }

    /// An execution from its records, and from its snapshot if it has one. Where the records can't be read, it is set aside.
    func fold(_ origin: ExecutionOrigin) throws(ServiceError) -> FoldedExecution {
        var execution = FoldedExecution(machine: origin.newMachine(), origin: origin)
        var reader = reader(of: origin.key)
        do {
            if let snapshot = try journal.snapshot(of: origin.key) {
                try restore(&execution, from: snapshot, &reader)
            }
            var next = execution.machine.nextRecord
            while true {
                let chunks = try journal.chunks(of: origin.key, from: next, reversed: false, byteLimit: Self.pageBytes)
                var advanced = false
                for chunk in chunks {
                    execution.snapshot.chunkBytes += chunk.bytes.count
                    for entry in try reader.entries(of: chunk.bytes) where entry.number >= next {
                        execution.machine.apply(entry)
                        next = entry.number + 1
                        advanced = true
                    }
                }
                if !advanced { return execution }
            }
        } catch let error as JournalError where error.code != .corrupt {
            throw storageError(error)
        } catch {
            let why = "The records of \(origin.executionARN) can't be read: \(error)"
            setAside(origin.key, why)
            throw ServiceError(.internalFailure, why)
        }
    }

    /// A snapshot that can't be read is none: the records have it all.
    private func restore(
        _ execution: inout FoldedExecution, from snapshot: Chunk, _ reader: inout ChunkReader
    ) throws(JournalError) {
        do {
            guard try reader.restore(&execution.machine, from: snapshot.bytes) else { return }
            execution.snapshot = SnapshotMark(record: snapshot.firstRecord, bytes: snapshot.bytes.count)
        } catch let error as JournalError where error.code != .corrupt {
            throw error
        } catch {
            configuration.warn(
                "A snapshot of \(execution.origin.executionARN) can't be read (\(error)): it is folded from its first record."
            )
        }
    }

    static let pageBytes = 1 << 20

    func reader(of key: ExecutionKey) -> ChunkReader {
        ChunkReader { [journal] record in
            try journal.chunks(of: key, from: record, reversed: true, byteLimit: 1).first?.bytes
        }
    }

    func firstInput(of origin: ExecutionOrigin) throws(ServiceError) -> [UInt8] {
        guard case .executionStarted(let input) = try edge(of: origin, reversed: false)?.record else { return [] }
        return input.text
    }

    /// How an execution ended; nil where it hasn't.
    func end(of origin: ExecutionOrigin) throws(ServiceError) -> ExecutionEnd? {
        guard case .executionEnded(let end) = try edge(of: origin, reversed: true)?.record else { return nil }
        return end
    }

    /// Id of the last event of an execution.
    func lastEvent(of origin: ExecutionOrigin) throws(ServiceError) -> Int64? {
        try edge(of: origin, reversed: true)?.event?.id
    }

    /// The first or the last entry of an execution.
    private func edge(of origin: ExecutionOrigin, reversed: Bool) throws(ServiceError) -> Entry? {
        var reader = reader(of: origin.key)
        do {
            let chunks = try journal.chunks(
                of: origin.key, from: reversed ? .max : 0, reversed: reversed, byteLimit: 1)
            guard let chunk = chunks.first else { return nil }
            let entries = try reader.entries(of: chunk.bytes)
            return reversed ? entries.last : entries.first
        } catch {
            throw ServiceError(
                .internalFailure, "The records of \(origin.executionARN) can't be read: \(error)")
        }
    }

    // MARK: Operations

    public func describeExecution(_ arn: ExecutionARN) async throws(ServiceError) -> ExecutionDescription {
        if arn.isExpress {
            // API reference, DescribeExecution: of Express executions only those of a map run.
            if arn.label != nil {
                if let child = try describeExpressChild(arn) { return child }
                throw ServiceError(.executionDoesNotExist, "Execution Does Not Exist: '\(arn.text)'")
            }
            throw ServiceError(
                .stateMachineTypeNotSupported, "This operation is not supported by this type of state machine")
        }
        let (row, origin) = try find(arn)
        var description = summary(row, origin, try redriveNote(row.key))
        description.input = String(decoding: try firstInput(of: origin), as: UTF8.self)
        if row.status != .running, case .executionEnded(let end) = try edge(of: origin, reversed: true)?.record {
            description.take(end)
            if let obstacle = try redriveObstacle(row, origin) {
                description.redriveStatus = obstacle.status
                description.redriveStatusReason = obstacle.reason
            }
        }
        return description
    }

    public func listExecutions(_ request: ListExecutionsRequest) async throws(ServiceError) -> ExecutionPage {
        var query = ExecutionQuery(owner: request.owner, status: request.status, limit: request.limit + 1)
        if let token = request.nextToken {
            guard let cursor = ListCursor(token) else {
                throw ServiceError(.invalidToken, "Invalid Token: 'Invalid token'")
            }
            query.cursor = (cursor.startDate, cursor.key)
        }
        var found: [ExecutionDescription] = []
        var last: ListCursor?
        while true {
            let rows: [ExecutionRow]
            do throws(JournalError) { rows = try journal.executions(query) } catch { throw storageError(error) }
            let notes = try redriveNotes(rows)
            for row in rows {
                query.cursor = (row.startDate, row.key)
                guard let origin = try origin(of: row), request.wants(origin.body) else { continue }
                if let redriven = request.redriven, redriven != (notes[row.key] != nil) { continue }
                if found.count == request.limit {
                    return ExecutionPage(executions: found, nextToken: last?.text)
                }
                found.append(summary(row, origin, notes[row.key]))
                last = ListCursor(startDate: row.startDate, key: row.key)
            }
            if rows.count < query.limit { return ExecutionPage(executions: found, nextToken: nil) }
        }
    }

    private func summary(
        _ row: ExecutionRow, _ origin: ExecutionOrigin, _ note: RedriveNote?
    ) -> ExecutionDescription {
        var description = ExecutionDescription(
            executionARN: origin.executionARN, stateMachineARN: origin.stateMachineARN, name: row.name,
            status: row.status, startDate: row.startDate, stopDate: row.stopDate, revision: origin.revision)
        description.stateMachineVersionARN = origin.body.versionARN
        description.stateMachineAliasARN = origin.body.aliasARN
        description.traceHeader = origin.body.traceHeader
        if let membership = origin.body.membership { description.mapRunARN = mapRuns.arn(of: membership.run) }
        if let note {
            description.redriveCount = note.count
            description.redriveDate = note.date
        }
        return description
    }
}

extension ListExecutionsRequest {
    fileprivate func wants(_ body: ExecutionBody) -> Bool {
        (versionARN == nil || versionARN == body.versionARN) && (aliasARN == nil || aliasARN == body.aliasARN)
    }
}

extension ExecutionDescription {
    fileprivate mutating func take(_ end: ExecutionEnd) {
        switch end {
        case .succeeded(let payload): output = String(decoding: payload.text, as: UTF8.self)
        case .failed(let error, let cause), .timedOut(let error, let cause), .aborted(let error, let cause):
            self.error = error
            self.cause = cause
        }
        switch end {
        case .succeeded:
            redriveStatus = "NOT_REDRIVABLE"
            redriveStatusReason = "Execution is SUCCEEDED and cannot be redriven"
        default: redriveStatus = "REDRIVABLE"
        }
    }
}

/// Where a page of a list ended.
struct ListCursor {
    var startDate: Int64
    var key: ExecutionKey

    init(startDate: Int64, key: ExecutionKey) {
        self.startDate = startDate
        self.key = key
    }

    init?(_ text: String) {
        guard let bytes = Base64URL.bytes(text) else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: ".")
        guard parts.count == 3, let date = Int64(parts[0]), let shard = UInt16(parts[1]), let number = Int64(parts[2])
        else { return nil }
        startDate = date
        key = ExecutionKey(shard: shard, number: number)
    }

    var text: String { Base64URL.text("\(startDate).\(key.shard).\(key.number)".utf8) }
}
