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
        let definition = run.definition.original
        let nesting = MapNesting(definition, distributed: run.distributed)
        if (type ?? run.type) == .express {
            let megabytes = memory ?? run.expressMegabytes
            add(ExpressMetering.meter(milliseconds: milliseconds, megabytes: megabytes), to: "(Express execution)")
        } else {
            addTransitions(of: run, nesting)
        }
        for call in run.calls {
            if let megabytes = call.functionMemory {
                let milliseconds = Double(call.functionMilliseconds ?? 0)
                add(LambdaMetering.meter(milliseconds: milliseconds, megabytes: Double(megabytes)), to: call.stateName)
            }
            if let child = call.child { add(Usage(child.run), below: child.name) }
        }
    }

    private mutating func addTransitions(of run: SimulatedRun, _ nesting: MapNesting) {
        let definition = run.definition.original
        var start = Meter()
        start.standardExecutions = 1
        add(start, to: "(start and end)")
        var one = Meter()
        one.transitions = 1
        for state in run.visits where !nesting.isInExpressChild(state) { add(one, to: definition[state].name) }
        for (state, count) in run.retries where !nesting.isInExpressChild(state) {
            add(one * Double(count), to: definition[state].name)
        }
        for child in run.distributedChildren(nesting) {
            let name = "\(definition[child.map].name)/(children)"
            if child.type == .express {
                add(ExpressMetering.meter(milliseconds: child.milliseconds, megabytes: 64), to: name)
            } else {
                add(start, to: name)
            }
        }
    }
}

/// Which states run in children of distributed Maps.
struct MapNesting {
    private(set) var maps: [StateIndex: StateMachineType] = [:]
    private var express: Set<StateIndex> = []

    init(_ definition: StateMachineDefinition, distributed: [String: StateMachineType]) {
        for state in definition.states {
            guard let type = distributed[state.name], case .map(let map) = state.kind else { continue }
            maps[state.index] = type
            if type == .express { collect(map.processor, definition) }
        }
    }

    private mutating func collect(_ level: LevelIndex, _ definition: StateMachineDefinition) {
        for state in definition[level].states {
            express.insert(state)
            switch definition[state].kind {
            case .map(let map): collect(map.processor, definition)
            case .parallel(let branches): for branch in branches { collect(branch, definition) }
            default: break
            }
        }
    }

    func isInExpressChild(_ state: StateIndex) -> Bool { express.contains(state) }
}

extension SimulatedRun {
    struct Child {
        var map: StateIndex
        var type: StateMachineType
        var milliseconds: Double
    }

    /// The child executions of distributed Maps: their iterations here.
    func distributedChildren(_ nesting: MapNesting) -> [Child] {
        guard !nesting.maps.isEmpty else { return [] }
        var starts: [[Int]: Int64] = [:]
        var children: [Child] = []
        for entry in entries {
            guard let state = entry.state.map({ definition.original($0) }), let type = nesting.maps[state] else {
                continue
            }
            switch entry.record {
            case .iterationStarted(let frame, let index, _): starts[[frame, index]] = entry.time
            case .iterationSucceeded(let frame, let index, _, _), .iterationFailed(let frame, let index),
                .iterationAborted(let frame, let index):
                let start = starts[[frame, index]] ?? entry.time
                children.append(Child(map: state, type: type, milliseconds: Double(entry.time - start)))
            default: break
            }
        }
        return children
    }

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
