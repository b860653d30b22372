extension DefinitionDecoder {
    /// Follows the transitions of every level: targets that aren't there, levels that never end, states that nothing
    /// leads to, in AWS's order. A level without an end is not searched for unreachable states.
    mutating func checkTransitions() {
        // A state with another fault may be what leads to a state, or what ends.
        let isSound = !hasErrors
        for graph in graphs.sorted(by: { $0.path.steps.count < $1.path.steps.count }) { check(graph, isSound: isSound) }
    }

    private mutating func check(_ graph: LevelGraph, isSound: Bool) {
        let names = Set(graph.nodes.map { ExactName($0.name) })
        let known = graph.nodes.map(\.name).sorted()
        let start = graph.start.flatMap { names.contains(ExactName($0)) || isOpen($0) ? $0 : nil }
        if let name = graph.start, start == nil {
            noteMissing(name, at: graph.path.appending("StartAt"), among: known)
        }
        for node in graph.nodes {
            for edge in node.edges where !names.contains(ExactName(edge.target)) && !isOpen(edge.target) {
                noteMissing(edge.target, at: edge.path, among: known)
            }
        }
        guard isSound else { return }
        if !graph.nodes.contains(where: \.ends), !graph.nodes.contains(where: { hasOpenEdge($0, in: names) }) {
            noteMissingEnd(of: graph)
            return
        }
        let reached = reached(in: graph, from: start)
        for node in graph.nodes where !reached.contains(ExactName(node.name)) {
            note(
                .missingTransitionTarget, "State \"\(node.name)\" is not reachable.", at: node.path, atName: true,
                cure: "let a state lead to it, or remove it")
        }
    }

    /// AWS looks for an end at the top alone.
    private mutating func noteMissingEnd(of graph: LevelGraph) {
        let isTop = graph.path == .top
        guard isTop || rules.reportsAll else { return }
        findings.append(
            Finding(
                severity: isTop ? .error : .warning, code: .missingEndState, message: "Workflow has no terminal state",
                location: isTop ? nil : graph.path, target: graph.path.appending("States"),
                cure: "give one state \"End\": true"))
    }

    /// A placeholder as target, or a target that is missing and was noted as such, may be the way out.
    private func hasOpenEdge(_ node: StateNode, in names: Set<ExactName>) -> Bool {
        node.edges.contains { !names.contains(ExactName($0.target)) && isOpen($0.target) }
    }

    private func reached(in graph: LevelGraph, from start: String?) -> Set<ExactName> {
        var edges: [ExactName: [StateNode.Edge]] = [:]
        for node in graph.nodes { edges[ExactName(node.name)] = node.edges }
        var reached: Set<ExactName> = []
        var waiting = start.map { [ExactName($0)] } ?? []
        while let name = waiting.popLast() {
            guard reached.insert(name).inserted else { continue }
            waiting += (edges[name] ?? []).map { ExactName($0.target) }
        }
        let open = reached.contains { edges[$0] == nil && isOpen($0.text) }
        return open ? reached.union(graph.nodes.map { ExactName($0.name) }) : reached
    }

    private mutating func noteMissing(_ name: String, at path: DefinitionPath, among names: [String]) {
        note(
            .missingTransitionTarget, "Missing 'Next' target: \(name)", at: path,
            cure: nearest(to: name, among: names).map { "did you mean '\($0)'?" }
                ?? "a state leads to states of its own level only")
    }
}
