import Interpreter
import JSON
import Journal

/// What a map run writes down.
extension MapRunner {
    func record(_ record: MapRunRecord) {
        machine.apply(record)
        unsaved.append(record)
    }

    func publish() {
        let machine = machine
        published.withLock { $0 = machine }
    }

    /// Writes what was recorded and the results that go with it, in one commit.
    func save(
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
