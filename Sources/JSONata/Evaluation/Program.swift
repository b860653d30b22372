/// A compiled expression: immutable, shared by all of its evaluations.
struct Program: Sendable {
    let root: Expr
    /// Slots of the outermost scope.
    let slots: Int
    /// Variables that the expression reads and nothing in it binds, in the order of their numbers.
    let freeNames: [String]
    /// The library's functions of these names.
    let freeBuiltins: [Builtin?]
    /// Places that look up a field.
    let hintCount: Int
}
