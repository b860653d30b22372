import Interpreter
import JSON
import Journal
import StatesLanguage

/// What leaves a shard once its cause is on disk.
extension Shard {
    /// Starts the map run of a distributed Map, or finds it where it was started before.
    func startMapRun(_ task: Int64, of number: Int64) {
        guard let execution = try? load(number),
            let request = execution.machine.mapRun(
                task, seed: UInt64(bitPattern: number &* 31 &+ task), limits: engine.configuration.limits)
        else { return }
        engine.mapRuns.start(request, of: execution.origin)
    }

    func release(_ effects: [Effect], of execution: LiveExecution) {
        let key = execution.origin.key
        for effect in effects {
            switch effect {
            case .dispatch(let dispatch): engine.dispatcher.dispatch(dispatch, of: execution.origin)
            case .offer(let offer):
                guard let activity = engine.catalog.activity(arn: offer.activityARN) else { break }
                engine.activities.offer(
                    ActivityTaskRow(activity: activity.id, scheduled: offer.scheduledAt, key: key, task: offer.task))
            case .withdraw(let task):
                guard task.resource.target != .activity, !task.answered || task.job != nil else { break }
                engine.dispatcher.withdraw(task, of: execution.origin)
            case .setTimer(let timer): watch(TimerRow(key: key, due: timer.due, id: timer.id))
            case .clearTimer(let timer):
                timers.forget(key.number, timer.id)
                if timer.id < 0 { beats[Beat.Name(number: key.number, timer: timer.id)] = nil }
            case .startMapRun(let task): startMapRun(task, of: key.number)
            case .endMapRun(let task, let answered): if !answered { engine.mapRuns.stop(key, task) }
            case .ended(let end): engine.ended(execution.origin, end)
            }
        }
    }
}
