import Engine
import Journal

/// Time that stands still until a test moves it.
final class ManualClock: EngineClock {
    /// 2026-11-22T14:00:00Z.
    static let beginning: Int64 = 1_795_356_000_000

    private struct Sleeper {
        var id: UInt64
        var due: Int64
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var now = ManualClock.beginning
        var sleepers: [Sleeper] = []
        var cancelled: Set<UInt64> = []
        var nextID: UInt64 = 0
    }

    private let state = Guarded(State())

    func now() -> Int64 { state.withLock { $0.now } }

    func sleep(until time: Int64) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let woke = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Bool? in
                    if state.cancelled.remove(id) != nil { return false }
                    if state.now >= time { return true }
                    state.sleepers.append(Sleeper(id: id, due: time, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let place = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: place)
            }
            sleeper?.continuation.resume(returning: false)
        }
        if !woke || Task.isCancelled { throw CancellationError() }
    }

    /// Moves the time on and wakes whoever waited for it.
    func advance(seconds: Double) {
        let due = state.withLock { state -> [Sleeper] in
            state.now += Int64(seconds * 1000)
            let now = state.now
            let due = state.sleepers.filter { $0.due <= now }
            state.sleepers.removeAll { $0.due <= now }
            return due
        }
        for sleeper in due.sorted(by: { $0.due < $1.due }) { sleeper.continuation.resume(returning: true) }
    }
}
