/// Where the engine's time comes from; a test gives its own.
public protocol EngineClock: Sendable {
    /// Milliseconds since 1970.
    func now() -> Int64
    /// Returns at that time, or throws as the task is cancelled.
    func sleep(until time: Int64) async throws
}

/// The machine's clock.
public struct SystemClock: EngineClock {
    public init() {}

    public func now() -> Int64 { WallClock.milliseconds() }

    public func sleep(until time: Int64) async throws {
        // The wall clock may be set while this sleeps, so no sleep is longer than a minute.
        while case let rest = time - now(), rest > 0 { try await Task.sleep(for: .milliseconds(min(rest, 60_000))) }
    }
}
