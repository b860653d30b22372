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
    var tupleNames: Set<String> {
        var result: Set<String> = []
        for case let name? in [focus, index, ancestor?.name] { result.insert(name) }
        for case .index(let name) in stages { result.insert(name) }
        guard kind == .path || kind == .block || kind == .condition || isTuple else { return result }
        for part in list { result.formUnion(part.tupleNames) }
        for case let part? in [first, second, third] where part.isTuple { result.formUnion(part.tupleNames) }
        return result
    }
}
