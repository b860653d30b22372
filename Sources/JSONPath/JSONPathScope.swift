public import JSON

/// What a path can read.
public struct JSONPathScope: Sendable {
    /// What `$` is.
    public var input: JSONValue
    /// The context object, `$$`; built only when a path reads it.
    public var context: @Sendable () -> JSONValue
    /// The workflow variables, `$name`.
    public var variables: [String: JSONValue]
    /// States.UUID and States.MathRandom draw from a generator that begins here, so the same seed gives the same values.
    public var seed: UInt64

    public init(
        input: JSONValue, context: @escaping @Sendable () -> JSONValue = { .object([:]) },
        variables: [String: JSONValue] = [:], seed: UInt64 = 0
    ) {
        self.input = input
        self.context = context
        self.variables = variables
        self.seed = seed
    }
}
