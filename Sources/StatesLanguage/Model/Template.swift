public import JSON
public import JSONPath
public import JSONata

/// A payload with expressions in it, in either query language.
public enum Template: Sendable {
    case jsonPath(PayloadTemplate)
    case jsonata(JSONataTemplate)
}

/// A JSON value with `{% %}` expressions in its strings, compiled (ASL spec, "JSONata").
public indirect enum JSONataTemplate: Sendable {
    /// A value without any expression.
    case literal(JSONValue)
    case expression(EmbeddedExpression)
    case array([JSONataTemplate])
    case object([(key: String, value: JSONataTemplate)])
}

/// One `{% … %}` and the field that it stands in.
public struct EmbeddedExpression: Sendable {
    public let expression: JSONataExpression
    /// The place within the state, as AWS names it in causes and in EvaluationFailed: `Output/a/b[0]`, `Choices[1]/Condition`.
    public let field: String

    public init(expression: JSONataExpression, field: String) {
        self.expression = expression
        self.field = field
    }
}

/// A field that may be given as a literal, by a `…Path` field, or (in JSONata states) as an expression.
public enum Evaluable<Literal: Sendable>: Sendable {
    case literal(Literal)
    /// The value of the `…Path` field: a path, or an intrinsic call where ASL allows one (`ErrorPath`, `CausePath`).
    case path(JSONPathExpression)
    case intrinsic(IntrinsicCall)
    case expression(EmbeddedExpression)
}
