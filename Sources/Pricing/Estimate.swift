public import StatesLanguage

/// What an execution of a definition would use, told without running it.
public struct Estimate: Sendable {
    public let usage: Usage
    /// Transitions as AWS bills them: the fewest of a run that succeeds, the expected, the most (nil: without bound).
    public let least: Double
    public let expected: Double
    public let most: Double?
    /// `6 + 3·rounds(IsPaid) + 4·items(EachPizza)`.
    public let formula: String
    /// What was assumed for want of better knowledge.
    public let assumed: [String]

    public init(_ definition: StateMachineDefinition, _ assumptions: Assumptions = Assumptions()) {
        let walk = EstimateWalk(definition, assumptions)
        usage = walk.usage()
        least = walk.least(.top)
        expected = walk.expected(.top, walk.parameters)
        most = walk.most(.top)
        formula = walk.formula()
        assumed = walk.assumed()
    }
}

/// Goes through the levels of a definition.
struct EstimateWalk {
    enum Parameter: Hashable {
        case rounds(StateIndex)
        case items(StateIndex)
    }

    let definition: StateMachineDefinition
    let assumptions: Assumptions
    private let flows: [LevelFlow]
    private let order: [Parameter]

    init(_ definition: StateMachineDefinition, _ assumptions: Assumptions) {
        self.definition = definition
        self.assumptions = assumptions
        let levels = definition.levels.indices.map { LevelFlow(definition, LevelIndex($0), assumptions) }
        var order: [Parameter] = []
        for flow in levels {
            for exit in flow.exits { if let exit { order.append(.rounds(flow.states[exit])) } }
        }
        for state in definition.states { if case .map = state.kind { order.append(.items(state.index)) } }
        self.order = order
        flows = levels
    }

    /// The parameters at their assumed values.
    var parameters: [Parameter: Double] {
        Dictionary(order.map { ($0, assumedValue($0)) }, uniquingKeysWith: { first, _ in first })
    }

    private func assumedValue(_ parameter: Parameter) -> Double {
        switch parameter {
        case .rounds(let state): max(1, assumptions.loops[definition[state].name] ?? assumptions.defaultLoop)
        case .items(let state): assumptions.maps[definition[state].name] ?? assumptions.defaultMap
        }
    }

    private func visits(_ level: LevelIndex, _ parameters: [Parameter: Double]) -> [Double] {
        flows[level.rawValue].taken { parameters[.rounds($0)] ?? 1 }.visits
    }

    /// A level at the assumed values: its flow, how often each state is reached, and its ways.
    func taken(_ level: LevelIndex) -> (flow: LevelFlow, visits: [Double], ways: [LevelFlow.Way]) {
        let flow = flows[level.rawValue]
        let known = parameters
        let (visits, ways) = flow.taken { known[.rounds($0)] ?? 1 }
        return (flow, visits, ways)
    }

    /// Transitions of a state and of those below it, at the assumed values.
    func expected(_ index: StateIndex) -> Double {
        let state = definition[index]
        let known = parameters
        return 1 + (assumptions.retries[state.name] ?? 0) + inner(state, known) { expected($0, known) }
    }

    private func inner(_ state: State, _ parameters: [Parameter: Double], _ cost: (LevelIndex) -> Double) -> Double {
        switch state.kind {
        case .parallel(let branches): branches.reduce(0) { $0 + cost($1) }
        case .map(let map): (parameters[.items(state.index)] ?? 0) * cost(map.processor)
        default: 0
        }
    }

    func expected(_ level: LevelIndex, _ parameters: [Parameter: Double]) -> Double {
        let counts = visits(level, parameters)
        var sum = 0.0
        for (place, index) in flows[level.rawValue].states.enumerated() where counts[place] > 0 {
            let state = definition[index]
            let one = 1 + (assumptions.retries[state.name] ?? 0)
            sum += counts[place] * (one + inner(state, parameters) { expected($0, parameters) })
        }
        return sum
    }

    func least(_ level: LevelIndex) -> Double {
        let flow = flows[level.rawValue]
        let costs = flow.states.map { index -> Double in
            if case .parallel(let branches) = definition[index].kind { return branches.reduce(1) { $0 + least($1) } }
            return 1
        }
        return flow.shortest(costs) { if case .fail = definition[$0].kind { true } else { false } }
    }

    func most(_ level: LevelIndex) -> Double? {
        let flow = flows[level.rawValue]
        var costs: [Double] = []
        for index in flow.states {
            let state = definition[index]
            var cost = 1 + state.retriers.reduce(0) { $0 + Double($1.maxAttempts) }
            switch state.kind {
            case .parallel(let branches):
                for branch in branches {
                    guard let most = most(branch) else { return nil }
                    cost += most
                }
            case .map(let map):
                guard let items = assumptions.maps[state.name], let most = most(map.processor) else { return nil }
                cost += items * most
            default: break
            }
            costs.append(cost)
        }
        return flow.longest(costs) { state in
            let name = definition[state].name
            return assumptions.longestLoops[name] ?? assumptions.loops[name]
        }
    }

