import Interpreter
import Journal

/// Timers: in memory when they come due within a while, in the journal always.
extension Shard {
    /// How far ahead timers are read into memory, in milliseconds.
    static let horizon: Int64 = 60_000
    private static let pageSize = 2_000

    func watch(_ row: TimerRow) {
        table.withLock { table in
            guard row.due <= table.timers.horizon else { return }
            table.timers.add(row)
            arm(&table)
        }
    }

    func forget(_ timer: Int64, of number: Int64) {
        table.withLock { table in
            table.timers.forget(number, timer)
            if timer < 0 { table.beats[Beat.Name(number: number, timer: timer)] = nil }
        }
    }

    /// Reads the timers of the next while, and watches them.
    ///
    /// The table is held meanwhile: a timer that is set, moved or cleared between the reading and the watching would be lost
    /// or come back.
    func readTimers() {
        table.withLock { table in
            let now = engine.clock.now()
            let until = now + Self.horizon
            guard let rows = try? engine.journal.timers(shard: number, through: until, limit: Self.pageSize) else {
                // Storage is in trouble; the timers are safe in it and read again soon.
                table.timers.horizon = now
                arm(&table, at: now + 1_000)
                return
            }
            let isComplete = rows.count < Self.pageSize
            table.timers.horizon = isComplete ? until : rows.last?.due ?? until
            for row in rows {
                table.timers.add(row)
                if row.id < 0 { table.noteHeartbeat(row) }
            }
            arm(&table)
        }
    }

    private func arm(_ table: inout Table) {
        // A quarter before the horizon the next stretch is read.
        arm(&table, at: min(table.timers.next ?? .max, table.timers.horizon - Self.horizon / 4))
    }

    private func arm(_ table: inout Table, at time: Int64) {
        if let alarm = table.timers.alarm, alarm <= time { return }
        table.timers.alarm = time
        table.timers.sleeper?.cancel()
        let clock = engine.clock
        table.timers.sleeper = Task { [weak self] in
            guard (try? await clock.sleep(until: time)) != nil else { return }
            await self?.wake()
        }
    }

    private func wake() async {
        let now = engine.clock.now()
        let due = table.withLock { table in
            table.timers.alarm = nil
            table.timers.sleeper = nil
            return table.timers.takeDue(at: now)
        }
        await fire(due)
        let isNear = table.withLock { table in
            if table.timers.horizon - now <= Self.horizon / 4 { return true }
            arm(&table)
            return false
        }
        if isNear { readTimers() }
    }

    /// All timers of an execution that are due fire in one turn.
    private func fire(_ rows: [TimerRow]) async {
        let executions = Dictionary(grouping: rows, by: \.key.number).sorted { $0.key < $1.key }
        for (number, rows) in executions {
            for row in rows where row.id < 0 { await giveFreshHeartbeat(row) }
            let now = engine.clock.now()
            let due = table.withLock { table in
                rows.compactMap { row in
                    guard let beat = table.beats[Beat.Name(number: number, timer: row.id)], let current = beat.current
                    else { return row }
                    if current <= now { return TimerRow(key: row.key, due: beat.stored, id: row.id) }
                    table.timers.add(TimerRow(key: row.key, due: current, id: row.id))
                    return nil
                }
            }
            guard !due.isEmpty else { continue }
            var delivery = Delivery(due.map { .timerFired(id: $0.id) })
            delivery.firedTimers = due
            deliverLater(delivery, to: number)
        }
    }
}

extension Shard.Table {
    /// What the journal says of a heartbeat, which beats before the server took over may have moved.
    fileprivate mutating func noteHeartbeat(_ row: TimerRow) {
        let name = Beat.Name(number: row.key.number, timer: row.id)
        guard let beat = beats[name] else {
            beats[name] = Beat(stored: row.due, current: nil)
            return
        }
        // A beat that is on its way to disk knows better.
        if beat.stored == beat.safe { beats[name] = Beat(stored: row.due, current: beat.current) }
    }
}
