/// A compiled expression or a part of one.
///
/// Sendable because nothing in a subclass changes after its initializer: all stored properties are `let`, of Sendable types (the
/// compiler can't check that for a class with subclasses). What an evaluation changes is in ``Run`` and ``Frame``.
class Expr: @unchecked Sendable {
    /// Where the expression stands in the text.
    let position: Int

    init(at position: Int) { self.position = position }

    /// The value, with sequences of no or one item collapsed.
    func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value { .undefined }

    /// The value, where a sequence may stay one: what predicates that follow go over.
    func evaluateRaw(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try evaluate(run, input, frame)
    }

    /// The value as a Boolean.
    func test(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Bool {
        Truth.of(try evaluate(run, input, frame)) ?? false
    }

    /// Whether the value can only be true, false or undefined: a predicate that selects, never one that indexes.
    var isCondition: Bool { false }

    /// Whether the value doesn't depend on anything.
    var constant: Value? { nil }
}
