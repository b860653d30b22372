public import StatesLanguage

/// A way from one state to another.
public struct Edge: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case next
        case rule(Int)
        case `default`
        case catcher(Int)
    }

    public let from: StateIndex
    public let kind: Kind
    public let to: StateIndex

    public init(from: StateIndex, kind: Kind, to: StateIndex) {
        self.from = from
        self.kind = kind
        self.to = to
    }
}

/// A definition whose records tell which way a state was left.
///
/// A record names the state that comes next, not the rule or catcher that chose it. So where two ways lead from one
/// state to the same other, the second leads to a twin of that one: the same in all but its place in the table.
public struct TracedDefinition: Sendable {
    /// The definition as it was parsed.
    public let original: StateMachineDefinition
    /// The one to run.
    public let traced: StateMachineDefinition
    /// All ways, in the order of the document.
    public let edges: [Edge]
    /// For each state of ``traced`` the one of ``original`` that it is.
    private let originals: [StateIndex]
    private let edgeByPlaces: [[Int]: Edge]

    public init(_ definition: StateMachineDefinition) {
        original = definition
        var twins = Twins(count: definition.states.count)
        var rewritten: [State] = []
        for state in definition.states { rewritten.append(twins.rewriting(state)) }
        for (place, of) in twins.originals.enumerated().dropFirst(definition.states.count) {
            rewritten.append(rewritten[of.rawValue].placed(at: StateIndex(place)))
        }
        traced = StateMachineDefinition(
            source: definition.source, comment: definition.comment, version: definition.version,
            queryLanguage: definition.queryLanguage, timeoutSeconds: definition.timeoutSeconds, states: rewritten,
            levels: definition.levels)
        edges = twins.edges
        originals = twins.originals
        edgeByPlaces = twins.edgeByPlaces
    }

    /// The state as the document has it.
    public func original(_ index: StateIndex) -> StateIndex {
        originals.indices.contains(index.rawValue) ? originals[index.rawValue] : index
    }

    /// The way by which `entered` (a place of ``traced``) was reached from a state of ``original``.
    func edge(from state: StateIndex, to entered: StateIndex) -> Edge? {
        edgeByPlaces[[state.rawValue, entered.rawValue]]
    }
}

private struct Twins {
    var originals: [StateIndex]
    var edges: [Edge] = []
    var edgeByPlaces: [[Int]: Edge] = [:]

    init(count: Int) { originals = (0..<count).map(StateIndex.init) }

    private mutating func place(_ kind: Edge.Kind, from state: StateIndex, to target: StateIndex) -> StateIndex {
        let edge = Edge(from: state, kind: kind, to: target)
        edges.append(edge)
        var place = target
        if edgeByPlaces[[state.rawValue, target.rawValue]] != nil {
            place = StateIndex(originals.count)
            originals.append(target)
        }
        edgeByPlaces[[state.rawValue, place.rawValue]] = edge
        return place
    }

    mutating func rewriting(_ state: State) -> State {
        var kind = state.kind
        if case .choice(let choice) = state.kind {
            var rules: [ChoiceRule] = []
            for (number, rule) in choice.rules.enumerated() {
                rules.append(
                    ChoiceRule(
                        condition: rule.condition, next: place(.rule(number), from: state.index, to: rule.next),
                        assign: rule.assign, output: rule.output))
            }
            let other = choice.defaultTarget.map { place(.default, from: state.index, to: $0) }
            kind = .choice(ChoiceState(rules: rules, defaultTarget: other))
        }
        var transition = state.transition
        if case .next(let next) = state.transition { transition = .next(place(.next, from: state.index, to: next)) }
        var catchers: [Catcher] = []
        for (number, catcher) in state.catchers.enumerated() {
            catchers.append(
                Catcher(
                    errorEquals: catcher.errorEquals,
                    next: place(.catcher(number), from: state.index, to: catcher.next),
                    resultPath: catcher.resultPath, output: catcher.output, assign: catcher.assign))
        }
        return state.with(index: state.index, kind: kind, transition: transition, catchers: catchers)
    }
}

extension State {
    fileprivate func with(index: StateIndex, kind: Kind, transition: Transition, catchers: [Catcher]) -> State {
        State(
            name: name, index: index, comment: comment, queryLanguage: queryLanguage, kind: kind,
            transition: transition, dataFlow: dataFlow, retriers: retriers, catchers: catchers,
            variableReferences: variableReferences)
    }

    fileprivate func placed(at index: StateIndex) -> State {
        with(index: index, kind: kind, transition: transition, catchers: catchers)
    }
}
