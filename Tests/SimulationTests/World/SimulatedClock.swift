import Engine

/// Time that passes when nothing else can happen, jumps, and may be set back. Only touched on the simulation's thread.
final class SimulatedClock: EngineClock, @unchecked Sendable {
    /// 2026-11-22T14:00:00Z.
    static let beginning: Int64 = 1_795_356_000_000

    private struct Sleeper {
        var id: UInt64
        var due: Int64
        var continuation: CheckedContinuation<Bool, Never>
    }

    private(set) var time = beginning
    private var sleepers: [Sleeper] = []
    private var cancelled: Set<UInt64> = []
    private var nextID: UInt64 = 0
    private var isOver = false

    init(time: Int64 = beginning) { self.time = time }

    func now() -> Int64 { time }

    func sleep(until due: Int64) async throws {
        nextID += 1
        let id = nextID
        let woke = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if cancelled.remove(id) != nil || isOver {
                    continuation.resume(returning: false)
                } else if time >= due {
                    continuation.resume(returning: true)
                } else {
                    sleepers.append(Sleeper(id: id, due: due, continuation: continuation))
                }
            }
        } onCancel: {
            guard let place = sleepers.firstIndex(where: { $0.id == id }) else {
                cancelled.insert(id)
                return
            }
            sleepers.remove(at: place).continuation.resume(returning: false)
        }
        cancelled.remove(id)
        if !woke || Task.isCancelled { throw CancellationError() }
    }

    func pause(milliseconds: Int) async throws { try await sleep(until: time + Int64(milliseconds)) }

    var nextDue: Int64? { sleepers.map(\.due).min() }

    /// Sets the time, and wakes whoever waited for it.
    func set(_ time: Int64) {
        self.time = time
        let due = sleepers.filter { $0.due <= time }.sorted { ($0.due, $0.id) < ($1.due, $1.id) }
        sleepers.removeAll { $0.due <= time }
        for sleeper in due { sleeper.continuation.resume(returning: true) }
    }

    /// Nobody waits for this clock any more: its server is gone.
    func end() {
        isOver = true
        let all = sleepers
        sleepers = []
        for sleeper in all { sleeper.continuation.resume(returning: false) }
    }
}
