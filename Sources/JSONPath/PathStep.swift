import JSON

/// One step of a path.
enum PathStep: Sendable, Equatable {
    /// `.name`, `['name']`
    case name(String)
    /// `['a','b']`
    case names([String])
    /// `[0]`, `[-1]`
    case index(Int)
    /// `[0,2]`
    case indexes([Int])
    /// `[1:3]`, `[1:]`, `[:3]`
    case slice(from: Int?, to: Int?)
    /// `.*`, `[*]`
    case wildcard
    /// `..`: the next step is applied to a node and all below it.
    case descent
    /// `[?(…)]`
    case filter(Filter)

    /// Whether it selects at most one node.
    var isSingular: Bool {
        switch self {
        case .name, .index: true
        default: false
        }
    }
}

extension Sequence<PathStep> {
    /// Whether the path selects at most one node: only names and single indexes; several names at the end are merged
    /// into one object.
    var areDefinite: Bool {
        var merged = false
        for step in self {
            if merged { return false }
            if case .names = step { merged = true } else if !step.isSingular { return false }
        }
        return true
    }

    /// The path as Jayway prints it in its messages: `$['a'][0]`.
    func normalized(from root: String = "$") -> String {
        reduce(into: root) { text, step in text += step.fragment }
    }
}

extension PathStep {
    /// The step as Jayway prints it.
    var fragment: String {
        switch self {
        case .name(let name): "['\(name)']"
        case .names(let names): "[" + names.map { "'\($0)'" }.joined(separator: ",") + "]"
        case .index(let index): "[\(index)]"
        case .indexes(let indexes): "[" + indexes.map(String.init).joined(separator: ",") + "]"
        case .slice(let from, let to): "[\(from.map(String.init) ?? ""):\(to.map(String.init) ?? "")]"
        case .wildcard: "[*]"
        case .descent: ".."
        case .filter: "[?]"
        }
    }
}
