import Interpreter
import JSON
import Journal
import StatesLanguage

@testable import Engine

/// What must hold of the data, whatever happened.
struct Checks {
    let server: SimulatedServer
    let world: World
    let ledger: Ledger

    /// The executions that others started.
    static func children(_ server: SimulatedServer) throws -> [ExecutionRow] {
        guard let owner = server.engine.catalog.ownerID(stateMachine: "child", scope: Scope()) else { return [] }
        return try server.journal.executions(ExecutionQuery(owner: owner, limit: 10_000))
    }

    /// As a server opens the data of the one before: what clients were told is there.
    func reopened() throws {
        for order in world.orders {
            guard let arn = order.arn else { continue }
            guard let (row, origin) = try? server.engine.find(try ExecutionARN(arn)) else {
                world.violate("lost: \(order.name), whose start was acknowledged")
                continue
            }
            let input = try server.engine.firstInput(of: origin)
            if input != Array(order.input.utf8) { world.violate("\(order.name) has another input") }
            if order.isStopAcknowledged, row.status == .running { world.violate("lost: the stop of \(order.name)") }
            check(origin, row)
        }
        for (text, _) in world.acknowledged.sorted(by: { $0.key < $1.key }) {
            guard let token = TaskToken(text, server.engine.secret),
                let origin = try? server.engine.origin(of: token.key),
                let machine = try? server.engine.fold(origin).machine
            else {
                world.violate("lost: the execution of a task that was answered")
                continue
            }
            if let attempt = machine.attempt(token.task, token: nil), !attempt.hasAnswer {
                world.violate("lost: an answer that was acknowledged")
            }
        }
    }

    /// What is stored of the executions that run, for the log of a seed.
    func open() throws -> [String] {
        var texts: [String] = []
        for order in world.orders {
            guard let arn = order.arn, let (row, origin) = try? server.engine.find(try ExecutionARN(arn)),
                row.status == .running
            else { continue }
            texts += try entries(of: origin.key).map { "\(order.name) \($0.number) \($0.time) \($0.record)" }
            texts += try server.journal.timers(shard: row.key.shard, through: .max, limit: 1_000)
                .filter { $0.key == row.key }.map { "\(order.name) timer \($0.id) due \($0.due)" }
            texts += try server.journal.dispatches(shard: row.key.shard, after: nil, limit: 1_000)
                .filter { $0.key == row.key }.map { "\(order.name) dispatch \($0.task)" }
        }
        return texts
    }

    /// When all has come to its end.
    func finish(_ outcome: inout Simulation.Outcome) throws {
        try reopened()
        for fault in try ledger.compare(with: server.journal) { world.violate(fault) }
        for order in world.orders {
            guard let arn = order.arn else { continue }
            let (row, origin) = try server.engine.find(try ExecutionARN(arn))
            outcome.executions += 1
            outcome.events += Int(try server.engine.lastEvent(of: origin) ?? 0)
            if order.stop != nil { continue }
            let end = try server.engine.end(of: origin)
            outcome.ends[order.name] =
                switch end {
                case .succeeded(let output): "\(row.status) \(output.value.serialized())"
                case .failed(let error, let cause), .timedOut(let error, let cause), .aborted(let error, let cause):
                    "\(row.status) \(error ?? "-") \(cause ?? "-")"
                case nil: "\(row.status) without an end"
                }
        }
        let children = try Self.children(server)
        outcome.executions += children.count
        if children.count > world.childAttempts.count {
            world.violate("\(world.childAttempts.count) attempts started \(children.count) executions")
        }
        for row in children {
            if let origin = try server.engine.origin(of: row) { check(origin, row) }
        }
        try checkMapRuns(&outcome)
        for shard in 0..<UInt16(server.engine.shards.count) {
            let timers = try server.journal.timers(shard: shard, through: .max, limit: 10)
            if !timers.isEmpty {
                world.violate("timers are left behind: \(timers.map { "\($0.key.number)/\($0.id)" })")
            }
            let dispatches = try server.journal.dispatches(shard: shard, after: nil, limit: 10)
            if !dispatches.isEmpty {
                world.violate("dispatches are left behind: \(dispatches.map { "\($0.key.number)/\($0.task)" })")
            }
        }
    }

