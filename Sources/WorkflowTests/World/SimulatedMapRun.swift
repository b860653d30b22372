import Interpreter
public import StatesLanguage

/// What a distributed Map did: its children are executions of their own.
public struct SimulatedMapRun: Sendable {
    /// The Map, in the definition as it was parsed.
    public let map: StateIndex
    public let mapName: String
    public let childType: StateMachineType
    /// Those that started, in the order of their items.
    public internal(set) var children: [SimulatedRun]
}

extension SimulatedRun {
    /// This run and those of its map runs, at any depth.
    public var withChildren: [SimulatedRun] {
        [self] + mapRuns.flatMap { $0.children.flatMap(\.withChildren) }
    }

    /// The run as far as it had come when it was stopped; itself where it was over by then.
    func stopped(at time: Int64) -> SimulatedRun {
        guard endedAt > time else { return self }
        var run = self
        run.status = .ended(.aborted(error: nil, cause: nil))
        run.endedAt = max(time, startedAt)
        run.entries.removeAll { $0.time > time }
        run.calls.removeAll { $0.startedAt > time }
        run.mapRuns = run.mapRuns.map { $0.stopped(at: time) }
        return run
    }
}

extension SimulatedMapRun {
    func stopped(at time: Int64) -> SimulatedMapRun {
        var run = self
        run.children = children.filter { $0.startedAt <= time }.map { $0.stopped(at: time) }
        return run
    }
}
