import Interpreter
import JSON
import Journal
import StatesLanguage

/// What a shard does when its server starts: timers that are due, then dispatches. Nothing else is read.
extension Shard {
    private static let pageSize = 1_000

    func recover() throws(ServiceError) {
        openedAt = engine.clock.now()
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
                    try recover(row)
                } catch  where error.code == .invalidDefinition || engine.isSetAside(row.key) {
                    // One execution that can't go on must not keep the server from starting, nor the rest from going on.
                    engine.setAside(row.key, error.message)
                }
            }
            guard rows.count == Self.pageSize else { return }
            cursor = rows.last
        }
    }

    private func recover(_ row: TaskRow) throws(ServiceError) {
        if row.task == Self.proceedTask {
            _ = try load(row.key.number)
            live[row.key.number]?.hasUnfinishedTurn = true
            deliverLater([.proceed], to: row.key.number)
            return
        }
        if row.task == MapRuns.underWay {
            engine.mapRuns.resume(row.key)
            return
        }
        if try load(row.key.number)?.machine.hasMapRun(row.task) == true {
            startMapRun(row.task, of: row.key.number)
            return
        }
        let token = engine.token(of: row.key, task: row.task)
        guard let execution = try load(row.key.number), case .running = execution.machine.status,
            let attempt = execution.machine.attempt(row.task, token: token)
        else { return }
        giveFreshHeartbeat(attempt, row.key)
        if attempt.isSubmitted {
            // A callback is waited for, not asked again; a job is asked how it is doing.
            if let job = attempt.job { engine.dispatcher.resume(attempt.dispatch, job: job, of: execution.origin) }
        } else if engine.configuration.redispatchesOnRecovery {
            engine.dispatcher.dispatch(attempt.dispatch, of: execution.origin)
        } else {
            let cause = "The server stopped while the task was under way, and --on-recovery is fail."
            deliverLater(
                [.taskEnded(task: row.task, .failed(error: "States.TaskFailed", cause: cause))], to: row.key.number)
        }
    }

    /// A heartbeat that was due while the server was down, or soon after: nobody could beat, so its interval begins anew.
    func giveFreshHeartbeat(_ row: TimerRow) {
        guard row.id < 0, let execution = try? load(row.key.number),
            let seconds = execution.machine.attempt(-row.id, token: nil)?.heartbeatSeconds,
            row.due - seconds * 1000 < openedAt
        else { return }
        beats[Beat.Name(number: row.key.number, timer: row.id)] = Beat(
            stored: row.due, current: openedAt + seconds * 1000)
    }

    /// Nobody could beat while the server was down.
    private func giveFreshHeartbeat(_ attempt: OpenAttempt, _ key: ExecutionKey) {
        guard let seconds = attempt.heartbeatSeconds, let recorded = attempt.heartbeatDue else { return }
        let due = engine.clock.now() + seconds * 1000
        let name = Beat.Name(number: key.number, timer: -attempt.dispatch.task)
        beats[name] = Beat(stored: beats[name]?.stored ?? recorded, current: due)
        watch(TimerRow(key: key, due: due, id: -attempt.dispatch.task))
    }
}
