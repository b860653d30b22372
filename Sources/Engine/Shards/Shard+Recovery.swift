import Interpreter
import JSON
import Journal
import StatesLanguage

/// What a shard does when its server starts: timers that are due, then dispatches. Nothing else is read.
extension Shard {
    private static let pageSize = 1_000

    func recover() async throws(ServiceError) {
        let now = engine.clock.now()
        table.withLock { $0.openedAt = now }
        readTimers()
        var cursor: TaskRow?
        while true {
            let rows: [TaskRow]
            do throws(JournalError) {
                rows = try engine.journal.dispatches(shard: number, after: cursor, limit: Self.pageSize)
            } catch {
                throw engine.storageError(error)
            }
            for row in rows {
                do throws(ServiceError) {
                    try await recover(row)
                } catch  where error.code == .invalidDefinition || engine.isSetAside(row.key) {
                    // One execution that can't go on must not keep the server from starting, nor the rest from going on.
                    engine.setAside(row.key, error.message)
                }
            }
            guard rows.count == Self.pageSize else { return }
            cursor = rows.last
        }
    }

    private func recover(_ row: TaskRow) async throws(ServiceError) {
        let number = row.key.number
        if row.task == Self.proceedTask {
            // Where it can't be read, the server's log has to say so now.
            _ = try await look(at: number) { _ in }
            var delivery = Delivery([.proceed])
            delivery.endsUnfinishedTurn = true
            deliverLater(delivery, to: number)
            return
        }
        if row.task == MapRuns.underWay {
            engine.mapRuns.resume(row.key)
            return
        }
        if try await look(at: number, { $0.machine.hasMapRun(row.task) }) == true {
            await startMapRun(row.task, of: number)
            return
        }
        let token = engine.token(of: row.key, task: row.task)
        let found = try await look(at: number) { execution -> (OpenAttempt, ExecutionOrigin)? in
            guard case .running = execution.machine.status else { return nil }
            return execution.machine.attempt(row.task, token: token).map { ($0, execution.origin) }
        }
        guard case (let attempt, let origin)?? = found else { return }
        giveFreshHeartbeat(attempt, row.key)
        if attempt.isSubmitted {
            // A callback is waited for, not asked again; a job is asked how it is doing.
            if let job = attempt.job { engine.dispatcher.resume(attempt.dispatch, job: job, of: origin) }
        } else if engine.configuration.redispatchesOnRecovery {
            engine.dispatcher.dispatch(attempt.dispatch, of: origin)
        } else {
            let cause = "The server stopped while the task was under way, and --on-recovery is fail."
            deliverLater([.taskEnded(task: row.task, .failed(error: "States.TaskFailed", cause: cause))], to: number)
        }
    }

    /// A heartbeat that was due while the server was down, or soon after: nobody could beat, so its interval begins anew.
    func giveFreshHeartbeat(_ row: TimerRow) async {
        let name = Beat.Name(number: row.key.number, timer: row.id)
        let openedAt = table.withLock { $0.beats[name]?.current == nil ? $0.openedAt : nil }
        guard let openedAt,
            let found = try? await look(at: name.number, { $0.machine.attempt(-row.id, token: nil)?.heartbeatSeconds }),
            let seconds = found, row.due - seconds * 1000 < openedAt
        else { return }
        table.withLock { table in
            // A beat that came meanwhile counts more.
            guard table.beats[name]?.current == nil else { return }
            table.beats[name] = Beat(stored: row.due, current: openedAt + seconds * 1000)
        }
    }

    /// Nobody could beat while the server was down.
    private func giveFreshHeartbeat(_ attempt: OpenAttempt, _ key: ExecutionKey) {
        guard let seconds = attempt.heartbeatSeconds, let recorded = attempt.heartbeatDue else { return }
        let due = engine.clock.now() + seconds * 1000
        let name = Beat.Name(number: key.number, timer: -attempt.dispatch.task)
        table.withLock { table in
            table.beats[name] = Beat(stored: table.beats[name]?.stored ?? recorded, current: due)
        }
        watch(TimerRow(key: key, due: due, id: -attempt.dispatch.task))
    }
}
