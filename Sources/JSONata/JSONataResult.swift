public import JSON

/// What an expression evaluated to.
public enum JSONataResult: Sendable, Equatable {
    case value(JSONValue)
    /// Nothing: JSONata's `undefined`, which is not null.
    case undefined
    /// A function, which is no JSON value; in the dialect of Step Functions, also what holds one. (Elsewhere an object is given
    /// without its functions, and an array has null in their place.)
    case function
}
