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

/// Heartbeats are no records: a beat moves the deadline of a timer.
extension Shard {
    /// Moves the deadline of an attempt; on disk when a quarter of the interval has passed since it last was.
    func heartbeat(_ task: Int64, of number: Int64) async throws(ServiceError) {
        guard let execution = try load(number), case .running = execution.machine.status,
            let attempt = execution.machine.attempt(task, token: nil), attempt.isStarted
        else { throw .taskOver }
        guard let seconds = attempt.heartbeatSeconds else { return }
        let name = Beat.Name(number: number, timer: -task)
        let interval = seconds * 1000
        let due = engine.clock.now() + interval
        var beat = beats[name] ?? Beat(stored: attempt.heartbeatDue ?? due, current: due)
        beat.current = due
        beats[name] = beat
        watch(TimerRow(key: execution.origin.key, due: due, id: -task))
        guard due - beat.stored >= interval / 4 else { return }
        try await store(name, beat, due, execution.origin.key)
    }

    private func store(_ name: Beat.Name, _ beat: Beat, _ due: Int64, _ key: ExecutionKey) async throws(ServiceError) {
        var turn = JournalTurn(key: key)
        turn.timersCleared = [TimerRow(key: key, due: beat.stored, id: name.timer)]
        turn.timersSet = [TimerRow(key: key, due: due, id: name.timer)]
        beats[name]?.stored = due
        try await write(turn)
        beats[name]?.safe = due
    }

    /// Writes rows that no record stands behind.
    func write(_ turn: JournalTurn, with more: [JournalTurn] = []) async throws(ServiceError) {
        let generation = generation
        let result = await withCheckedContinuation { continuation in
            engine.committer.submit(
                CommitUnit(shard: number, epoch: epoch, generation: generation, turn: turn, more: more) {
                    continuation.resume(returning: $0)
                })
        }
        if case .failure(let error) = result {
            if turn.start == nil || !more.isEmpty { fail(generation) }
            throw engine.storageError(error)
        }
    }
}
