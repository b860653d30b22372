import Interpreter
import JSON
import Journal
import StatesLanguage

/// The map runs that this server runs, by key: how executions start and stop them, and how children tell of their end.
final class MapRuns: Sendable {
    /// Stands in the table of dispatches for a map run that is under way.
    static let underWay: Int64 = -2

    private let engine: Engine
    private let state = Guarded(State())

    private struct State {
        var runners: [ExecutionKey: MapRunner] = [:]
        var arns: [ExecutionKey: String] = [:]
        var ended: [ExecutionKey: (stopDate: Int64, machine: MapRunMachine)] = [:]
        var isClosed = false
    }

    init(engine: Engine) { self.engine = engine }

    static func arn(of parent: ExecutionOrigin, task: Int64, time: Int64, state: StateIndex) -> String {
        let scope = parent.body.scope
        let label = label(of: parent.revision, state)
        let name = MapRunName.run(of: parent.key, task: task, time: time)
        return
            "arn:aws:states:\(scope.region):\(scope.account):mapRun:\(parent.revision.stateMachineName)/\(label):\(name)"
    }

    static func label(of revision: Revision, _ state: StateIndex) -> String {
        var label: String?
        if case .map(let map) = revision.definition[state].kind { label = map.label }
        return MapLabel.text(label, revision: revision.number, state: state.rawValue)
    }

    // MARK: From executions

    /// Starts a map run, goes on with it, or tells its end again: whatever it needs. May be asked any number of times.
    func start(_ request: MapRunRequest, of parent: ExecutionOrigin) {
        Task { [self] in
            await untilStored { () async throws(ServiceError) in
                let name = String(request.arn.split(separator: ":").last ?? "")
                let owner = MapRunOwner.runs(of: parent.key)
                let known: ExecutionRow?
                do throws(JournalError) { known = try engine.journal.execution(owner: owner, name: name) } catch {
                    throw engine.storageError(error)
                }
                let row = if let known { known } else { try await create(request, of: parent, owner, name) }
                try await run(row, request)
            }
        }
    }

    private func create(
        _ request: MapRunRequest, of parent: ExecutionOrigin, _ owner: Int64, _ name: String
    ) async throws(ServiceError) -> ExecutionRow {
        let shard = engine.shard(parent.key.shard)
        let key = ExecutionKey(shard: shard.number, number: shard.takeNumber())
        var childType = StateMachineType.standard
        if case .distributed(let type) = request.map.mode { childType = type }
        let results = shard.takeNumber()
        let body = MapRunBody(
            parent: parent, request: request, label: Self.label(of: parent.revision, request.state),
            childType: childType,
            results: results)
        let now = engine.clock.now()
        let row = ExecutionRow(
            key: key, owner: owner, name: name, status: .running, startDate: now, stopDate: nil, body: body.bytes)
        var turn = JournalTurn(key: key)
        turn.start = row
        turn.dispatchesAdded = [TaskRow(key: key, task: Self.underWay, body: [])]
        // The row keeps the number of the results from being taken by an execution.
        let store = ExecutionKey(shard: key.shard, number: results)
        var storeTurn = JournalTurn(key: store)
        storeTurn.start = ExecutionRow(
            key: store, owner: MapRunOwner.results(of: key), name: "0", status: .succeeded, startDate: now,
            stopDate: now, body: [])
        try await shard.write(turn, with: [storeTurn])
        return row
    }

    /// Goes on with a map run that was under way as the server stopped.
    func resume(_ key: ExecutionKey) {
        Task { [self] in
            await untilStored { () async throws(ServiceError) in
                let row: ExecutionRow?
                do throws(JournalError) { row = try engine.journal.execution(key) } catch {
                    throw engine.storageError(error)
                }
                guard let row, let body = MapRunBody(row.body) else { return }
                // Without its execution it is stopped.
                let request = try await engine.shard(body.parent.shard).mapRun(body.task, of: body.parent.number)
                try await run(row, request)
            }
        }
    }

