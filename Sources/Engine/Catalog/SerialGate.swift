import Journal

/// Lets one task at a time through, first come first served: a change of the catalog checks, commits and shows itself
/// before the next change of the same resource checks.
final class SerialGate: Sendable {
    private struct State {
        var isHeld = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        /// The first that still waits; entries before it were resumed.
        var head = 0
    }

    private let state = Guarded(State())

    /// Runs `body` alone. Not cancellable: a commit that began is awaited.
    func run<Result>(
        _ body: () async throws(ServiceError) -> Result
    ) async throws(ServiceError) -> Result {
        await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async {
        await withCheckedContinuation { continuation in
            let mayGo = state.withLock { state in
                guard state.isHeld else {
                    state.isHeld = true
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if mayGo { continuation.resume() }
        }
    }

    private func leave() {
        let next: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard state.head < state.waiting.count else {
                state.waiting.removeAll(keepingCapacity: true)
                state.head = 0
                state.isHeld = false
                return nil
            }
            state.head += 1
            return state.waiting[state.head - 1]
        }
        next?.resume()
    }
}
