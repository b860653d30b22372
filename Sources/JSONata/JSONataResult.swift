public import JSON

/// What an expression evaluated to.
public enum JSONataResult: Sendable, Equatable {
    case value(JSONValue)
    /// Nothing: JSONata's `undefined`, which is not null.
    case undefined
    /// A function, which is no JSON value.
    case function
}