    private func run(_ row: ExecutionRow, _ request: MapRunRequest?) async throws(ServiceError) {
        guard let body = MapRunBody(row.body) else { return }
        let origin = MapRunOrigin(row: row, body: body, revision: try engine.catalog.revision(number: body.revision))
        let runner = MapRunner(origin: origin, request: request, engine: engine)
        let isNew = state.withLock { state in
            if state.isClosed || state.runners[row.key] != nil { return false }
            state.runners[row.key] = runner
            state.ended[row.key] = nil
            return true
        }
        guard isNew else { return }
        defer {
            state.withLock { state in
                state.runners[row.key] = nil
                state.ended[row.key] = nil
            }
            runner.mailbox.end()
        }
        do throws(ServiceError) { try await runner.run() } catch {
            await runner.mailbox.abandon()
            throw error
        }
    }

    /// Tries again while storage refuses.
    private func untilStored(_ body: () async throws(ServiceError) -> Void) async {
        var pause = 100
        while !state.withLock({ $0.isClosed }) {
            do throws(ServiceError) {
                try await body()
                return
            } catch {
                guard (try? await engine.clock.pause(milliseconds: pause)) != nil else { return }
                pause = min(pause * 2, 5_000)
            }
        }
    }

    /// The execution has no more use for its map run.
    func stop(_ parent: ExecutionKey, _ task: Int64) {
        let runners = state.withLock { state in
            state.runners.values.filter { $0.origin.body.parent == parent && $0.origin.body.task == task }
        }
        for runner in runners { runner.mailbox.post { $0.stops = true } }
    }

    /// An execution has ended; its map run, if it is of one, is told.
    func ended(_ origin: ExecutionOrigin, _ end: ExecutionEnd) {
        guard let membership = origin.body.membership, let place = MapRunName.place(ofChild: origin.name),
            let runner = runner(membership.run)
        else { return }
        let status = ChildStatus(end)
        let isSpent = status == .succeeded ? false : (try? engine.hasFullHistory(origin)) ?? false
        runner.mailbox.post { news in
            news.ended.append(ChildOutcome(index: place.index, status: status, isSpent: isSpent))
        }
    }

    func runner(_ key: ExecutionKey) -> MapRunner? { state.withLock { $0.runners[key] } }

    /// The ARN of a map run, from the key that its children know.
    func arn(of key: ExecutionKey) -> String? {
        if let arn = state.withLock({ $0.arns[key] }) { return arn }
        guard let row = try? engine.journal.execution(key), let body = MapRunBody(row.body) else { return nil }
        state.withLock { state in
            if state.arns.count > 256 { state.arns.removeAll() }
            state.arns[key] = body.arn
        }
        return body.arn
    }

    // MARK: Map runs that have ended, as lists of their children ask for them

    private static let mostEnded = 8

    func ended(_ key: ExecutionKey, at stopDate: Int64) -> MapRunMachine? {
        state.withLock { $0.ended[key].flatMap { $0.stopDate == stopDate ? $0.machine : nil } }
    }

    func keep(_ machine: MapRunMachine, of key: ExecutionKey, at stopDate: Int64) {
        state.withLock { state in
            if state.ended.count >= Self.mostEnded { state.ended.removeAll() }
            state.ended[key] = (stopDate, machine)
        }
    }

    func close() {
        let runners = state.withLock { state in
            state.isClosed = true
            return Array(state.runners.values)
        }
        for runner in runners { runner.mailbox.close() }
    }
}

extension ChildStatus {
    init(_ end: ExecutionEnd) {
        switch end {
        case .succeeded: self = .succeeded
        case .failed: self = .failed
        case .timedOut: self = .timedOut
        case .aborted: self = .aborted
        }
    }

    init?(_ status: ExecutionStatus) {
        switch status {
        case .succeeded: self = .succeeded
        case .failed: self = .failed
        case .timedOut: self = .timedOut
        case .aborted: self = .aborted
        case .running, .pendingRedrive: return nil
        }
    }

    var execution: ExecutionStatus {
        switch self {
        case .succeeded: .succeeded
        case .failed: .failed
        case .timedOut: .timedOut
        // What never began is in no list.
        case .aborted, .pending: .aborted
        }
    }
}
