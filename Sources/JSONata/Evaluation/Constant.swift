import JSON

/// A literal, or what was computed from literals when the expression was compiled.
final class Constant: Expr, @unchecked Sendable {
    let json: JSONValue

    init(_ json: JSONValue, at position: Int) {
        self.json = json
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value { Value(json) }
    override var constant: Value? { Value(json) }
}

/// Nothing at all: `()`.
final class Nothing: Expr, @unchecked Sendable {}

/// A regular expression, which is a function.
final class RegexExpr: Expr, @unchecked Sendable {
    let pattern: Pattern

    init(_ pattern: Pattern, at position: Int) {
        self.pattern = pattern
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        .function(RegexFunction(pattern))
    }
}
