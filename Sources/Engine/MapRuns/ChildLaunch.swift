import Interpreter
import JSON
import Journal
import StatesLanguage

/// A child that is to be started.
struct PendingChild: Sendable {
    enum Source: Sendable {
        /// Its one item, and the item's index; ItemSelector is yet to be applied.
        case item(JSONValue, Int)
        case input(JSONValue)
    }

    var index: Int
    var source: Source

    /// What it is made from.
    var item: Payload {
        switch source {
        case .item(let item, _), .input(let item): Payload(item)
        }
    }

    /// Its input, refused where it is larger than an execution's may be.
    func input(_ evaluator: ItemEvaluator, byteLimit: Int) throws(ItemFault) -> Payload {
        let value =
            switch source {
            case .item(let item, let index): try evaluator.input(of: item, at: index)
            case .input(let input): input
            }
        let text = value.serializedBytes()
        guard text.count <= byteLimit else { throw evaluator.oversized }
        return Payload(text: text, value: value)
    }
}

/// Starting children, beside the loop of their map run.
struct ChildLauncher: Sendable {
    let origin: MapRunOrigin
    let evaluator: ItemEvaluator
    let mailbox: MapRunMailbox
    let engine: Engine

    private var byteLimit: Int { engine.configuration.limits.payloadBytes }

    /// Starts some children; returns at once. Their ends come to the mailbox.
    func launch(_ children: [PendingChild], checksRows: Bool) {
        mailbox.beginLaunch()
        Task { [self] in
            if origin.body.childType == .express {
                runExpress(children)
            } else {
                await startStandard(children, checksRows: checksRows)
            }
            mailbox.endLaunch()
        }
    }

    // MARK: Express: run here, kept in the results of the map run

    private func runExpress(_ children: [PendingChild]) {
        var results: [ExpressResult] = []
        results.reserveCapacity(children.count)
        var unstarted: [ChildOutcome] = []
        for child in children {
            if !mailbox.isStopping, let input = input(of: child) {
                if let result = runExpress(child, input) { results.append(result) }
            } else {
                unstarted.append(ChildOutcome(index: child.index, status: .pending))
            }
        }
        let (done, left) = (results, unstarted)
        mailbox.post { news in
            news.results += done
            news.ended += left
        }
    }

    /// Nil, which fails the map run, where no input can be made.
    private func input(of child: PendingChild) -> Payload? {
        do throws(ItemFault) {
            return try child.input(evaluator, byteLimit: byteLimit)
        } catch {
            mailbox.post { news in if news.fault == nil { news.fault = error } }
            return nil
        }
    }

    /// Nil for a child that goes on beside this.
    private func runExpress(_ child: PendingChild, _ input: Payload) -> ExpressResult? {
        let now = engine.clock.now()
        let key = ExecutionKey(shard: .max, number: engine.nextMemoryNumber())
        let execution = origin.child(child.index, key: key, now: now)
        var machine = execution.newMachine()
        let turn = machine.decide(
            [.start(input)], in: engine.surroundings(of: key))
        engine.log(turn.entries, of: execution, redriveCount: 0)
        if case .ended(let end) = machine.status {
            return result(of: child.index, end, from: now, to: machine.lastTime, input: input.text)
        }
        let deadline = now + engine.configuration.expressMilliseconds
        let run = MemoryExecution(origin: execution, engine: engine)
        mailbox.add(
            MapRunMailbox.RunningChild(execution: run, startDate: now, input: input.text), child.index)
        let begun = machine
        Task { [self] in
            let (end, stopDate) = await run.goOn(begun, turn, deadline: deadline)
            mailbox.remove(
                child.index, result(of: child.index, end, from: now, to: stopDate, input: input.text))
        }
        return nil
    }

    private func result(
        of index: Int, _ end: ExecutionEnd, from start: Int64, to stop: Int64, input: [UInt8]
    ) -> ExpressResult {
        var result = ExpressResult(
            index: index, status: ChildStatus(end), startDate: start, stopDate: stop, input: input)
        switch end {
        case .succeeded(let output):
            let text = output.text
            if text != input { result.output = text }
        case .failed(let error, let cause), .timedOut(let error, let cause), .aborted(let error, let cause):
            result.error = error
            result.cause = cause
        }
        return result
    }

    // MARK: Standard: executions of their own

    /// Redrives children that ran before, but for those that were redriven since a time.
    func redrive(_ rows: [ExecutionRow], since time: Int64) {
        guard !rows.isEmpty else { return }
        mailbox.beginLaunch()
        Task { [self] in
            await withTaskGroup(of: Void.self) { group in
                for row in rows { group.addTask { await redrive(row, since: time) } }
            }
            mailbox.endLaunch()
        }
    }

    private func redrive(_ row: ExecutionRow, since time: Int64) async {
        guard let place = MapRunName.place(ofChild: row.name), row.status != .running else { return }
        var pause = 50
        while !mailbox.isClosed {
            do throws(ServiceError) {
                let isDone = try engine.redriveNote(row.key).map { $0.date >= time } ?? false
                if isDone || row.status == .succeeded || mailbox.isStopping {
                    if let outcome = try engine.outcome(ofChild: place.index, row) {
                        mailbox.post { $0.ended.append(outcome) }
                    }
                    return
                }
                _ = try await engine.redrive(row.key, token: nil)
                return
            } catch {
                guard (try? await engine.clock.pause(milliseconds: pause)) != nil else { return }
                pause = min(pause * 2, 5_000)
            }
        }
    }

    private func startStandard(_ children: [PendingChild], checksRows: Bool) async {
        await withTaskGroup(of: Void.self) { group in
            for child in children { group.addTask { await start(child, checksRow: checksRows) } }
        }
    }

    private func start(_ child: PendingChild, checksRow: Bool) async {
        var pause = 50
        while !mailbox.isClosed {
            do throws(ServiceError) {
                if checksRow, try exists(child.index) { return }
                guard !mailbox.isStopping, let input = input(of: child) else {
                    mailbox.post { $0.ended.append(ChildOutcome(index: child.index, status: .pending)) }
                    return
                }
                let shard = engine.shard(UInt16(truncatingIfNeeded: child.index))
                let key = ExecutionKey(shard: shard.number, number: shard.takeNumber())
                let execution = origin.child(child.index, key: key, now: engine.clock.now())
                try await shard.start(execution, input: input)
                return
            } catch  where error.code == .executionAlreadyExists {
                // An earlier attempt was stored after all.
                if (try? exists(child.index)) == true { return }
            } catch {
                guard (try? await engine.clock.pause(milliseconds: pause)) != nil else { return }
                pause = min(pause * 2, 5_000)
            }
        }
    }

    /// Whether the child was started before; where it has ended, its end is told.
    func exists(_ index: Int) throws(ServiceError) -> Bool {
        guard let row = try engine.childRow(index, of: origin) else { return false }
        if let outcome = try engine.outcome(ofChild: index, row) { mailbox.post { $0.ended.append(outcome) } }
        return true
    }
}
