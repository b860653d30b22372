/// Why Step Functions refuses an expression that is good JSONata: reported when a state machine is created, updated or validated.
public struct StateDiagnostic: Sendable, Equatable {
    /// `UNSUPPORTED_JSONATA_EXPRESSION`.
    public let code: String
    public let message: String

    static func all(in tree: SyntaxNode) -> [StateDiagnostic] {
        var finder = TopLevelReferences()
        finder.visit(tree)
        return finder.messages.map { StateDiagnostic(code: "UNSUPPORTED_JSONATA_EXPRESSION", message: $0) }
    }
}

/// Finds what is read from the context that an expression starts with, which there is none of in Step Functions.
///
/// Only the first step of a path counts: later steps, their predicates, sorts and groups have a context.
private struct TopLevelReferences {
    private(set) var messages: [String] = []

    private mutating func report(_ message: String) {
        if !messages.contains(message) { messages.append(message) }
    }

    mutating func visit(_ node: SyntaxNode) {
        switch node.kind {
        case .name: report("Reference to '\(node.text)' at the top level is not supported.")
        case .variable where node.text.isEmpty: report("Reference to '$' at the top level is not supported.")
        case .variable where node.text == "$": report("Reference to '$$' is not supported.")
        case .path: if let first = node.list.first { visit(first) }
        case .lambda: if let body = node.first { visit(body) }
        case .function, .partial:
            if let procedure = node.first { visit(procedure) }
            for argument in node.list where argument.kind != .op { visit(argument) }
        case .transform: break
        default:
            for part in [node.first, node.second, node.third] { if let part { visit(part) } }
            for part in node.list { visit(part) }
            for pair in node.pairs {
                visit(pair.key)
                visit(pair.value)
            }
        }
        if node.kind != .path { return }
        // Anywhere in the path, `$$` is the input document.
        for step in node.list.dropFirst() { visitRoots(step) }
        node.forEachTrailing { visitRoots($0) }
        node.list.first?.forEachTrailing { visitRoots($0) }
    }

    private mutating func visitRoots(_ node: SyntaxNode) {
        if node.kind == .variable, node.text == "$" { report("Reference to '$$' is not supported.") }
        node.forEachPart { visitRoots($0) }
    }
}