    /// Map runs count what their children came to, and each child is there once.
    private func checkMapRuns(_ outcome: inout Simulation.Outcome) throws {
        for run in try Self.mapRuns(server, world) {
            guard let body = MapRunBody(run.row.body),
                let revision = try? server.engine.catalog.revision(number: body.revision)
            else { return world.violate("a map run can't be read") }
            let origin = MapRunOrigin(row: run.row, body: body, revision: revision)
            let machine = try server.engine.foldMapRun(origin)
            let counts = machine.executions
            let name = body.arn
            if counts.running != 0 || counts.pendingRedrive != 0 {
                world.violate("\(name) has ended and runs: \(counts)")
            }
            if counts.ended + counts.pending != counts.total { world.violate("\(name) lost children: \(counts)") }
            if run.row.status == .succeeded, counts.pending > 0 { world.violate("\(name) left children: \(counts)") }
            outcome.mapRuns += 1
            outcome.executions += counts.ended
            guard body.childType == .standard else { continue }
            let began = run.children.count { $0.status == .succeeded }
            // A child that was being stopped as its map run was abandoned may have ended otherwise.
            if run.row.status != .aborted, began != counts.succeeded || run.children.count != counts.ended {
                world.violate("\(name) counts \(counts), \(run.children.count) children began, \(began) succeeded")
            }
            for row in run.children {
                if let child = try server.engine.origin(of: row) { check(child, row) }
            }
        }
    }

    /// The map runs of all executions with their Standard children, however deep.
    static func mapRuns(
        _ server: SimulatedServer, _ world: World
    ) throws -> [(row: ExecutionRow, children: [ExecutionRow])] {
        var parents = world.orders.compactMap { order in
            order.arn.flatMap { try? ExecutionARN($0) }.flatMap { try? server.engine.find($0).row.key }
        }
        var runs: [(row: ExecutionRow, children: [ExecutionRow])] = []
        while let parent = parents.popLast() {
            let owner = MapRunOwner.runs(of: parent)
            for row in try server.journal.executions(ExecutionQuery(owner: owner, limit: 1_000)) {
                let owner = MapRunOwner.children(of: row.key)
                let children = try server.journal.executions(ExecutionQuery(owner: owner, limit: 1_000))
                runs.append((row, children))
                parents += children.map(\.key)
            }
        }
        return runs
    }

    /// One execution's records: they fold, their numbers and ids are without gap, each attempt ends at most once, and the
    /// row says what they say.
    private func check(_ origin: ExecutionOrigin, _ row: ExecutionRow) {
        guard let entries = try? entries(of: origin.key) else {
            return world.violate("the records of \(origin.name) can't be read")
        }
        var machine = origin.newMachine()
        var event: Int64 = 1
        var time: Int64 = 0
        var open: [Int: Int64] = [:]
        for (place, entry) in entries.enumerated() {
            if entry.number != Int64(place) {
                world.violate("\(origin.name): record \(place) has number \(entry.number)")
            }
            if let link = entry.event {
                if link.id != event { world.violate("\(origin.name): event \(event) has id \(link.id)") }
                if link.previous >= link.id { world.violate("\(origin.name): event \(event) follows \(link.previous)") }
                event += 1
            }
            if entry.time < time { world.violate("\(origin.name): time runs back at record \(place)") }
            time = entry.time
            checkAttempt(entry, &open, origin)
            machine.apply(entry)
        }
        let status: ExecutionStatus = if case .ended(let end) = machine.status { end.status } else { .running }
        if status != row.status { world.violate("\(origin.name) is \(row.status), its records say \(status)") }
        if row.stopDate != nil, row.stopDate != time { world.violate("\(origin.name) ended at another time") }
        // From its snapshot, where it has one.
        if let folded = try? server.engine.fold(origin).machine, folded != machine {
            world.violate("\(origin.name) folds to another state")
        }
        if status != .running, let snapshot = try? server.journal.snapshot(of: origin.key) {
            world.violate("\(origin.name) has ended and left a snapshot before record \(snapshot.firstRecord) behind")
        }
    }

    private func checkAttempt(_ entry: Entry, _ open: inout [Int: Int64], _ origin: ExecutionOrigin) {
        switch entry.record {
        case .taskScheduled(let frame, _):
            if open[frame] != nil { world.violate("\(origin.name): an attempt begins before the last one ended") }
            open[frame] = entry.number
        case .taskEnded(let frame, _):
            if open.removeValue(forKey: frame) == nil { world.violate("\(origin.name): an attempt ends twice") }
        case .stateEntered(let frame, _, _): open[frame] = nil
        case .timerFired(let frame):
            if open[frame] != nil { world.violate("\(origin.name): a timer fires during an attempt") }
        default: break
        }
    }

    private func entries(of key: ExecutionKey) throws -> [Entry] {
        var reader = ChunkReader()
        return try server.journal.chunks(of: key, from: 0, reversed: false, byteLimit: .max).flatMap {
            try reader.entries(of: $0.bytes)
        }
    }
}
