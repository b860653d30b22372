import JSON
import Pricing
import StatesLanguage

extension Advisor {
    /// Whole workflows, or rows of states, that could run as Express.
    mutating func express() {
        guard setting.type == .standard else { return }
        let obstacles = ExpressFitness.obstacles(definition)
        let level = definition[LevelIndex.top]
        let loops = cycles(level)
        let waits = definition.states.contains { if case .wait = $0.kind { true } else { false } }
        if obstacles.isEmpty, loops.isEmpty, !waits, definition.states.count > 1, !mayTakeLong {
            let count = Double(longest(level))
            add(
                .couldBeExpress, .note, [definition[level.startAt].name],
                "Nothing keeps this workflow from being Express.",
                why: "A Standard workflow pays for each transition, an Express one for its request and time.",
                change: "Make its type EXPRESS, if it takes less than 5 minutes and each step may run more than once.",
                saves: Advice.Saving(
                    perMonth: max(0, setting.transitions(count) - setting.express(states: count)),
                    words: "\(Int(count)) transitions an execution become one request"))
            return
        }
        for row in rows(level, loops) { reportChild(row) }
    }

    /// Whether a timeout says that more than the five minutes of an Express execution are expected.
    private var mayTakeLong: Bool {
        (definition.timeoutSeconds ?? 0) > ExpressFitness.secondsLimit || definition.states.contains(where: isLong)
    }

    private func isLong(_ state: State) -> Bool {
        guard case .task(let task) = state.kind, case .literal(let seconds)? = task.timeoutSeconds else { return false }
        return seconds > ExpressFitness.secondsLimit
    }

    private mutating func reportChild(_ row: [State]) {
        let count = Double(row.count)
        let money = setting.transitions(count - 1) - setting.express(states: count)
        guard row.count > 2, money > 0 else { return }
        add(
            .expressChild, .note, row.map(\.name),
            "'\(row.first?.name ?? "")' to '\(row.last?.name ?? "")', \(row.count) states, could be a nested Express workflow.",
            why: "None of them waits for a callback, a job or a worker, so together they may cost one transition.",
            change: "Move them into an EXPRESS state machine, and start it with aws-sdk:sfn:startSyncExecution.",
            saves: Advice.Saving(perMonth: money, words: "\(row.count) transitions an execution become 1 and a request")
        )
    }

    /// Rows of states that may run in an Express workflow, outside of loops.
    private func rows(_ level: Level, _ loops: [[StateIndex]]) -> [[State]] {
        let looped = Set(loops.flatMap { $0 })
        var rows: [[State]] = []
        var row: [State] = []
        var seen: Set<StateIndex> = []
        var current: StateIndex? = level.startAt
        while let index = current, seen.insert(index).inserted {
            let state = definition[index]
            if fits(state), !looped.contains(index) {
                row.append(state)
            } else {
                rows.append(row)
                row = []
            }
            current = mainWay(state, seen: seen)
        }
        rows.append(row)
        return rows.filter { !$0.isEmpty }
    }

    /// Where a delivered order goes: not straight into a Fail, not back.
    private func mainWay(_ state: State, seen: Set<StateIndex>) -> StateIndex? {
        targets(state).first { target in
            if case .fail = definition[target].kind { return false }
            return !seen.contains(target) && !leadsBack(target, to: state.index)
        }
    }

    private func leadsBack(_ from: StateIndex, to state: StateIndex) -> Bool {
        var seen: Set<StateIndex> = []
        var open = [from]
        while let next = open.popLast() {
            if next == state { return true }
            guard seen.insert(next).inserted else { continue }
            open += targets(definition[next])
        }
        return false
    }

    private func fits(_ state: State) -> Bool {
        if ExpressFitness.obstacle(state) != nil || isLong(state) { return false }
        switch state.kind {
        case .wait, .fail: return false
        case .parallel(let branches):
            return branches.allSatisfy { definition[$0].states.allSatisfy { fits(definition[$0]) } }
        case .map(let map): return definition[map.processor].states.allSatisfy { fits(definition[$0]) }
        default: return true
        }
    }

    private func longest(_ level: Level) -> Int {
        var known: [StateIndex: Int] = [:]
        func length(_ index: StateIndex, _ depth: Int) -> Int {
            if let value = known[index] { return value }
            guard depth < 5000 else { return 0 }
            let value = 1 + (targets(definition[index]).map { length($0, depth + 1) }.max() ?? 0)
            known[index] = value
            return value
        }
        return length(level.startAt, 0)
    }
}
