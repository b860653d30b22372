/// The variables of a scope, while an expression is compiled. At run time each scope is a ``Frame``.
final class Scope {
    let parent: Scope?
    /// The slots of variables that are assigned (or are parameters) in the scope.
    private(set) var slots: [String: Int] = [:]
    private(set) var slotCount = 0
    /// Parameters have a value from the start.
    let parameterCount: Int
    /// What the tuples of a stream bind.
    let tupleNames: Set<String>

    init(parent: Scope?, parameters: [String] = [], tupleNames: Set<String> = []) {
        self.parent = parent
        parameterCount = parameters.count
        self.tupleNames = tupleNames
        for parameter in parameters {
            // Of two parameters of the same name the last counts.
            slots[parameter] = slotCount
            slotCount += 1
        }
    }

    func declare(_ name: String) {
        guard slots[name] == nil else { return }
        slots[name] = slotCount
        slotCount += 1
    }
}
