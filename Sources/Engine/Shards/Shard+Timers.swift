import Interpreter
import Journal

/// Timers: in memory when they come due within a while, in the journal always.
extension Shard {
    /// How far ahead timers are read into memory, in milliseconds.
    static let horizon: Int64 = 60_000
    private static let pageSize = 10_000

    func watch(_ row: TimerRow) {
        guard row.due <= timers.horizon else { return }
        timers.add(row)
        arm()
    }

    /// Reads the timers of the next while, and watches them.
    func readTimers() {
        let now = engine.clock.now()
        let until = now + Self.horizon
        guard let rows = try? engine.journal.timers(shard: number, through: until, limit: Self.pageSize) else {
            // Storage is in trouble; the timers are safe in it and read again soon.
            timers.horizon = now
            arm(at: now + 1_000)
            return
        }
        let isComplete = rows.count < Self.pageSize
        timers.horizon = isComplete ? until : rows.last?.due ?? until
        for row in rows {
            timers.add(row)
            if row.id < 0 { noteHeartbeat(row) }
        }
        arm()
    }

    /// What the journal says of a heartbeat, which beats before the server took over may have moved.
    private func noteHeartbeat(_ row: TimerRow) {
        let name = Beat.Name(number: row.key.number, timer: row.id)
        guard let beat = beats[name] else {
            beats[name] = Beat(stored: row.due, current: nil)
            return
        }
        // A beat that is on its way to disk knows better.
        if beat.stored == beat.safe { beats[name] = Beat(stored: row.due, current: beat.current) }
    }

    private func arm() {
        // A quarter before the horizon the next stretch is read.
        arm(at: min(timers.next ?? .max, timers.horizon - Self.horizon / 4))
    }

    private func arm(at time: Int64) {
        if let alarm = timers.alarm, alarm <= time { return }
        timers.alarm = time
        timers.sleeper?.cancel()
        let clock = engine.clock
        timers.sleeper = Task { [weak self] in
            guard (try? await clock.sleep(until: time)) != nil else { return }
            await self?.wake()
        }
    }

    private func wake() {
        timers.alarm = nil
        timers.sleeper = nil
        let now = engine.clock.now()
        fire(timers.takeDue(at: now))
        if timers.horizon - now <= Self.horizon / 4 { readTimers() } else { arm() }
    }

    /// All timers of an execution that are due fire in one turn.
    private func fire(_ rows: [TimerRow]) {
        let now = engine.clock.now()
        let executions = Dictionary(grouping: rows, by: \.key.number).sorted { $0.key < $1.key }
        for (number, rows) in executions {
            var due: [TimerRow] = []
            for row in rows {
                let name = Beat.Name(number: number, timer: row.id)
                if beats[name]?.current == nil { giveFreshHeartbeat(row) }
                guard let beat = beats[name], let current = beat.current else {
                    due.append(row)
                    continue
                }
                if current <= now {
                    due.append(TimerRow(key: row.key, due: beat.stored, id: row.id))
                } else {
                    watch(TimerRow(key: row.key, due: current, id: row.id))
                }
            }
            guard !due.isEmpty else { continue }
            deliverLater(due.map { .timerFired(id: $0.id) }, to: number, firedTimers: due)
        }
    }
}
