import Interpreter
import Synchronization

/// What reaches a map run while it goes on: ends of children, and wishes from outside.
final class MapRunMailbox: Sendable {
    struct News {
        var ended: [ChildOutcome] = []
        var results: [ExpressResult] = []
        var fault: ItemFault?
        var limits: [MapRunRecord] = []
        /// Whoever waits until the limits are on disk.
        var waiters: [CheckedContinuation<Void, Never>] = []
        var stops = false
        var closes = false

        var isEmpty: Bool {
            ended.isEmpty && results.isEmpty && fault == nil && limits.isEmpty && waiters.isEmpty && !stops && !closes
        }
    }

    private struct State {
        var news = News()
        var sleeper: CheckedContinuation<Void, Never>?
        var isStopping = false
        var isClosed = false
        var launches = 0
        var running: [Int: MemoryExecution] = [:]
    }

    private let state = Mutex(State())

    func post(_ change: (inout News) -> Void) {
        let sleeper = state.withLock { state in
            change(&state.news)
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }

    /// Takes what has come; waits for something where nothing has and `waits` is set.
    func take(waits: Bool) async -> News {
        while true {
            let news = state.withLock { state -> News? in
                if state.news.isEmpty, waits { return nil }
                defer { state.news = News() }
                return state.news
            }
            if let news { return news }
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if !state.news.isEmpty { return true }
                    state.sleeper = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        }
    }

    // MARK: Children being started

    /// Whether children may still be started; counts a launch that must be ended if so.
    func beginLaunch() { state.withLock { $0.launches += 1 } }

    func endLaunch() {
        let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.launches -= 1
            guard state.isStopping, state.launches == 0 else { return nil }
            state.news.stops = true
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }

    /// The server stops: what is not started yet is for its next start.
    func close() {
        state.withLock { $0.isClosed = true }
        post { $0.closes = true }
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }
    var isStopping: Bool { state.withLock { $0.isStopping } }
    var hasLaunches: Bool { state.withLock { $0.launches > 0 } }

    // MARK: Express children that wait for something

    func add(_ execution: MemoryExecution, _ index: Int) {
        let cancels = state.withLock { state in
            state.running[index] = execution
            return state.isStopping
        }
        if cancels { execution.cancel() }
    }

    func remove(_ index: Int) { state.withLock { state in state.running[index] = nil } }

    /// Lets no further child start and stops those in memory.
    func stopChildren() {
        let running = state.withLock { state in
            state.isStopping = true
            return Array(state.running.values)
        }
        for execution in running { execution.cancel() }
    }
}
