import Interpreter
import Journal
import StatesLanguage

/// What leaves an execution once its cause is on disk.
extension LiveExecution {
    func release(_ effects: [Effect], of origin: ExecutionOrigin) {
        let engine = shard.engine
        for effect in effects {
            switch effect {
            case .dispatch(let dispatch): engine.dispatcher.dispatch(dispatch, of: origin)
            case .offer(let offer):
                guard let activity = engine.catalog.activity(arn: offer.activityARN) else { break }
                engine.activities.offer(
                    ActivityTaskRow(activity: activity.id, scheduled: offer.scheduledAt, key: key, task: offer.task))
            case .withdraw(let task):
                guard task.resource.target != .activity, !task.answered || task.job != nil else { break }
                engine.dispatcher.withdraw(task, of: origin)
            case .setTimer(let timer): shard.watch(TimerRow(key: key, due: timer.due, id: timer.id))
            case .clearTimer(let timer): shard.forget(timer.id, of: key.number)
            case .startMapRun(let task): startMapRun(task)
            case .endMapRun(let task, let answered): if !answered { engine.mapRuns.stop(key, task) }
            case .ended(let end): engine.ended(origin, end)
            }
        }
    }

    /// A map run as its execution asks for it; nil where it has no more use for it.
    func mapRun(_ task: Int64) throws(ServiceError) -> MapRunRequest? {
        try state()?.machine.mapRun(
            task, seed: UInt64(bitPattern: key.number &* 31 &+ task), limits: shard.engine.configuration.limits)
    }

    /// Starts the map run of a distributed Map, or finds it where it was started before.
    func startMapRun(_ task: Int64) {
        guard let request = try? mapRun(task), let origin = try? state()?.origin else { return }
        shard.engine.mapRuns.start(request, of: origin)
    }
}
