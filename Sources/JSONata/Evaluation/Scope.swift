/// The variables of a scope, while an expression is compiled. At run time each scope is a ``Frame``.
final class Scope {
    let parent: Scope?
    /// The slots of variables that are assigned (or are parameters) in the scope.
    private var names: [String] = []
    /// Parameters have a value from the start.
    let parameterCount: Int
    /// What the tuples of a stream bind.
    let tupleNames: [String]

    init(parent: Scope?, parameters: [String] = [], tupleNames: [String] = []) {
        self.parent = parent
        parameterCount = parameters.count
        self.tupleNames = tupleNames
        names = parameters
    }

    var slotCount: Int { names.count }

    /// Of two parameters of the same name the last counts.
    func slot(_ name: String) -> Int? { names.isEmpty ? nil : names.lastIndex(of: name) }

    func declare(_ name: String) {
        if slot(name) == nil { names.append(name) }
    }
}