    func usage() -> Usage {
        var usage = Usage()
        var start = Meter()
        start.standardExecutions = 1
        usage.add(start, to: "(start and end)")
        collect(.top, times: 1, parameters, into: &usage)
        return usage
    }

    private func collect(
        _ level: LevelIndex, times: Double, _ parameters: [Parameter: Double], into usage: inout Usage
    ) {
        let counts = visits(level, parameters)
        for (place, index) in flows[level.rawValue].states.enumerated() where counts[place] > 0 {
            let state = definition[index]
            let count = counts[place] * times
            var meter = Meter()
            meter.transitions = count * (1 + (assumptions.retries[state.name] ?? 0))
            if case .task(let task) = state.kind, task.resource.isFunctionCall {
                meter =
                    meter
                    + LambdaMetering.meter(
                        milliseconds: assumptions.functionMilliseconds, megabytes: assumptions.functionMegabytes,
                        requests: meter.transitions)
            }
            usage.add(meter, to: state.name)
            switch state.kind {
            case .parallel(let branches):
                for branch in branches { collect(branch, times: count, parameters, into: &usage) }
            case .map(let map):
                let items = parameters[.items(index)] ?? 0
                collect(map.processor, times: count * items, parameters, into: &usage)
            default: break
            }
        }
    }

    /// Transitions are linear in each parameter, so differences tell the coefficients, of pairs too.
    func formula() -> String {
        var base = Dictionary(order.map { ($0, 1.0) }, uniquingKeysWith: { first, _ in first })
        let atOne = expected(.top, base)
        var single: [Parameter: Double] = [:]
        for parameter in order {
            base[parameter] = 2
            single[parameter] = expected(.top, base) - atOne
            base[parameter] = 1
        }
        var pairs: [(Parameter, Parameter, Double)] = []
        for (place, left) in order.enumerated() where order.count <= 24 {
            for right in order.dropFirst(place + 1) {
                base[left] = 2
                base[right] = 2
                let both = expected(.top, base) - atOne - (single[left] ?? 0) - (single[right] ?? 0)
                base[left] = 1
                base[right] = 1
                if abs(both) > 1e-9 { pairs.append((left, right, both)) }
            }
        }
        var constant = atOne
        var terms: [String] = []
        for parameter in order {
            var coefficient = single[parameter] ?? 0
            for pair in pairs where pair.0 == parameter || pair.1 == parameter { coefficient -= pair.2 }
            constant -= coefficient
            if abs(coefficient) > 1e-9 { terms.append("\(Self.number(coefficient))·\(name(parameter))") }
        }
        for pair in pairs {
            constant -= pair.2
            terms.append("\(Self.number(pair.2))·\(name(pair.0))·\(name(pair.1))")
        }
        return ([Self.number(constant)] + terms).joined(separator: " + ").replacing("+ -", with: "- ")
    }

    private func name(_ parameter: Parameter) -> String {
        switch parameter {
        case .rounds(let state): "rounds(\(definition[state].name))"
        case .items(let state): "items(\(definition[state].name))"
        }
    }

    private static func number(_ value: Double) -> String {
        let rounded = (value * 1000).rounded() / 1000
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }

    func assumed() -> [String] {
        var lines: [String] = []
        for parameter in order {
            switch parameter {
            case .rounds(let state) where assumptions.loops[definition[state].name] == nil:
                lines.append("\(name(parameter)) = \(Self.number(assumptions.defaultLoop))")
            case .items(let state) where assumptions.maps[definition[state].name] == nil:
                lines.append("\(name(parameter)) = \(Self.number(assumptions.defaultMap))")
            default: break
            }
        }
        let open = definition.states.filter { state in
            if case .choice(let choice) = state.kind {
                return assumptions.branches[state.name] == nil && choice.rules.count > 0
            }
            return false
        }
        if !open.isEmpty {
            lines.append(
                "each way out of \(open.map(\.name).joined(separator: ", ")) is as likely as the others, a way straight into a Fail left out"
            )
        }
        if definition.states.contains(where: {
            if case .task(let task) = $0.kind { task.resource.isFunctionCall } else { false }
        }) {
            lines.append(
                "each Lambda function runs \(Self.number(assumptions.functionMilliseconds)) ms with \(Self.number(assumptions.functionMegabytes)) MB"
            )
        }
        if assumptions.retries.isEmpty { lines.append("nothing fails") }
        return lines
    }
}

extension TaskResource {
    var isFunctionCall: Bool {
        switch target {
        case .function: true
        case .activity: false
        case .integration(let call): call.service == "lambda"
        }
    }
}
