import StatesLanguage

/// The ways between the states of one level, with how often each is taken.
struct LevelFlow {
    struct Way {
        var from: Int
        var to: Int
        var weight: Double
    }

    let states: [StateIndex]
    private(set) var ways: [Way] = []
    /// States that lie in a loop together.
    private(set) var loops: [[Int]] = []
    /// For each loop the Choice that leaves it.
    private(set) var exits: [Int?] = []
    private let start: Int

    init(_ definition: StateMachineDefinition, _ level: LevelIndex, _ assumptions: Assumptions) {
        states = definition[level].states
        let places = Dictionary(
            states.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        start = places[definition[level].startAt] ?? 0
        for (from, index) in states.enumerated() {
            for (target, weight) in definition[index].weightedTargets(definition, assumptions) {
                guard let to = places[target] else { continue }
                ways.append(Way(from: from, to: to, weight: weight))
            }
        }
        loops = Self.components(states.count, ways)
        for loop in loops {
            let inside = Set(loop)
            let leaving = loop.first { from in
                guard case .choice = definition[states[from]].kind else { return false }
                return ways.contains { $0.from == from && !inside.contains($0.to) && $0.weight > 0 }
            }
            exits.append(leaving)
        }
    }

    /// How often each state is reached when the level runs once, and the share that each way out of it gets.
    func taken(rounds: (StateIndex) -> Double) -> (visits: [Double], ways: [Way]) {
        var ways = ways
        for (loop, exit) in zip(loops, exits) {
            guard let exit else { continue }
            let inside = Set(loop)
            let leave = 1 / max(1, rounds(states[exit]))
            for within in [true, false] {
                let places = ways.indices.filter { ways[$0].from == exit && inside.contains(ways[$0].to) == within }
                let sum = places.reduce(0) { $0 + ways[$1].weight }
                let share = within ? 1 - leave : leave
                for place in places {
                    ways[place].weight = sum > 0 ? share * ways[place].weight / sum : share / Double(places.count)
                }
            }
        }
        return (solve(ways), ways)
    }

    /// v = start + transposed weights · v, by Gauss with pivots.
    private func solve(_ ways: [Way]) -> [Double] {
        let count = states.count
        var rows = (0..<count).map { row in (0...count).map { $0 == row ? 1.0 : 0.0 } }
        if count > 0 { rows[start][count] += 1 }
        for way in ways { rows[way.to][way.from] -= way.weight }
        for column in 0..<count {
            guard let pivot = (column..<count).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
                abs(rows[pivot][column]) > 1e-12
            else { continue }
            rows.swapAt(column, pivot)
            for row in 0..<count where row != column && rows[row][column] != 0 {
                let factor = rows[row][column] / rows[column][column]
                for place in column...count { rows[row][place] -= factor * rows[column][place] }
            }
        }
        return (0..<count).map { rows[$0][$0] == 0 ? 0 : max(0, rows[$0][count] / rows[$0][$0]) }
    }

    /// The cheapest way to an end that is no failure, where there is one; `cost` is of a state.
    func shortest(_ cost: [Double], isFailure: (StateIndex) -> Bool) -> Double {
        var best = [Double](repeating: .infinity, count: states.count)
        guard !states.isEmpty else { return 0 }
        best[start] = cost[start]
        for _ in states.indices {
            var changed = false
            for way in ways where best[way.from] + cost[way.to] < best[way.to] {
                best[way.to] = best[way.from] + cost[way.to]
                changed = true
            }
            if !changed { break }
        }
        let ends = states.indices.filter { place in !ways.contains { $0.from == place } && best[place] < .infinity }
        let good = ends.filter { !isFailure(states[$0]) }
        return (good.isEmpty ? ends : good).map { best[$0] }.min() ?? cost[start]
    }

    /// The dearest way, each loop as long as `rounds` says; nil where a loop has no bound.
    func longest(_ cost: [Double], rounds: (StateIndex) -> Double?) -> Double? {
        var component = states.indices.map { -1 - $0 }
        var weights: [Int: Double] = [:]
        for (number, loop) in loops.enumerated() {
            guard let exit = exits[number], let most = rounds(states[exit]) else { return nil }
            for place in loop { component[place] = number }
            // The last round ends at the Choice; what comes after it in the loop runs once less.
            let before = way(into: loop, upTo: exit)
            weights[number] = loop.reduce(0) { $0 + cost[$1] * (before.contains($1) ? most : max(0, most - 1)) }
        }
        for place in states.indices where component[place] < 0 { weights[component[place]] = cost[place] }
        var known: [Int: Double] = [:]
        func longest(from node: Int, depth: Int) -> Double {
            if let value = known[node] { return value }
            guard depth < 10_000 else { return 0 }
            var next = 0.0
            for way in ways where component[way.from] == node && component[way.to] != node {
                next = max(next, longest(from: component[way.to], depth: depth + 1))
            }
            let value = (weights[node] ?? 0) + next
            known[node] = value
            return value
        }
        return states.isEmpty ? 0 : longest(from: component[start], depth: 0)
    }

    /// The states of a loop that are passed before its exit is reached for the first time, and the exit.
    private func way(into loop: [Int], upTo exit: Int) -> Set<Int> {
        let inside = Set(loop)
        var open = ways.filter { inside.contains($0.to) && !inside.contains($0.from) }.map(\.to)
        if inside.contains(start) { open.append(start) }
        var passed: Set<Int> = [exit]
        while let place = open.popLast() {
            guard passed.insert(place).inserted else { continue }
            open += ways.filter { $0.from == place && inside.contains($0.to) }.map(\.to)
        }
        return passed
    }

    /// Tarjan's strongly connected components, those with a way back.
    private static func components(_ count: Int, _ ways: [Way]) -> [[Int]] {
        var targets = [[Int]](repeating: [], count: count)
        for way in ways { targets[way.from].append(way.to) }
        var index = 0
        var indices = [Int](repeating: -1, count: count)
        var low = [Int](repeating: 0, count: count)
        var stack: [Int] = []
        var onStack = [Bool](repeating: false, count: count)
        var found: [[Int]] = []
        for root in 0..<count where indices[root] < 0 {
            var work: [(node: Int, next: Int)] = [(root, 0)]
            while let (node, next) = work.last {
                if next == 0 {
                    indices[node] = index
                    low[node] = index
                    index += 1
                    stack.append(node)
                    onStack[node] = true
                }
                if next < targets[node].count {
                    work[work.count - 1].next += 1
                    let target = targets[node][next]
                    if indices[target] < 0 {
                        work.append((target, 0))
                    } else if onStack[target] {
                        low[node] = min(low[node], indices[target])
                    }
                    continue
                }
                work.removeLast()
                if let parent = work.last?.node { low[parent] = min(low[parent], low[node]) }
                guard low[node] == indices[node] else { continue }
                var members: [Int] = []
                while let last = stack.popLast() {
                    onStack[last] = false
                    members.append(last)
                    if last == node { break }
                }
                if members.count > 1 || targets[node].contains(node) { found.append(members.sorted()) }
            }
        }
        return found.sorted { ($0.first ?? 0) < ($1.first ?? 0) }
    }
}

extension State {
    /// Where it leads, with the share that each target gets; errors are counted as none.
    func weightedTargets(
        _ definition: StateMachineDefinition, _ assumptions: Assumptions
    ) -> [(StateIndex, Double)] {
        var targets: [(StateIndex, Double)] = []
        if case .next(let next) = transition { targets.append((next, 1)) }
        if case .choice(let choice) = kind {
            let all = choice.rules.map(\.next) + [choice.defaultTarget].compactMap { $0 }
            let given = assumptions.branches[name]
            var weights: [Double] = []
            for target in all {
                let to = definition[target]
                // A way straight into a Fail counts only where a weight says so.
                let usual: Double = if case .fail = to.kind { 0 } else { 1 }
                weights.append(given.map { $0[to.name] ?? 0 } ?? usual)
            }
            var sum = weights.reduce(0, +)
            if sum == 0 {
                weights = weights.map { _ in 1 }
                sum = Double(weights.count)
            }
            for (target, weight) in zip(all, weights) { targets.append((target, weight / sum)) }
        }
        for catcher in catchers { targets.append((catcher.next, 0)) }
        return targets
    }
}
