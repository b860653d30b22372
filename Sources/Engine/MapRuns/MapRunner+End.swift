import Interpreter
import JSON
import Journal
import StatesLanguage

/// The end: results are written, and the execution that started it is told.
extension MapRunner {
    func finish(_ pages: inout ItemPages?, _ request: MapRunRequest) async throws(ServiceError) {
        var end = machine.stopping ?? MapRunEnd(status: .succeeded, time: engine.clock.now())
        // All ends and Express results are in the journal before they are read back.
        try await save()
        do throws(ResultWriteError) {
            try await writeResults(&pages, request)
        } catch {
            if end.status == .succeeded {
                end = MapRunEnd(
                    status: .failed, error: "States.ResultWriterFailed", cause: error.cause, time: engine.clock.now())
            }
            // One that failed for another reason tells that.
            end.hasResults = false
        }
        // What was written in part is written anew at the next start.
        if mailbox.isClosed { return }
        end.time = engine.clock.now()
        record(.finished(end))
        try await save(ending: end)
        try await tell(end, request)
    }

    /// Writes the files of a ResultWriter, if the Map has one with a bucket, and counts what no child was made of.
    private func writeResults(
        _ pages: inout ItemPages?, _ request: MapRunRequest
    ) async throws(ResultWriteError) {
        // Nothing has come of a source that could not be opened.
        guard machine.isOpen else { return }
        var files: ResultFiles?
        if let writer = request.map.resultWriter, writer.resource != nil {
            files = try ResultFiles(writer, request.settings, origin, engine)
        }
        if files != nil {
            var results = ChildResults(origin: origin, machine: machine, engine: engine)
            while let result = try results.nextToWrite() { try await files?.add(result) }
            try await addUnstarted(to: &files, request)
        }
        try await leave(&pages, request, &files)
        try await files?.finish()
    }

    /// Writes down as pending what was claimed and never began. Where the source can't be read again, what the others
    /// came to is written all the same.
    private func addUnstarted(to files: inout ResultFiles?, _ request: MapRunRequest) async throws(ResultWriteError) {
        let unstarted = machine.unsuccessful.with(.pending)
        guard !unstarted.isEmpty,
            var children = try? await UnstartedChildren(
                unstarted, ChildMaker(request: request, isLenient: true), origin, engine)
        else { return }
        while let child = try? await children.next() {
            try await files?.add(pending: child.index, input: told(child, request))
        }
    }

    /// Counts the items that no child was made of, as the map run was stopped, and writes down as pending what their
    /// children would be. A source that can't be read any further ends it.
    private func leave(
        _ pages: inout ItemPages?, _ request: MapRunRequest, _ files: inout ResultFiles?
    ) async throws(ResultWriteError) {
        guard !machine.isExhausted, var source = pages.take() else { return }
        // A claim may have been begun and given up.
        guard (try? await source.seek(to: machine.nextItem > 0 ? machine.position : opening)) != nil else { return }
        let maker = ChildMaker(request: request, isLenient: true)
        var (items, children) = (0, 0)
        while !mailbox.isClosed,
            let next = try? await maker.next(
                &source, index: machine.nextChild + children, firstItem: machine.nextItem + items)
        {
            items += next.items.count
            children += 1
            try await files?.add(pending: next.child.index, input: told(next.child, request))
        }
        record(.left(items: items, children: children))
    }

    /// The input of a child that never began: what it is made of where no input can be made of that.
    private func told(_ child: PendingChild, _ request: MapRunRequest) -> Payload {
        let input = try? child.input(request.evaluator, byteLimit: engine.configuration.limits.payloadBytes)
        return input ?? child.item
    }

    /// Tells the execution that started it.
    func tell(_ end: MapRunEnd, _ request: MapRunRequest) async throws(ServiceError) {
        let result: MapRunResult
        switch end.status {
        case .succeeded: result = .succeeded(try engine.output(of: origin, machine, request))
        case .failed: result = .failed(error: end.error, cause: end.cause)
        case .aborted: return
        }
        let shard = engine.shard(origin.body.parent.shard)
        shard.deliverLater([.mapRunEnded(task: request.task, result)], to: origin.body.parent.number)
    }
}

extension ChildResults {
    fileprivate mutating func nextToWrite() throws(ResultWriteError) -> ChildResult? {
        do throws(ServiceError) { return try next() } catch { throw ResultWriteError(cause: error.message) }
    }
}
