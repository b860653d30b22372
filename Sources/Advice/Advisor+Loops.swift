import JSON
import Pricing
import StatesLanguage

extension Advisor {
    /// Events of a history (AWS's quota), and those that each kind of state leaves when nothing fails.
    private static let historyLimit = 25_000.0

    private func events(_ state: State) -> Double {
        switch state.kind {
        case .task: 5
        case .parallel, .map: 4
        default: 2
        }
    }

    /// Loops: those that poll, and all that could reach the limit of a history.
    mutating func loops() {
        for level in definition.levels {
            for loop in cycles(level) {
                let states = loop.map { definition[$0] }
                let hasWait = states.contains { if case .wait = $0.kind { true } else { false } }
                let choices = states.filter { if case .choice = $0.kind { true } else { false } }
                let tasks = states.filter { if case .task = $0.kind { true } else { false } }
                guard !choices.isEmpty else { continue }
                if hasWait, asks(states, tasks) { polling(states, choices, tasks) }
                // An Express execution has no history of its own.
                guard setting.type == .standard else { continue }
                let round = states.reduce(0) { $0 + events($1) }
                let rounds = Int((Self.historyLimit / max(1, round)).rounded(.down))
                let wait = states.compactMap(waitSeconds).reduce(0, +)
                let time = wait > 0 ? ", \(Self.span(Double(rounds) * wait)) of waiting alone" : ""
                add(
                    .historyLimit, .note, states.map(\.name),
                    "The loop \(names(states)) reaches 25,000 events after \(rounds) rounds\(time).",
                    why: "An execution with 25,000 events fails; a round leaves \(Int(round)).",
                    change: "Start a new execution after some rounds, or let what is waited for call back.")
            }
        }
    }

    /// Whether a round does nothing but look: one or two calls that come back at once, and no other work.
    private func asks(_ states: [State], _ tasks: [State]) -> Bool {
        let works = states.contains { state in
            switch state.kind {
            case .map, .parallel: true
            default: false
            }
        }
        let jobs = tasks.contains { isCallback($0) || isActivity($0) || isJob($0) }
        return !works && !jobs && (1...2).contains(tasks.count)
    }

    private mutating func polling(_ states: [State], _ choices: [State], _ tasks: [State]) {
        let known = setting.assumptions
        let rounds = choices.compactMap { known.loops[$0.name] }.first ?? known.defaultLoop
        let size = Double(states.count)
        let transitions = size * rounds - 1
        let functions = Double(tasks.count(where: isFunction)) * rounds
        let money = setting.transitions(transitions - 1) + setting.functions(max(0, functions - 1))
        add(
            .pollingLoop, .warning, states.map(\.name),
            "\(names(states)) ask again and again whether something is done.",
            why:
                "Each round costs \(states.count) transitions\(functions > 0 ? " and a function call" : ""), and what is done waits for the next look.",
            change:
                "Wait for a callback (.waitForTaskToken), give the work to an activity, or use .sync where the service offers it.",
            saves: Advice.Saving(
                perMonth: money,
                words: "\(Int(transitions)) transitions at \(Int(rounds)) rounds become 1"))
    }

    private func waitSeconds(_ state: State) -> Double? {
        if case .wait(.seconds(.literal(let seconds))) = state.kind { Double(seconds) } else { nil }
    }

    private func names(_ states: [State]) -> String { states.map { "'\($0.name)'" }.joined(separator: " → ") }

    private static func span(_ seconds: Double) -> String {
        if seconds >= 172_800 { return "\(Int(seconds / 86_400)) days" }
        if seconds >= 7200 { return "\(Int(seconds / 3600)) hours" }
        return "\(Int(seconds / 60)) minutes"
    }

    /// The groups of states of a level from which one can come back, in the order of the document.
    func cycles(_ level: Level) -> [[StateIndex]] {
        var reach: [StateIndex: Set<StateIndex>] = [:]
        for start in level.states {
            var seen: Set<StateIndex> = []
            var open = targets(definition[start])
            while let next = open.popLast() {
                guard seen.insert(next).inserted else { continue }
                open += targets(definition[next])
            }
            reach[start] = seen
        }
        var done: Set<StateIndex> = []
        var groups: [[StateIndex]] = []
        for state in level.states where reach[state]?.contains(state) == true && !done.contains(state) {
            let group = level.states.filter { reach[state]?.contains($0) == true && reach[$0]?.contains(state) == true }
            done.formUnion(group)
            groups.append(group)
        }
        return groups
    }
}
