import Interpreter
import StatesLanguage
public import WorkflowTests

/// The same run as Standard, as Express, and as a Standard workflow whose fitting parts are nested Express workflows.
public struct SideBySide: Sendable {
    public struct Column: Sendable {
        public let name: String
        /// Nil where it can't be.
        public let usage: Usage?
        /// Why it can't be, or what it is.
        public let note: String

        public init(name: String, usage: Usage?, note: String) {
            self.name = name
            self.usage = usage
            self.note = note
        }
    }

    public let columns: [Column]

    /// - Parameter runs: simulated as Standard executions, with their weights.
    public init(_ runs: [(run: SimulatedRun, weight: Double)], memory: Double? = nil) {
        let standard = Usage.mean(runs.map { (Usage($0.run, as: .standard), $0.weight) })
        var columns = [Column(name: "Standard", usage: standard, note: "possible")]
        columns.append(Self.express(runs, memory))
        columns.append(Self.nested(runs, memory))
        self.columns = columns
    }

    private static func express(_ runs: [(run: SimulatedRun, weight: Double)], _ memory: Double?) -> Column {
        var reasons: [String] = []
        for (run, _) in runs {
            for (state, reason) in ExpressFitness.obstacles(run.definition.original) {
                let text = "'\(state)' \(reason)"
                if !reasons.contains(text) { reasons.append(text) }
            }
            if run.milliseconds > ExpressFitness.secondsLimit * 1000 {
                let text = "a run takes \(DurationText.text(run.milliseconds)), over 5 minutes"
                if !reasons.contains(where: { $0.hasPrefix("a run takes") }) { reasons.append(text) }
            }
        }
        guard reasons.isEmpty else {
            return Column(name: "Express", usage: nil, note: "not possible: \(reasons.joined(separator: "; "))")
        }
        let usage = Usage.mean(
            runs.map { run, weight in
                var usage = Usage.functions(of: run)
                let megabytes = memory ?? run.expressMegabytes
                usage.add(
                    ExpressMetering.meter(milliseconds: Double(run.milliseconds), megabytes: megabytes),
                    to: "(Express execution)")
                return (usage, weight)
            })
        return Column(name: "Express", usage: usage, note: "possible, if each step may run more than once")
    }

    private static func nested(_ runs: [(run: SimulatedRun, weight: Double)], _ memory: Double?) -> Column {
        var parts: [String] = []
        let usages = runs.map { run, weight -> (Usage, Double) in
            let split = NestedSplit(run, memory)
            for part in split.parts where !parts.contains(part) { parts.append(part) }
            return (split.usage, weight)
        }
        guard !parts.isEmpty else {
            return Column(
                name: "Express nested in Standard", usage: nil,
                note: "not possible: no two states in a row that may run in an Express workflow")
        }
        return Column(
            name: "Express nested in Standard", usage: Usage.mean(usages),
            note: "possible, with as Express: \(parts.joined(separator: "; "))")
    }
}

extension Usage {
    /// The functions that a run called, and what it started.
    static func functions(of run: SimulatedRun) -> Usage {
        var usage = Usage()
        usage.milliseconds = Double(run.milliseconds)
        usage.addCalls(of: run)
        return usage
    }
}

/// A run with each stretch of states that may run in an Express workflow put into one.
private struct NestedSplit {
    var usage: Usage
    var parts: [String] = []

    private struct Stretch {
        var states: [String] = []
        /// States entered, those below among them.
        var visits = 0
        var transitions = 0
        var start: Int64
        var end: Int64
    }

    init(_ run: SimulatedRun, _ memory: Double?) {
        usage = Usage.functions(of: run)
        let definition = run.definition.original
        var start = Meter()
        start.standardExecutions = 1
        usage.add(start, to: "(start and end)")
        var stretches: [Stretch] = []
        var stretch: Stretch?
        var top = StateIndex(0)
        for entry in run.entries {
            switch entry.record {
            case .stateEntered(let frame, let index, _):
                let state = definition[run.definition.original(index)]
                guard frame == 0 else {
                    stretch?.visits += 1
                    stretch?.transitions += 1
                    continue
                }
                top = state.index
                let fits = Self.fits(state, definition)
                if !fits || (stretch.map { entry.time - $0.start > 240_000 } ?? false) {
                    if let done = stretch { stretches.append(done) }
                    stretch = nil
                }
                if fits {
                    if stretch == nil { stretch = Stretch(start: entry.time, end: entry.time) }
                    stretch?.states.append(state.name)
                    stretch?.visits += 1
                    stretch?.transitions += 1
                } else {
                    Self.add(1, to: state.name, &usage)
                }
            case .retryScheduled:
                if stretch != nil { stretch?.transitions += 1 } else { Self.add(1, to: definition[top].name, &usage) }
            default: break
            }
            stretch?.end = entry.time
        }
        if let done = stretch { stretches.append(done) }
        for done in stretches { add(done, run, memory) }
    }

    private static func add(_ transitions: Double, to name: String, _ usage: inout Usage) {
        var meter = Meter()
        meter.transitions = transitions
        usage.add(meter, to: name)
    }

    private mutating func add(_ stretch: Stretch, _ run: SimulatedRun, _ memory: Double?) {
        guard stretch.visits > 1 else {
            Self.add(Double(stretch.transitions), to: stretch.states.first ?? "", &usage)
            return
        }
        let name =
            stretch.states.count == 1
            ? stretch.states[0] : "\(stretch.states.first ?? "") to \(stretch.states.last ?? "")"
        if !parts.contains(name) { parts.append(name) }
        var meter = ExpressMetering.meter(
            milliseconds: Double(stretch.end - stretch.start), megabytes: memory ?? run.expressMegabytes)
        meter.transitions = 1
        usage.add(meter, to: "(Express: \(name))")
    }

    private static func fits(_ state: State, _ definition: StateMachineDefinition) -> Bool {
        if ExpressFitness.obstacle(state) != nil { return false }
        func fits(_ level: LevelIndex) -> Bool {
            definition[level].states.allSatisfy { Self.fits(definition[$0], definition) }
        }
        switch state.kind {
        case .parallel(let branches): return branches.allSatisfy(fits)
        case .map(let map): return fits(map.processor)
        // A long Wait alone keeps an Express workflow paid for; it stays outside.
        case .wait: return false
        default: return true
        }
    }
}
