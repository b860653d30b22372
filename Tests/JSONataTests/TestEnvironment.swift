import JSON
import JSONata

extension JSONataEnvironment {
    /// 2026-11-22T12:34:56.789Z, always the same numbers, no clock.
    static let test = JSONataEnvironment(now: 1_795_350_896_789, seed: 7)
}

/// The value of an expression; nil for undefined.
func evaluate(
    _ source: String, _ input: JSONValue? = nil, bindings: [String: JSONValue] = [:],
    dialect: JSONataDialect = .jsonata,
    limits: JSONataLimits = .default
) throws(JSONataError) -> JSONValue? {
    let result = try JSONataExpression(source, dialect: dialect).evaluate(
        input, bindings: bindings, limits: limits, environment: .test)
    if case .value(let value) = result { return value }
    return nil
}

/// The error of an expression.
func failure(
    _ source: String, _ input: JSONValue? = nil, bindings: [String: JSONValue] = [:],
    dialect: JSONataDialect = .jsonata,
    limits: JSONataLimits = .default
) -> JSONataError? {
    do throws(JSONataError) {
        _ = try evaluate(source, input, bindings: bindings, dialect: dialect, limits: limits)
        return nil
    } catch {
        return error
    }
}
