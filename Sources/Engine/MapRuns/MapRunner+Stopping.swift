import Interpreter
import Journal
import StatesLanguage

/// Stopping what is under way.
extension MapRunner {
    /// Stops what is under way; true when nothing is any more.
    func stopChildren() async throws(ServiceError) -> Bool {
        mailbox.stopChildren()
        let underWay = machine.underWay
        // Only while nobody starts children, and all that came of them is counted, is it plain which have none to run them.
        guard !underWay.isEmpty, let running = mailbox.runningWhileQuiet else { return underWay.isEmpty }
        if origin.body.childType == .express {
            let left = underWay.filter { running[$0] == nil }
            if !left.isEmpty { record(.ended(left.map { ChildOutcome(index: $0, status: .pending) })) }
        } else if !hasStopped {
            hasStopped = true
            var left: [ChildOutcome] = []
            for index in underWay {
                guard let row = try engine.childRow(index, of: origin) else {
                    left.append(ChildOutcome(index: index, status: .pending))
                    continue
                }
                if let outcome = try engine.outcome(ofChild: index, row) {
                    left.append(outcome)
                } else {
                    engine.shard(row.key.shard).deliverLater([.stop(error: nil, cause: nil)], to: row.key.number)
                }
            }
            if !left.isEmpty { record(.ended(left)) }
        }
        return machine.underWay.isEmpty
    }

    /// The execution that started it is over, and so is this: whatever runs is stopped.
    func abandon() async throws(ServiceError) {
        var outcomes: [ChildOutcome] = []
        for index in machine.underWay {
            guard origin.body.childType == .standard else {
                outcomes.append(ChildOutcome(index: index, status: .aborted))
                continue
            }
            let row = try engine.childRow(index, of: origin)
            guard let row else {
                outcomes.append(ChildOutcome(index: index, status: .pending))
                continue
            }
            outcomes.append(try engine.outcome(ofChild: index, row) ?? ChildOutcome(index: index, status: .aborted))
            if row.status == .running {
                engine.shard(row.key.shard).deliverLater([.stop(error: nil, cause: nil)], to: row.key.number)
            }
        }
        record(.ended(outcomes))
        let end = MapRunEnd(status: .aborted, time: engine.clock.now())
        record(.finished(end))
        try await save(ending: end)
    }
}

extension Engine {
    /// How a Standard child ended, by its row; nil while it runs.
    func outcome(ofChild index: Int, _ row: ExecutionRow) throws(ServiceError) -> ChildOutcome? {
        guard let status = ChildStatus(row.status), let child = try origin(of: row) else { return nil }
        return ChildOutcome(
            index: index, status: status, isSpent: status == .succeeded ? false : try hasFullHistory(child))
    }
}
