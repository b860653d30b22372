extension SyntaxNode {
    /// All nodes directly below.
    var parts: [SyntaxNode] {
        var result = list
        for case let part? in [first, second, third] { result.append(part) }
        for pair in pairs { result += [pair.key, pair.value] }
        for term in terms { result.append(term.expression) }
        return result + trailing
    }

    /// What follows the node itself: predicates and the group.
    var trailing: [SyntaxNode] {
        var result = predicates
        for case .filter(let predicate, _) in stages { result.append(predicate) }
        for pair in group?.pairs ?? [] { result += [pair.key, pair.value] }
        return result
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
