import Interpreter
import Journal
import StatesLanguage

/// What a turn writes beside its records: the rows that recovery reads.
extension Shard {
    /// Stands in the table of dispatches for an execution whose turn's budget was spent.
    static let proceedTask: Int64 = -1

    func journalTurn(
        _ turn: Turn, of execution: inout FoldedExecution, _ delivery: Delivery, isStart: Bool
    ) -> JournalTurn {
        let key = execution.origin.key
        var result = JournalTurn(key: key)
        if let first = turn.entries.first {
            result.chunk = Chunk(firstRecord: first.number, bytes: ChunkWriter.bytes(of: turn.entries))
        }
        let ended = turn.entries.last.flatMap { entry -> ExecutionStatus? in
            if case .executionEnded(let end) = entry.record { end.status } else { nil }
        }
        let stopDate = ended == nil ? nil : turn.entries.last?.time
        if isStart {
            let origin = execution.origin
            result.start = ExecutionRow(
                key: key, owner: origin.owner, name: origin.storedName, status: ended ?? .running,
                startDate: origin.startDate,
                stopDate: stopDate, body: origin.body.bytes)
        } else if let ended {
            result.status = (ended, stopDate)
        }
        if ended == nil, turn.entries.contains(where: \.isRedrive) { result.status = (.running, nil) }
        result.timersCleared = delivery.firedTimers
        for effect in turn.effects { add(effect, to: &result, key) }
        if turn.hasMore {
            result.dispatchesAdded.append(TaskRow(key: key, task: Self.proceedTask, body: []))
        } else if execution.hasUnfinishedTurn {
            result.dispatchesRemoved.append(Self.proceedTask)
        }
        execution.hasUnfinishedTurn = turn.hasMore
        addSnapshot(to: &result, of: &execution, hasEnded: ended != nil)
        result.cancelOut()
        if let taken = delivery.takenTask { result.activityTasksRemoved.append(taken) }
        return result
    }

    /// Folding begins at the newest snapshot: else each answer that an execution gets after it was let go costs all of its
    /// history.
    private func addSnapshot(to turn: inout JournalTurn, of execution: inout FoldedExecution, hasEnded: Bool) {
        if hasEnded {
            turn.dropsSnapshot = execution.snapshot.record > 0
            execution.snapshot = SnapshotMark()
            return
        }
        execution.snapshot.chunkBytes += turn.chunk?.bytes.count ?? 0
        let record = execution.machine.nextRecord
        guard execution.snapshot.isDue(at: record, interval: engine.configuration.recordsPerSnapshot),
            let bytes = execution.machine.snapshot()
        else { return }
        turn.snapshot = Chunk(firstRecord: record, bytes: bytes)
        execution.snapshot = SnapshotMark(record: record, bytes: bytes.count)
    }

    private func add(_ effect: Effect, to turn: inout JournalTurn, _ key: ExecutionKey) {
        switch effect {
        case .dispatch(let dispatch): turn.dispatchesAdded.append(TaskRow(key: key, task: dispatch.task, body: []))
        case .offer(let offer):
            guard let activity = engine.catalog.activity(arn: offer.activityARN) else { return }
            turn.activityTasksAdded.append(
                ActivityTaskRow(activity: activity.id, scheduled: offer.scheduledAt, key: key, task: offer.task))
        case .withdraw(let task):
            guard task.resource.target == .activity else {
                if task.isStarted { turn.dispatchesRemoved.append(task.task) }
                return
            }
            guard !task.isStarted, let activity = engine.catalog.activity(arn: task.resource.arn) else { return }
            turn.activityTasksRemoved.append(
                ActivityTaskRow(activity: activity.id, scheduled: task.scheduledAt, key: key, task: task.task))
        case .setTimer(let timer): turn.timersSet.append(TimerRow(key: key, due: timer.due, id: timer.id))
        case .clearTimer(let timer):
            let due = timer.id < 0 ? storedBeat(key.number, timer.id) ?? timer.due : timer.due
            turn.timersCleared.append(TimerRow(key: key, due: due, id: timer.id))
        case .startMapRun(let task): turn.dispatchesAdded.append(TaskRow(key: key, task: task, body: []))
        case .endMapRun(let task, _): turn.dispatchesRemoved.append(task)
        case .ended: break
        }
    }
}

extension Entry {
    fileprivate var isRedrive: Bool { if case .executionRedriven = record { true } else { false } }
}

extension JournalTurn {
    /// Rows that would come and go with the same commit are not written at all.
    fileprivate mutating func cancelOut() {
        if !timersSet.isEmpty, !timersCleared.isEmpty {
            let both = Set(timersSet).intersection(timersCleared)
            timersSet.removeAll { both.contains($0) }
            timersCleared.removeAll { both.contains($0) }
        }
        if !dispatchesAdded.isEmpty, !dispatchesRemoved.isEmpty {
            let both = Set(dispatchesAdded.map(\.task)).intersection(dispatchesRemoved)
            dispatchesAdded.removeAll { both.contains($0.task) }
            dispatchesRemoved.removeAll { both.contains($0) }
        }
    }
}

extension ExecutionEnd {
    var status: ExecutionStatus {
        switch self {
        case .succeeded: .succeeded
        case .failed: .failed
        case .timedOut: .timedOut
        case .aborted: .aborted
        }
    }
}
