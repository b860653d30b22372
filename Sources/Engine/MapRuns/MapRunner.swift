import Interpreter
import JSON
import Journal
import StatesLanguage
import Synchronization

/// Runs one map run: reads items, starts children, takes their ends, until all have ended or it is stopped.
///
///     source ─▶ claim ─▶ commit ─▶ children ─▶ ends ─▶ commit ─▶ … ─▶ result ─▶ parent
///
/// A claim says which items became which children and is on disk before a Standard child starts; a child's name follows
/// from its index, so after a crash each open child is either found or started. Express children start at once, and
/// start again after a crash unless their result was stored.
actor MapRunner {
    nonisolated let origin: MapRunOrigin
    nonisolated let mailbox = MapRunMailbox()
    /// What readers see while it runs.
    nonisolated let published: Mutex<MapRunMachine>
    let engine: Engine
    private let request: MapRunRequest?
    var machine: MapRunMachine
    private var unsaved: [MapRunRecord] = []
    private var unsavedResults: [ExpressResult] = []
    /// Why no further child starts.
    private var stopping: MapRunEnd?
    private var stopped = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    /// Children of one claim.
    static let claimSize = 256
    /// Children claimed before what was claimed is stored and started.
    private static let roundSize = 2_048

    init(origin: MapRunOrigin, request: MapRunRequest?, engine: Engine) {
        self.origin = origin
        self.request = request
        self.engine = engine
        machine = MapRunMachine(settings: origin.body.settings)
        published = Mutex(machine)
    }

    func run() async throws(ServiceError) {
        machine = try engine.foldMapRun(origin)
        publish()
        defer { for waiter in waiters { waiter.resume() } }
        if let end = machine.end {
            guard let request else { return }
            guard machine.redriveCount < request.redriveCount else {
                try await tell(end, request)
                return
            }
            try await beginRedrive()
        }
        guard let request else {
            try await abandon()
            return
        }
        let launcher = ChildLauncher(origin: origin, evaluator: request.evaluator, mailbox: mailbox, engine: engine)
        var pages: ItemPages?
        do throws(SourceFault) { pages = try await open(launcher, request) } catch { stopping = failure(error) }
        if var pages { guard try await work(&pages, launcher, request) else { return } }
        try await finish(launcher, request)
    }

    /// Takes the map run up again after its end.
    private func beginRedrive() async throws(ServiceError) {
        let shard = engine.shard(origin.key.shard)
        let now = engine.clock.now()
        let store = ExecutionKey(shard: origin.key.shard, number: shard.takeNumber())
        record(.redriven(time: now, results: store.number))
        var turn = JournalTurn(key: store)
        turn.start = ExecutionRow(
            key: store, owner: MapRunOwner.results(of: origin.key), name: "\(machine.redriveCount)", status: .succeeded,
            startDate: now, stopDate: now, body: [])
        try await save(reviving: turn)
    }

    private func failure(_ fault: SourceFault) -> MapRunEnd {
        MapRunEnd(status: .failed, error: fault.error, cause: fault.cause, time: engine.clock.now())
    }

    // MARK: Opening

    private func open(_ launcher: ChildLauncher, _ request: MapRunRequest) async throws(SourceFault) -> ItemPages {
        let most = request.settings.maxItems.flatMap { $0 > 0 ? Int(clamping: $0) : nil }
        var pages = ItemPages(try await engine.source(of: request, origin), maxItems: most)
        if !machine.isOpen {
            record(.opened(count: pages.count, tag: pages.tag))
            return pages
        }
        if let tag = machine.tag, tag != pages.tag {
            throw SourceFault("The source of the items has changed since the Map Run began.")
        }
        // Children that were under way: found again by their names, or made again from their items.
        for open in machine.claims {
            try await pages.seek(to: open.claim.from)
            let children = try await children(of: open.claim, &pages, request)
            launcher.launch(children.filter { open.open.contains($0.index) }, checksRows: true)
        }
        if !machine.redoing.isEmpty { try await runAgain(machine.redoing.sorted(), launcher, request) }
        if machine.nextItem > 0 { try await pages.seek(to: machine.position) }
        return pages
    }

    // MARK: Redrive

    /// Runs children again: Standard ones from where they failed, Express ones from their start.
    private func runAgain(
        _ indices: [Int], _ launcher: ChildLauncher, _ request: MapRunRequest
    ) async throws(SourceFault) {
        var rows: [ExecutionRow] = []
        var pending: [PendingChild] = []
        var unstarted = Set<Int>()
        var results = ChildResults(origin: origin, machine: machine, from: indices.first ?? 0, engine: engine)
        do throws(ServiceError) {
            for index in indices {
                if origin.body.childType == .standard {
                    if let row = try launcher.row(of: index) { rows.append(row) } else { unstarted.insert(index) }
                    continue
                }
                if let result = try results.result(of: index), let input = try? JSONValue.parse(result.input) {
                    pending.append(PendingChild(index: index, source: .input(input)))
                } else {
                    unstarted.insert(index)
                }
            }
            if !unstarted.isEmpty {
                let claims = try engine.claims(of: origin, with: unstarted)
                pending += try await self.unstarted(unstarted, claims, request)
            }
        } catch {
            throw SourceFault(error.message)
        }
        if !pending.isEmpty { launcher.launch(pending, checksRows: true) }
        launcher.redrive(rows, since: machine.redriveDate ?? 0)
    }

    // MARK: The loop

    /// False where the server stops; the map run goes on when it starts again.
    private func work(
        _ pages: inout ItemPages, _ launcher: ChildLauncher, _ request: MapRunRequest
    ) async throws(ServiceError) -> Bool {
        while true {
            var claimed: [PendingChild] = []
            var again: [Int] = []
            if stopping == nil, !machine.redo.isEmpty, room > 0 {
                again = machine.redo.first(min(room, Self.roundSize))
                record(.restarted(again))
            }
            if stopping == nil, !machine.isExhausted, room > 0 {
                do throws(SourceFault) {
                    claimed = try await claim(&pages, request)
                } catch {
                    stopping = failure(error)
                }
            }
            if origin.body.childType == .express { launch(claimed, launcher) }
            try await save()
            if origin.body.childType == .standard { launch(claimed, launcher) }
            if !again.isEmpty {
                do throws(SourceFault) { try await runAgain(again, launcher, request) } catch {
                    stopping = failure(error)
                }
            }
            if stopping != nil {
                if try await stopChildren(launcher) { return true }
            } else if machine.isComplete {
                return true
            }
            let waits = stopping != nil || machine.isExhausted && machine.redo.isEmpty || room == 0
            let news = await mailbox.take(waits: waits)
            if news.closes { return false }
            take(news)
        }
    }

    private func launch(_ children: [PendingChild], _ launcher: ChildLauncher) {
        var rest = children[...]
        while !rest.isEmpty {
            launcher.launch(Array(rest.prefix(Self.claimSize)), checksRows: false)
            rest = rest.dropFirst(Self.claimSize)
        }
    }

    /// Children that may start now.
    private var room: Int {
        let most = engine.configuration.mapRunConcurrency
        let limit = machine.concurrency > 0 ? min(Int(clamping: machine.concurrency), most) : most
        return max(0, limit - machine.executions.running)
    }

    /// Makes children of the next items, as many as may run.
    private func claim(_ pages: inout ItemPages, _ request: MapRunRequest) async throws(SourceFault) -> [PendingChild] {
        var claimed: [PendingChild] = []
        while room > 0, claimed.count < Self.roundSize {
            let from = pages.position
            let first = machine.nextChild
            let firstItem = machine.nextItem
            let most = min(room, Self.claimSize)
            var counts: [Int] = []
            var item = firstItem
            var ended = false
            while counts.count < most {
                let child: PendingChild
                if request.map.itemBatcher == nil {
                    guard let next = try await pages.peek() else {
                        ended = true
                        break
                    }
                    pages.advance()
                    counts.append(1)
                    child = PendingChild(index: first + counts.count - 1, source: .item(next, item))
                    item += 1
                } else {
                    var batch = ItemBatch(request.settings)
                    while let next = try await pages.peek() {
                        guard batch.add(try selected(next, item + batch.inputs.count, request)) else { break }
                        pages.advance()
                    }
                    guard !batch.inputs.isEmpty else {
                        ended = true
                        break
                    }
                    counts.append(batch.inputs.count)
                    item += batch.inputs.count
                    child = PendingChild(
                        index: first + counts.count - 1, source: .input(ItemBatch.input(batch.inputs, request.settings))
                    )
                }
                claimed.append(child)
            }
            if !counts.isEmpty {
                record(
                    .claimed(
                        MapRunClaim(
                            first: first, children: counts.count,
                            itemCounts: request.map.itemBatcher == nil ? nil : counts, firstItem: firstItem, from: from,
                            to: pages.position)))
            }
            if ended {
                record(.exhausted)
                break
            }
        }
        return claimed
    }

    private func take(_ news: MapRunMailbox.News) {
        let ended = news.ended.filter { machine.isUnderWay($0.index) }
        let results = news.results.filter { machine.isUnderWay($0.index) }
        unsavedResults += results
        var outcomes = ended + results.map { ChildOutcome(index: $0.index, status: $0.status) }
        if outcomes.count > 1 { outcomes.sort { $0.index < $1.index } }
        if !outcomes.isEmpty { record(.ended(outcomes)) }
        for limit in news.limits { record(limit) }
        waiters += news.waiters
        guard stopping == nil else { return }
        let now = engine.clock.now()
        if news.stops {
            stopping = MapRunEnd(status: .aborted, time: now)
        } else if let fault = news.fault {
            stopping = MapRunEnd(status: .failed, error: fault.error, cause: fault.cause, time: now)
        } else if machine.exceedsTolerance {
            stopping = MapRunEnd(
                status: .failed, error: "States.ExceedToleratedFailureThreshold",
                cause: "The specified tolerated failure threshold was exceeded", time: now)
        }
    }

    // MARK: Stopping

    /// Stops what is under way; true when nothing is any more.
    private func stopChildren(_ launcher: ChildLauncher) async throws(ServiceError) -> Bool {
        mailbox.stopChildren()
        if machine.underWay.isEmpty { return true }
        if !stopped, !mailbox.hasLaunches, origin.body.childType == .standard {
            stopped = true
            for index in machine.underWay {
                guard let row = try launcher.row(of: index), row.status == .running else { continue }
                await engine.shard(row.key.shard).deliverLater([.stop(error: nil, cause: nil)], to: row.key.number)
            }
        }
        return false
    }

    /// The execution that started it is over, and so is this: whatever runs is stopped.
    private func abandon() async throws(ServiceError) {
        for index in machine.underWay where origin.body.childType == .standard {
            let row: ExecutionRow?
            do throws(JournalError) {
                row = try engine.journal.execution(
                    owner: MapRunOwner.children(of: origin.key), name: origin.name(ofChild: index))
            } catch {
                throw engine.storageError(error)
            }
            guard let row, row.status == .running else { continue }
            await engine.shard(row.key.shard).deliverLater([.stop(error: nil, cause: nil)], to: row.key.number)
        }
        record(.ended(machine.underWay.map { ChildOutcome(index: $0, status: .aborted) }))
        let end = MapRunEnd(status: .aborted, time: engine.clock.now())
        record(.finished(end))
        try await save(ending: end)
    }

    // MARK: The end

    private func finish(_ launcher: ChildLauncher, _ request: MapRunRequest) async throws(ServiceError) {
        while stopping != nil, !machine.underWay.isEmpty {
            if try await stopChildren(launcher) { break }
            take(await mailbox.take(waits: true))
        }
        var end = stopping ?? MapRunEnd(status: .succeeded, time: engine.clock.now())
        if machine.nextChild > 0 || end.status == .succeeded {
            // All ends and Express results are in the journal before they are read back.
            try await save()
            do throws(ResultWriteError) {
                try await writeResults(request)
            } catch  where end.status == .succeeded {
                end = MapRunEnd(
                    status: .failed, error: "States.ResultWriterFailed", cause: error.cause, time: engine.clock.now())
            } catch {
                // It failed for another reason, which is the one to tell.
            }
        }
        end.time = engine.clock.now()
        record(.finished(end))
        try await save(ending: end)
        try await tell(end, request)
    }

    /// Tells the execution that started it.
    private func tell(_ end: MapRunEnd, _ request: MapRunRequest) async throws(ServiceError) {
        let result: MapRunResult
        switch end.status {
        case .succeeded: result = .succeeded(try engine.output(of: origin, machine, request))
        case .failed: result = .failed(error: end.error, cause: end.cause)
        case .aborted: return
        }
        let shard = engine.shard(origin.body.parent.shard)
        await shard.deliverLater([.mapRunEnded(task: request.task, result)], to: origin.body.parent.number)
    }

    // MARK: Storage

    private func record(_ record: MapRunRecord) {
        machine.apply(record)
        unsaved.append(record)
    }

    private func publish() {
        let machine = machine
        published.withLock { $0 = machine }
    }

    /// Writes what was recorded and the results that go with it, in one commit.
    private func save(
        ending end: MapRunEnd? = nil, reviving store: JournalTurn? = nil
    ) async throws(ServiceError) {
        publish()
        if !unsaved.isEmpty {
            var turn = JournalTurn(key: origin.key)
            let bytes = JSONValue.array(unsaved.map(\.json)).serializedBytes()
            turn.chunk = Chunk(firstRecord: machine.nextRecord - Int64(unsaved.count), bytes: bytes)
            if let end {
                turn.status = (end.status.execution, end.time)
                turn.dispatchesRemoved = [MapRuns.underWay]
            }
            var results = resultTurns()
            if let store {
                turn.status = (.running, nil)
                turn.dispatchesAdded = [TaskRow(key: origin.key, task: MapRuns.underWay, body: [])]
                results.append(store)
            }
            let more = results
            unsaved.removeAll()
            unsavedResults.removeAll()
            try await engine.shard(origin.key.shard).write(turn, with: more)
        }
        for waiter in waiters { waiter.resume() }
        waiters.removeAll()
    }

    /// A chunk for each block of children, under the index of its first.
    private func resultTurns() -> [JournalTurn] {
        let sorted = unsavedResults.sorted { $0.index < $1.index }
        var turns: [JournalTurn] = []
        var rest = sorted[...]
        while let first = rest.first {
            let block = rest.prefix { $0.index / Self.claimSize == first.index / Self.claimSize }
            var turn = JournalTurn(key: origin.resultsKey(machine))
            turn.chunk = Chunk(firstRecord: Int64(first.index), bytes: ExpressResult.chunk(block))
            turns.append(turn)
            rest = rest.dropFirst(block.count)
        }
        return turns
    }
}

extension MapRunEnd.Status {
    var execution: ExecutionStatus {
        switch self {
        case .succeeded: .succeeded
        case .failed: .failed
        case .aborted: .aborted
        }
    }
}
