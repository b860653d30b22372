/// Where the engine's time comes from; a test gives its own.
public protocol EngineClock: Sendable {
    /// Milliseconds since 1970.
    func now() -> Int64
    /// Returns at that time, or throws as the task is cancelled.
    func sleep(until time: Int64) async throws
    /// Lets something else go first, such as a disk that refuses; no execution sees how long that took.
    func pause(milliseconds: Int) async throws
}

extension EngineClock {
    public func pause(milliseconds: Int) async throws { try await Task.sleep(for: .milliseconds(milliseconds)) }
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
