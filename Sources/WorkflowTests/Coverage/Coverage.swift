public import StatesLanguage

/// What the runs of a definition's tests went through.
public struct Coverage: Sendable {
    /// Something that a test can reach, or miss.
    public struct Item: Sendable {
        public enum Kind: String, Sendable, CaseIterable {
            case state = "states"
            case transition = "transitions"
            case rule = "Choice rules"
            case catcher = "Catchers"
            case retrier = "Retriers"
        }

        public let kind: Kind
        /// The state that it belongs to.
        public let state: StateIndex
        /// `IsPaid → Ship (rule 1)`.
        public let name: String
        public var hits: Int
        /// Place of the rule, catcher or retrier.
        public let number: Int?
    }

    /// The file of the definition.
    public let source: String
    public let definition: StateMachineDefinition
    public private(set) var items: [Item]
    private var places: [String: Int] = [:]

    public init(source: String, definition: TracedDefinition) {
        self.source = source
        self.definition = definition.original
        items = []
        for state in definition.original.states {
            add(.state, state.index, state.name, nil, key: Self.key(state: state.name))
            for (number, retrier) in state.retriers.enumerated() {
                add(
                    .retrier, state.index, "\(state.name) retries \(retrier.errorEquals.joined(separator: ", "))",
                    number,
                    key: Self.key(retrier: number, of: state.name))
            }
        }
        for edge in definition.edges {
            let from = definition.original[edge.from].name
            let to = definition.original[edge.to].name
            let key = Self.key(edge.kind, from: from, to: to)
            add(.transition, edge.from, "\(from) → \(to)\(edge.kind.note)", edge.kind.number, key: "way " + key)
            switch edge.kind {
            case .rule(let number): add(.rule, edge.from, "\(from)[\(number)] → \(to)", number, key: key)
            case .default: add(.rule, edge.from, "\(from) default → \(to)", nil, key: key)
            case .catcher(let number): add(.catcher, edge.from, "\(from)[\(number)] → \(to)", number, key: key)
            case .next: break
            }
        }
    }

    private mutating func add(_ kind: Item.Kind, _ state: StateIndex, _ name: String, _ number: Int?, key: String) {
        places[key] = items.count
        items.append(Item(kind: kind, state: state, name: name, hits: 0, number: number))
    }

    private static func key(state: String) -> String { "state \(state)" }
    private static func key(retrier: Int, of state: String) -> String { "retrier \(retrier) \(state)" }
    private static func key(_ kind: Edge.Kind, from: String, to: String) -> String { "\(kind) \(from)\n\(to)" }

    private mutating func hit(_ key: String) {
        if let place = places[key] { items[place].hits += 1 }
    }

    /// Counts a run of this definition, or of one state of it: states are known by their names.
    public mutating func add(_ run: SimulatedRun) {
        let original = run.definition.original
        for state in run.visits { hit(Self.key(state: original[state].name)) }
        for (state, retrier) in run.retriers { hit(Self.key(retrier: retrier, of: original[state].name)) }
        for edge in run.edges {
            let key = Self.key(edge.kind, from: original[edge.from].name, to: original[edge.to].name)
            hit("way " + key)
            hit(key)
        }
    }

    /// How many of a kind there are, and how many were reached.
    public func count(_ kind: Item.Kind) -> (reached: Int, all: Int) {
        let of = items.filter { $0.kind == kind }
        return (of.count { $0.hits > 0 }, of.count)
    }

    /// Of states, transitions (those by rules and Catchers among them) and Retriers, in percent.
    public var percentage: Double {
        let counted = items.filter { $0.kind != .rule && $0.kind != .catcher }
        return Self.percentage(counted.count { $0.hits > 0 }, counted.count)
    }

    public static func percentage(_ reached: Int, _ all: Int) -> Double {
        all == 0 ? 100 : 100 * Double(reached) / Double(all)
    }

    /// What no test reached.
    public var missed: [Item] {
        items.filter { item in
            // A rule or catcher is also a transition; it is named once.
            guard item.hits == 0 else { return false }
            return item.kind != .transition || item.number == nil
        }
    }

    /// The coverage of all definitions that the runs touched, in the order of the files.
    public static func of(_ files: [TestFile], _ results: [TestResult]) -> [Coverage] {
        var coverages: [String: Coverage] = [:]
        var order: [String] = []
        func begin(_ source: String, _ definition: TracedDefinition) {
            if coverages[source] == nil {
                coverages[source] = Coverage(source: source, definition: definition)
                order.append(source)
            }
        }
        for file in files {
            if let definition = file.definition { begin(file.definitionPath, definition) }
            for machine in file.executions.values.sorted(by: { $0.source < $1.source }) {
                begin(machine.source, machine.definition)
            }
        }
        func count(_ run: SimulatedRun) {
            for run in run.withChildren {
                coverages[run.source]?.add(run)
                for call in run.calls { if let child = call.child { count(child.run) } }
            }
        }
        for result in results { if let run = result.run { count(run) } }
        return order.compactMap { coverages[$0] }
    }
}

extension Edge.Kind {
    var note: String {
        switch self {
        case .next: ""
        case .rule(let number): " (rule \(number + 1))"
        case .default: " (default)"
        case .catcher(let number): " (catcher \(number + 1))"
        }
    }

    var number: Int? {
        switch self {
        case .next: nil
        case .default: -1
        case .rule(let number), .catcher(let number): number
        }
    }
}
