/// Finds what an expression reads of `$states`.
enum StatesReferences {
    static func paths(in tree: SyntaxNode) -> [[String]] {
        var result: [[String]] = []
        collect(tree, into: &result)
        return result
    }

    private static func collect(_ node: SyntaxNode, into result: inout [[String]]) {
        if node.kind == .variable, node.text == "states" { add([], to: &result) }
        guard node.kind == .path, let first = node.list.first, first.kind == .variable, first.text == "states",
            first.predicates.isEmpty, first.stages.isEmpty, first.group == nil
        else {
            node.forEachPart { collect($0, into: &result) }
            return
        }
        var path: [String] = []
        for step in node.list.dropFirst() {
            guard step.kind == .name else { break }
            path.append(step.text)
            if !step.stages.isEmpty || step.isTuple || step.group != nil { break }
        }
        // A step that looks up its ancestors reads more than the path says.
        add(node.list.contains { $0.ancestor != nil } ? [] : path, to: &result)
        for step in node.list.dropFirst() { collect(step, into: &result) }
        node.forEachTrailing { collect($0, into: &result) }
    }

    private static func add(_ path: [String], to result: inout [[String]]) {
        if !result.contains(path) { result.append(path) }
    }
}
