import Interpreter
import JSON
import Journal
import StatesLanguage

/// Taking a map run up again: after a restart of the server, and for a redrive.
extension MapRunner {
    /// Takes up the children that were under way as the server stopped.
    func resume(_ launcher: ChildLauncher, _ request: MapRunRequest) async throws(SourceFault) {
        // Where it is being stopped, no child starts again.
        guard machine.stopping == nil else { return }
        let claims: [MapRunMachine.OpenClaim]
        do throws(ServiceError) { claims = try unfound(launcher) } catch { throw SourceFault(error.message) }
        if !claims.isEmpty {
            var pages = ItemPages(try await engine.source(of: request, origin), maxItems: nil)
            if let tag = machine.tag, tag != pages.tag { throw .changed }
            let maker = ChildMaker(request: request)
            for open in claims {
                let children = try await maker.children(of: open.claim, &pages)
                launcher.launch(children.filter { open.open.contains($0.index) }, checksRows: true)
            }
        }
        if !machine.redoing.isEmpty { try await runAgain(machine.redoing.sorted(), launcher, request) }
    }

    /// Children under way that have to be made again. Standard ones are found by their names, but for those that had not
    /// begun; of those that have ended, the end is told.
    private func unfound(_ launcher: ChildLauncher) throws(ServiceError) -> [MapRunMachine.OpenClaim] {
        guard origin.body.childType == .standard else { return machine.claims }
        var claims: [MapRunMachine.OpenClaim] = []
        for var open in machine.claims {
            for index in open.open where try launcher.exists(index) { open.open.remove(index) }
            if !open.open.isEmpty { claims.append(open) }
        }
        return claims
    }

    // MARK: Redrive

    /// Takes the map run up again after its end.
    func beginRedrive() async throws(ServiceError) {
        let shard = engine.shard(origin.key.shard)
        let now = engine.clock.now()
        let store = ExecutionKey(shard: origin.key.shard, number: shard.takeNumber())
        let kept = try engine.childrenNotRedrivable(of: origin, machine, endedAt: nil)
        record(.redriven(time: now, results: store.number, keeping: kept.first(.max)))
        var turn = JournalTurn(key: store)
        turn.start = ExecutionRow(
            key: store, owner: MapRunOwner.results(of: origin.key), name: "\(machine.redriveCount)", status: .succeeded,
            startDate: now, stopDate: now, body: [])
        try await save(reviving: turn)
    }

    /// Runs children again: Standard ones from where they failed, Express ones from their start.
    func runAgain(
        _ indices: [Int], _ launcher: ChildLauncher, _ request: MapRunRequest
    ) async throws(SourceFault) {
        var rows: [ExecutionRow] = []
        var pending: [PendingChild] = []
        var unstarted = IndexRanges()
        var results = ChildResults(origin: origin, machine: machine, from: indices.first ?? 0, engine: engine)
        do throws(ServiceError) {
            for index in indices {
                if origin.body.childType == .standard {
                    if let row = try engine.childRow(index, of: origin) {
                        rows.append(row)
                    } else {
                        unstarted.insert(index)
                    }
                    continue
                }
                if let result = try results.result(of: index), let input = try? JSONValue.parse(result.input) {
                    pending.append(PendingChild(index: index, source: .input(input)))
                } else {
                    unstarted.insert(index)
                }
            }
        } catch {
            throw SourceFault(error.message)
        }
        if !unstarted.isEmpty {
            var children = try await UnstartedChildren(unstarted, ChildMaker(request: request), origin, engine)
            while let child = try await children.next() { pending.append(child) }
        }
        if !pending.isEmpty { launcher.launch(pending, checksRows: true) }
        launcher.redrive(rows, since: machine.redriveDate ?? 0)
    }
}

extension Engine {
    /// Children that no redrive can run again: Standard ones whose history is full, or that ended too long ago
    /// (Step Functions, "Child workflow execution redrive behavior"). Express ones start anew, always.
    func childrenNotRedrivable(
        of origin: MapRunOrigin, _ machine: MapRunMachine, endedAt stopDate: Int64?
    ) throws(ServiceError) -> IndexRanges {
        var kept = machine.unsuccessful.spent
        let oldest = clock.now() - configuration.redriveMilliseconds
        guard origin.body.childType == .standard, origin.startDate < oldest else { return kept }
        let ended = [ChildStatus.failed, .timedOut, .aborted].reduce(IndexRanges()) {
            $0.union(machine.unsuccessful.with($1))
        }
        // None ended after its map run.
        if let stopDate, stopDate < oldest { return ended }
        for range in ended.ranges {
            for index in range {
                if let stopDate = try childRow(index, of: origin)?.stopDate, stopDate < oldest { kept.insert(index) }
            }
        }
        return kept
    }
}
