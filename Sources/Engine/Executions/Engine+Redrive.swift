import Interpreter
import JSON
import Journal
import StatesLanguage

/// What is kept of an execution's last redrive beside its records, so that lists need not read those.
struct RedriveNote: Sendable, Equatable {
    static let catalogKind = "redrive"
    var count: Int
    /// Milliseconds since 1970.
    var date: Int64
    /// `clientToken`: the same one again is the same redrive.
    var token: String?

    static func name(_ key: ExecutionKey) -> String { "\(key.shard).\(key.number)" }

    init(count: Int, date: Int64, token: String?) {
        self.count = count
        self.date = date
        self.token = token
    }

    init?(_ bytes: [UInt8]) {
        guard let json = try? JSONValue.parse(bytes), let count = json[0]?.integer, let date = json[1]?.integer else {
            return nil
        }
        self.init(count: Int(count), date: date, token: json[2]?.string)
    }

    var bytes: [UInt8] {
        JSONValue.array([.int(Int64(count)), .int(date)] + (token.map { [.string($0)] } ?? [])).serializedBytes()
    }
}

extension Engine {
    func redriveNote(_ key: ExecutionKey) throws(ServiceError) -> RedriveNote? {
        do throws(JournalError) {
            let entry = try journal.catalogEntry(kind: RedriveNote.catalogKind, key: RedriveNote.name(key))
            return entry.flatMap { RedriveNote($0.body) }
        } catch {
            throw storageError(error)
        }
    }

    /// Of those that were redriven, by one query.
    func redriveNotes(_ rows: [ExecutionRow]) throws(ServiceError) -> [ExecutionKey: RedriveNote] {
        let names = Dictionary(rows.map { (RedriveNote.name($0.key), $0.key) }, uniquingKeysWith: { first, _ in first })
        var notes: [ExecutionKey: RedriveNote] = [:]
        do throws(JournalError) {
            for entry in try journal.catalogEntries(kind: RedriveNote.catalogKind, keys: Array(names.keys)) {
                if let key = names[entry.key], let note = RedriveNote(entry.body) { notes[key] = note }
            }
        } catch {
            throw storageError(error)
        }
        return notes
    }

    static let succeededObstacle = "Execution is SUCCEEDED and cannot be redriven"

    /// A year, as long as an execution may be open (Step Functions, "Quotas").
    private static let mostOpenMilliseconds: Int64 = 365 * 86_400_000

    /// Whether the history has no room for a redrive: one event is that itself, and one is kept for the end.
    func hasFullHistory(_ origin: ExecutionOrigin) throws(ServiceError) -> Bool {
        try lastEvent(of: origin).map { $0 >= configuration.limits.historyEvents - 1 } ?? false
    }

    /// Why an execution can't be redriven by RedriveExecution; nil where it can.
    func redriveObstacle(
        _ row: ExecutionRow, _ origin: ExecutionOrigin
    ) throws(ServiceError) -> (status: String, reason: String?)? {
        switch row.status {
        case .running: return ("NOT_REDRIVABLE", "Execution is RUNNING and cannot be redriven")
        case .succeeded: return ("NOT_REDRIVABLE", Self.succeededObstacle)
        case .pendingRedrive: return ("NOT_REDRIVABLE", "Execution is PENDING_REDRIVE and cannot be redriven")
        case .failed, .timedOut, .aborted: break
        }
        if clock.now() - (row.stopDate ?? row.startDate) > configuration.redriveMilliseconds {
            return ("NOT_REDRIVABLE", "Execution redrivable period exceeded")
        }
        if clock.now() - row.startDate > Self.mostOpenMilliseconds {
            return ("NOT_REDRIVABLE", "Execution has exceeded the max execution time")
        }
        if try hasFullHistory(origin) { return ("NOT_REDRIVABLE", "Execution history event limit exceeded") }
        return origin.body.membership == nil ? nil : ("REDRIVABLE_BY_MAP_RUN", nil)
    }

    /// Lets an execution that didn't succeed go on (API reference, RedriveExecution); when it did, in milliseconds
    /// since 1970.
    public func redriveExecution(_ arn: ExecutionARN, clientToken: String?) async throws(ServiceError) -> Int64 {
        try admit()
        let (row, origin) = try find(arn)
        if let clientToken, let note = try redriveNote(row.key), note.token == clientToken { return note.date }
        if let obstacle = try redriveObstacle(row, origin) {
            let reason = obstacle.reason ?? "Execution is a child of a Map Run, which redrives it"
            throw ServiceError(.executionNotRedrivable, reason)
        }
        return try await redrive(row.key, token: clientToken)
    }

    func redrive(_ key: ExecutionKey, token: String?) async throws(ServiceError) -> Int64 {
        let date = clock.now()
        let count = (try redriveNote(key)?.count ?? 0) + 1
        let note = RedriveNote(count: count, date: date, token: token)
        let entry = CatalogEntry(kind: RedriveNote.catalogKind, key: RedriveNote.name(key), body: note.bytes)
        var delivery = Delivery([.redrive])
        delivery.catalog = [.put(entry)]
        let verdicts = try await shard(key.shard).deliver(delivery, to: key.number)
        guard verdicts.first == .accepted else {
            throw ServiceError(.executionNotRedrivable, "Execution is RUNNING and cannot be redriven")
        }
        return date
    }
}
