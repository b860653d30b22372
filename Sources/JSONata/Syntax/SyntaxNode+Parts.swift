extension SyntaxNode {
    /// All nodes directly below.
    func forEachPart(_ body: (SyntaxNode) -> Void) {
        if let first { body(first) }
        if let second { body(second) }
        if let third { body(third) }
        for part in list { body(part) }
        guard let rare = place.pointee.rare else { return }
        for pair in rare.pairs {
            body(pair.key)
            body(pair.value)
        }
        for term in rare.terms { body(term.expression) }
        forEachTrailing(body)
    }

    /// What follows the node itself: predicates and the group.
    func forEachTrailing(_ body: (SyntaxNode) -> Void) {
        guard let rare = place.pointee.rare else { return }
        for predicate in rare.predicates { body(predicate) }
        for case .filter(let predicate, _) in rare.stages { body(predicate) }
        for pair in rare.group?.pairs ?? [] {
            body(pair.key)
            body(pair.value)
        }
    }

    /// The names that the tuples of this path or block may bind, those of parts that pass their tuples on included.
    var tupleNames: [String] {
        var names: [String] = []
        collectTupleNames(into: &names)
        return names
    }

    private func collectTupleNames(into names: inout [String]) {
        func add(_ name: String?) {
            if let name, !names.contains(name) { names.append(name) }
        }
        add(focus)
        add(index)
        add(ancestor?.name)
        if hasStages {
            for case .index(let name) in stages { add(name) }
        }
        guard isTuple || kind == .path || kind == .block || kind == .condition else { return }
        for part in list { part.collectTupleNames(into: &names) }
        for case let part? in [first, second, third] where part.isTuple { part.collectTupleNames(into: &names) }
    }
}
