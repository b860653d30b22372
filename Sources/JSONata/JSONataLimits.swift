/// What one evaluation may use. Exceeding a limit is an error with the code U1001 (in the states dialect, without a code).
public struct JSONataLimits: Sendable, Equatable {
    /// Levels of evaluation within each other, counted as jsonata-js counts calls of its `evaluate`: an operator is one level
    /// around its operands, a path one around its steps, a call one around the body of the function.
    public var depth: Int
    /// Steps of evaluation: each level entered and each item that a path, filter or function goes over.
    public var steps: Int
    /// Milliseconds by ``JSONataEnvironment/monotonicMilliseconds``; nil: no limit.
    public var milliseconds: UInt64?
    /// Bytes of one built value: 8 for each item of an array, 1 for each byte of a string.
    public var valueSize: Int

    public init(
        depth: Int = 500, steps: Int = 1_000_000_000, milliseconds: UInt64? = nil, valueSize: Int = 512 * 1024 * 1024
    ) {
        self.depth = depth
        self.steps = steps
        self.milliseconds = milliseconds
        self.valueSize = valueSize
    }

    /// Bounds that keep an evaluation from exhausting a thread's stack or the memory.
    public static let `default` = JSONataLimits()

    /// What was measured on AWS: depth 100, and an array of 873,782 numbers (6,990,256 bytes) as the largest value. An endless loop
    /// ends there too, after a time that isn't known: here after steps for some seconds.
    public static let states = JSONataLimits(depth: 100, steps: 100_000_000, valueSize: 6_990_256)
}
