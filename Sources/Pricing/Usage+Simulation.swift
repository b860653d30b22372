import Interpreter
public import StatesLanguage
public import WorkflowTests

extension Usage {
    /// What a simulated execution used.
    ///
    /// - Parameter type: as which it is metered; nil: as which it ran.
    public init(_ run: SimulatedRun, memory: Double? = nil, as type: StateMachineType? = nil) {
        self.init()
        milliseconds = Double(run.milliseconds)
        if (type ?? run.type) == .express {
            let megabytes = memory ?? run.expressMegabytes
            add(ExpressMetering.meter(milliseconds: milliseconds, megabytes: megabytes), to: "(Express execution)")
        } else {
            addTransitions(of: run)
        }
        addCalls(of: run)
    }

    private mutating func addTransitions(of run: SimulatedRun) {
        let definition = run.definition.original
        var start = Meter()
        start.standardExecutions = 1
        add(start, to: "(start and end)")
        var one = Meter()
        one.transitions = 1
        for state in run.visits { add(one, to: definition[state].name) }
        for (state, count) in run.retries { add(one * Double(count), to: definition[state].name) }
    }

    /// What a run's functions, nested executions and children of distributed Maps used.
    mutating func addCalls(of run: SimulatedRun) {
        for call in run.calls {
            if let megabytes = call.functionMemory {
                let milliseconds = Double(call.functionMilliseconds ?? 0)
                add(LambdaMetering.meter(milliseconds: milliseconds, megabytes: Double(megabytes)), to: call.stateName)
            }
            if let child = call.child { add(Usage(child.run), below: child.name) }
        }
        for map in run.mapRuns {
            for child in map.children { add(Usage(child), below: map.mapName) }
        }
    }
}

extension SimulatedRun {
    /// Megabytes that AWS would bill it for as an Express execution.
    public var expressMegabytes: Double {
        var steps = 0
        for entry in entries {
            switch entry.record {
            case .parallelStarted: steps += 1
            case .mapStarted(_, let start): steps += start.count
            default: break
            }
        }
        return ExpressMetering.billedMegabytes(
            definitionBytes: definition.original.source.utf8.count, dataBytes: largestPayload, parallelSteps: steps)
    }
}
