import Interpreter
import Journal

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
        /// All launches are over after the map run was stopped.
        var isQuiet = false

        var isEmpty: Bool {
            hasNoEnds && fault == nil && limits.isEmpty && waiters.isEmpty && !stops && !closes && !isQuiet
        }
        var hasNoEnds: Bool { ended.isEmpty && results.isEmpty }
    }

    /// An Express child that waits for something.
    struct RunningChild {
        var execution: MemoryExecution
        /// Milliseconds since 1970.
        var startDate: Int64
        /// JSON text.
        var input: [UInt8]
    }

    private struct State {
        var news = News()
        var sleeper: CheckedContinuation<Void, Never>?
        var isStopping = false
        var isClosed = false
        var isOver = false
        var launches = 0
        /// Whoever waits until no child is being started.
        var quiet: CheckedContinuation<Void, Never>?
        var running: [Int: RunningChild] = [:]

        mutating func takeWaitersIfOver() -> [CheckedContinuation<Void, Never>] {
            guard isOver else { return [] }
            defer { news.waiters = [] }
            return news.waiters
        }
    }

    private let state = Guarded(State())

    func post(_ change: (inout News) -> Void) {
        let (sleeper, waiters) = state.withLock { state in
            change(&state.news)
            defer { state.sleeper = nil }
            return (state.sleeper, state.takeWaitersIfOver())
        }
        sleeper?.resume()
        for waiter in waiters { waiter.resume() }
    }

    /// Nobody takes what comes any more; who waits for that need not wait.
    func end() {
        let waiters = state.withLock { state in
            state.isOver = true
            return state.takeWaitersIfOver()
        }
        for waiter in waiters { waiter.resume() }
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
        let (sleeper, quiet) = state.withLock {
            state -> (CheckedContinuation<Void, Never>?, CheckedContinuation<Void, Never>?) in
            state.launches -= 1
            guard state.launches == 0 else { return (nil, nil) }
            let quiet = state.quiet.take()
            guard state.isStopping else { return (nil, quiet) }
            state.news.isQuiet = true
            return (state.sleeper.take(), quiet)
        }
        sleeper?.resume()
        quiet?.resume()
    }

    /// The runner is gone and another takes the map run up: what it starts must not meet children of this one. No further
    /// child starts, those in memory are stopped; returns when none is being started any more.
    func abandon() async {
        let running = state.withLock { state in
            state.isClosed = true
            return Array(state.running.values)
        }
        for child in running { child.execution.cancel() }
        await withCheckedContinuation { continuation in
            let isQuiet = state.withLock { state in
                if state.launches == 0 { return true }
                state.quiet = continuation
                return false
            }
            if isQuiet { continuation.resume() }
        }
    }

    /// The server stops: what is not started yet is for its next start.
    func close() {
        state.withLock { $0.isClosed = true }
        post { $0.closes = true }
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }
    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// The Express children in memory; nil while children are being started, or ends wait to be taken.
    var runningWhileQuiet: [Int: RunningChild]? {
        state.withLock { $0.launches == 0 && $0.news.hasNoEnds ? $0.running : nil }
    }

    // MARK: Express children that wait for something

    func add(_ child: RunningChild, _ index: Int) {
        let cancels = state.withLock { state in
            state.running[index] = child
            return state.isStopping
        }
        if cancels { child.execution.cancel() }
    }

    /// The child has ended.
    func remove(_ index: Int, _ result: ExpressResult) {
        state.withLock { state in
            state.running[index] = nil
            state.news.results.append(result)
        }
        post { _ in }
    }

    func running(_ index: Int) -> RunningChild? { state.withLock { $0.running[index] } }

    /// Indices of the Express children in memory, ascending.
    var running: [Int] { state.withLock { $0.running.keys.sorted() } }

    /// Lets no further child start and stops those in memory.
    func stopChildren() {
        let running = state.withLock { state in
            state.isStopping = true
            return Array(state.running.values)
        }
        for child in running { child.execution.cancel() }
    }
}
