/// A compiled expression: immutable, shared by all of its evaluations.
final class Program: Sendable {
    let root: Expr
    /// Slots of the outermost scope.
    let slots: Int
    /// Variables that the expression reads and nothing in it binds, in the order of their numbers.
    let freeNames: [String]
    /// The library's functions of these names.
    let freeBuiltins: [Builtin?]
    /// Those of the names that the expression doesn't bind anywhere around.
    let unboundNames: [String]
    /// Places that look up a field.
    let hintCount: Int

    /// What it reads of `$states`.
    let statesReferences: [[String]]
    /// What Step Functions refuses of it.
    let stateDiagnostics: [StateDiagnostic]

    init(
        root: Expr, slots: Int, freeNames: [String], freeBuiltins: [Builtin?], unboundNames: [String], hintCount: Int,
        statesReferences: [[String]], stateDiagnostics: [StateDiagnostic]
    ) {
        self.root = root
        self.slots = slots
        self.freeNames = freeNames
        self.freeBuiltins = freeBuiltins
        self.unboundNames = unboundNames
        self.hintCount = hintCount
        self.statesReferences = statesReferences
        self.stateDiagnostics = stateDiagnostics
    }
}
