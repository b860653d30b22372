import Interpreter
import Journal

/// The deadline of a heartbeat that beats have moved.
struct Beat: Sendable {
    struct Name: Hashable, Sendable {
        var number: Int64
        var timer: Int64
    }

    /// What the journal says once everything that was handed in is on disk.
    var stored: Int64
    /// What the journal says.
    var safe: Int64
    /// What counts; nil where nothing has moved it since this server took over.
    var current: Int64?

    init(stored: Int64, current: Int64?) {
        self.stored = stored
        safe = stored
        self.current = current
    }
}

extension Shard {
    /// When the journal has the deadline of an attempt; nil where no beat has moved it.
    func storedBeat(_ number: Int64, _ timer: Int64) -> Int64? {
        table.withLock { $0.beats[Beat.Name(number: number, timer: timer)]?.stored }
    }

    /// Writes rows that no record stands behind.
    nonisolated(nonsending) func write(
        _ turn: JournalTurn, with more: [JournalTurn] = [],
        onDisk: @escaping @Sendable () -> Void = {}
    ) async throws(ServiceError) {
        let generation = generation
        let result = await withCheckedContinuation { continuation in
            engine.committer.submit(
                CommitUnit(shard: number, epoch: epoch, generation: generation, turn: turn, more: more) { result in
                    if case .success = result { onDisk() }
                    continuation.resume(returning: result)
                })
        }
        if case .failure(let error) = result {
            if turn.start == nil || !more.isEmpty { fail(generation) }
            throw engine.storageError(error)
        }
    }
}

/// Heartbeats are no records: a beat moves the deadline of a timer.
extension LiveExecution {
    /// Moves the deadline of an attempt; on disk when a quarter of the interval has passed since it last was.
    func heartbeat(_ task: Int64) async throws(ServiceError) {
        guard let execution = try state(), case .running = execution.machine.status,
            let attempt = execution.machine.attempt(task, token: nil), attempt.isStarted
        else { throw .taskOver }
        guard let seconds = attempt.heartbeatSeconds else { return }
        let name = Beat.Name(number: key.number, timer: -task)
        let interval = seconds * 1000
        let due = shard.engine.clock.now() + interval
        let stored = shard.table.withLock { table in
            var beat = table.beats[name] ?? Beat(stored: attempt.heartbeatDue ?? due, current: due)
            defer { table.beats[name] = beat }
            beat.current = due
            let stored = beat.stored
            if due - stored >= interval / 4 { beat.stored = due }
            return stored
        }
        shard.watch(TimerRow(key: key, due: due, id: -task))
        guard due - stored >= interval / 4 else { return }
        var turn = JournalTurn(key: key)
        turn.timersCleared = [TimerRow(key: key, due: stored, id: name.timer)]
        turn.timersSet = [TimerRow(key: key, due: due, id: name.timer)]
        // Before a later commit can fail and take back what isn't safe.
        try await shard.write(turn) { [shard] in shard.table.withLock { $0.beats[name]?.safe = due } }
    }
}
