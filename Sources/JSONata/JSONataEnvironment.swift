/// What an evaluation takes from the world outside: the same environment gives the same result.
public struct JSONataEnvironment: Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z: `$now()`, `$millis()`, and the parts that a parsed date leaves out.
    public var now: Int64
    /// Where `$random()`, `$shuffle()` and `$uuid()` start: they are a function of it.
    public var seed: UInt64
    /// A clock that never goes back, in milliseconds, for ``JSONataLimits/milliseconds``; without one there is no time limit.
    public var monotonicMilliseconds: (@Sendable () -> UInt64)?

    public init(now: Int64, seed: UInt64, monotonicMilliseconds: (@Sendable () -> UInt64)? = nil) {
        self.now = now
        self.seed = seed
        self.monotonicMilliseconds = monotonicMilliseconds
    }
}
