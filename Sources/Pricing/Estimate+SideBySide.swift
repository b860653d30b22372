public import StatesLanguage

/// The estimate as Standard, as Express, and with what may run in Express workflows put into nested ones.
extension Estimate {
    public static func sideBySide(
        _ definition: StateMachineDefinition, _ assumptions: Assumptions = Assumptions()
    ) -> [SideBySide.Column] {
        let walk = EstimateWalk(definition, assumptions)
        let standard = walk.usage()
        return [
            SideBySide.Column(name: "Standard", usage: standard, note: "possible"),
            express(definition, walk, standard), nested(definition, walk, standard),
        ]
    }

    private static func express(
        _ definition: StateMachineDefinition, _ walk: EstimateWalk, _ standard: Usage
    ) -> SideBySide.Column {
        var reasons = ExpressFitness.obstacles(definition).map { "'\($0.state)' \($0.reason)" }
        let milliseconds = walk.milliseconds(.top)
        if milliseconds > Double(ExpressFitness.secondsLimit) * 1000 {
            reasons.append("a run is expected to take \(Int(milliseconds / 1000)) s, over 5 minutes")
        }
        guard reasons.isEmpty else {
            return SideBySide.Column(
                name: "Express", usage: nil, note: "not possible: \(reasons.joined(separator: "; "))")
        }
        var usage = standard.functionsAlone
        usage.add(
            ExpressMetering.meter(milliseconds: milliseconds, megabytes: walk.expressMegabytes),
            to: "(Express execution)")
        return SideBySide.Column(
            name: "Express", usage: usage,
            note: "possible, if each step may run more than once; about \(Money.quantity(milliseconds / 1000)) s a run")
    }

    private static func nested(
        _ definition: StateMachineDefinition, _ walk: EstimateWalk, _ standard: Usage
    ) -> SideBySide.Column {
        let name = "Express nested in Standard"
        let split = walk.split()
        guard split.parts > 0, split.inside > split.parts else {
            return SideBySide.Column(
                name: name, usage: nil,
                note: "not possible: no two states in a row that may run in an Express workflow")
        }
        var usage = standard.functionsAlone
        var meter = Meter()
        meter.standardExecutions = 1
        meter.transitions = split.outside + split.parts
        meter =
            meter
            + ExpressMetering.meter(
                milliseconds: split.milliseconds / split.parts, megabytes: walk.expressMegabytes) * split.parts
        usage.add(meter, to: "(Standard and nested Express executions)")
        let states = "\(Money.quantity(split.inside)) transitions become \(Money.quantity(split.parts))"
        return SideBySide.Column(name: name, usage: usage, note: "possible: \(states), each with an Express execution")
    }
}

extension Usage {
    /// The Lambda functions, without what calls them.
    fileprivate var functionsAlone: Usage {
        var result = Usage()
        for part in parts where part.meter.lambdaRequests > 0 {
            var meter = Meter()
            meter.lambdaRequests = part.meter.lambdaRequests
            meter.lambdaGBSeconds = part.meter.lambdaGBSeconds
            result.add(meter, to: part.name)
        }
        return result
    }
}

extension EstimateWalk {
    /// What the states of the top level take that may run in Express workflows, and how often a row of them begins.
    struct Split {
        /// Transitions of states that stay.
        var outside = 0.0
        /// Transitions of states that go, those below them among them.
        var inside = 0.0
        var milliseconds = 0.0
        /// Times that a row of states that go begins.
        var parts = 0.0
    }

    func split() -> Split {
        let (flow, counts, ways) = taken(.top)
        let fits = flow.states.map { self.fits(definition[$0]) }
        var split = Split()
        for (place, index) in flow.states.enumerated() {
            let transitions = counts[place] * expected(index)
            if fits[place] {
                split.inside += transitions
                split.milliseconds += counts[place] * milliseconds(definition[index])
            } else {
                split.outside += transitions
            }
        }
        if let start = flow.states.firstIndex(of: definition[LevelIndex.top].startAt), fits[start] { split.parts += 1 }
        for way in ways where fits[way.to] && !fits[way.from] { split.parts += counts[way.from] * way.weight }
        return split
    }

    private func fits(_ state: State) -> Bool {
        if ExpressFitness.obstacle(state) != nil { return false }
        let inner: [LevelIndex] =
            switch state.kind {
            // A Wait keeps an Express workflow paid for; a Fail ends the execution itself.
            case .wait, .fail, .succeed: []
            case .parallel(let branches): branches
            case .map(let map): [map.processor]
            default: []
            }
        switch state.kind {
        case .wait, .fail, .succeed: return false
        default: return inner.allSatisfy { definition[$0].states.allSatisfy { mayNest(definition[$0]) } }
        }
    }

    private func mayNest(_ state: State) -> Bool {
        switch state.kind {
        case .succeed, .fail: true
        default: fits(state)
        }
    }

    /// Expected time, where functions and other calls take what is assumed and the rest takes none.
    func milliseconds(_ level: LevelIndex) -> Double {
        let (flow, counts, _) = taken(level)
        return flow.states.enumerated().reduce(0) { $0 + counts[$1.offset] * milliseconds(definition[$1.element]) }
    }

    private func milliseconds(_ state: State) -> Double {
        switch state.kind {
        case .task: return assumptions.functionMilliseconds * (1 + (assumptions.retries[state.name] ?? 0))
        case .wait(.seconds(.literal(let seconds))): return Double(seconds) * 1000
        case .parallel(let branches): return branches.map { milliseconds($0) }.max() ?? 0
        case .map(let map):
            let items = parameters[.items(state.index)] ?? 0
            var atOnce = 40.0
            if case .literal(let most) = map.maxConcurrency, most > 0 { atOnce = min(40, Double(most)) }
            return (items / atOnce).rounded(.up) * milliseconds(map.processor)
        default: return 0
        }
    }

    var expressMegabytes: Double {
        ExpressMetering.billedMegabytes(
            definitionBytes: definition.source.utf8.count, dataBytes: 0, parallelSteps: 1)
    }
}
