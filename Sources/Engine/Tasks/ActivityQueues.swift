import DequeModule
import Interpreter
import Journal

/// Tasks that wait for workers, and workers that wait for tasks, by activity.
///
/// The queue's truth is in the journal; here is the part of it that is handed out next.
final class ActivityQueues: Sendable {
    /// Tasks of an activity kept in memory; further ones are read when these are handed out.
    static let windowSize = 1_000
    /// Long polls of one activity at a time (Step Functions, "Quotas").
    static let pollerLimit = 10_000

    private struct Queue {
        var ready: Deque<ActivityTaskRow> = []
        /// Everything up to here has been in `ready`.
        var last: ActivityTaskRow?
        /// Whether the journal may have more after `last`.
        var hasMore = true
        /// Counts the tasks that came, so that one that comes while the journal is read is not missed.
        var offers: UInt64 = 0
        /// Only while `ready` is empty and the journal has no more.
        var pollers: Deque<Poller> = []
    }

    private struct Poller: Sendable {
        var id: UInt64
        /// When its long poll ends, in milliseconds since 1970.
        var deadline: Int64
        var continuation: CheckedContinuation<ActivityTaskRow?, Never>
    }

    private struct State {
        var queues: [Int64: Queue] = [:]
        var nextPoller: UInt64 = 0
        /// Ends the long polls that took their time: one sleeper for all of them.
        var sweeper: Task<Void, Never>?
        var alarm: Int64?
        var isClosed = false
    }

    /// Long polls that end within this time end together, in milliseconds.
    private static let sweepInterval: Int64 = 50

    private let journal: any Journal
    private let state = Guarded(State())

    init(journal: any Journal) { self.journal = journal }

    /// A task is on disk and waits for a worker.
    func offer(_ row: ActivityTaskRow) {
        let poller = state.withLock { state -> Poller? in
            var queue = state.queues.removeValue(forKey: row.activity) ?? Queue()
            defer { state.queues[row.activity] = queue }
            queue.offers += 1
            if let poller = queue.pollers.popFirst() {
                queue.last = row
                return poller
            }
            if !queue.hasMore, queue.ready.count < Self.windowSize {
                queue.ready.append(row)
                queue.last = row
            } else {
                queue.hasMore = true
                // One that belongs before what was read is found only by reading from the start.
                if let last = queue.last, row.isBefore(last) { queue.last = nil }
            }
            return nil
        }
        poller?.continuation.resume(returning: row)
    }

    /// The next task, or nil when none came in time.
    func take(_ activity: Int64, until deadline: Int64, clock: any EngineClock) async throws(ServiceError)
        -> ActivityTaskRow?
    {
        while true {
            if let row = try takeReady(activity) { return row }
            let id = state.withLock { state in
                state.nextPoller += 1
                return state.nextPoller
            }
            let outcome = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    enlist(activity, Poller(id: id, deadline: deadline, continuation: continuation), clock)
                }
            } onCancel: {
                giveUp(activity, id)
            }
            if outcome != nil || clock.now() >= deadline || Task.isCancelled || isClosed { return outcome }
        }
    }

    /// Sends all pollers home.
    func close() {
        let pollers = state.withLock { state in
            state.isClosed = true
            state.sweeper?.cancel()
            defer { state.queues = [:] }
            return state.queues.values.flatMap(\.pollers)
        }
        for poller in pollers { poller.continuation.resume(returning: nil) }
    }

    private var isClosed: Bool { state.withLock { $0.isClosed } }

    private func takeReady(_ activity: Int64) throws(ServiceError) -> ActivityTaskRow? {
        while true {
            let (row, cursor, offers, reads) = state.withLock {
                state -> (ActivityTaskRow?, ActivityTaskRow?, UInt64, Bool) in
                var queue = state.queues.removeValue(forKey: activity) ?? Queue()
                defer { state.queues[activity] = queue }
                return (queue.ready.popFirst(), queue.last, queue.offers, queue.hasMore)
            }
            if row != nil || !reads { return row }
            let rows: [ActivityTaskRow]
            do throws(JournalError) {
                rows = try journal.activityTasks(activity: activity, after: cursor, limit: Self.windowSize)
            } catch {
                throw ServiceError(.internalFailure, "\(error)")
            }
            state.withLock { state in
                var queue = state.queues.removeValue(forKey: activity) ?? Queue()
                defer { state.queues[activity] = queue }
                // Another poller may have read the same stretch meanwhile.
                guard queue.last == cursor, queue.ready.isEmpty else { return }
                queue.ready.append(contentsOf: rows)
                queue.last = rows.last ?? cursor
                queue.hasMore = rows.count == Self.windowSize || queue.offers != offers
            }
        }
    }

    /// Waits in line, unless a task came between the look and the wait.
    private func enlist(_ activity: Int64, _ poller: Poller, _ clock: any EngineClock) {
        let isOver = clock.now() >= poller.deadline
        let answer = state.withLock { state -> ActivityTaskRow?? in
            var queue = state.queues.removeValue(forKey: activity) ?? Queue()
            defer { state.queues[activity] = queue }
            if let row = queue.ready.popFirst() { return .some(row) }
            if queue.hasMore || isOver || state.isClosed || Task.isCancelled { return .some(nil) }
            queue.pollers.append(poller)
            arm(&state, at: poller.deadline, clock)
            return nil
        }
        if let answer { poller.continuation.resume(returning: answer) }
    }

    private func arm(_ state: inout State, at time: Int64, _ clock: any EngineClock) {
        if let alarm = state.alarm, alarm <= time { return }
        state.sweeper?.cancel()
        state.alarm = time
        state.sweeper = Task { [weak self] in
            guard (try? await clock.sleep(until: time)) != nil else { return }
            self?.sweep(clock)
        }
    }

    /// Ends the long polls whose time is over.
    private func sweep(_ clock: any EngineClock) {
        let now = clock.now()
        let over = state.withLock { state -> [Poller] in
            state.alarm = nil
            var over: [Poller] = []
            var next: Int64?
            for activity in state.queues.keys {
                state.queues[activity]?.pollers.removeAll { poller in
                    guard poller.deadline <= now else {
                        next = min(next ?? .max, poller.deadline)
                        return false
                    }
                    over.append(poller)
                    return true
                }
            }
            if let next { arm(&state, at: max(next, now + Self.sweepInterval), clock) }
            return over
        }
        for poller in over { poller.continuation.resume(returning: nil) }
    }

    private func giveUp(_ activity: Int64, _ id: UInt64) {
        let poller = state.withLock { state -> Poller? in
            guard let place = state.queues[activity]?.pollers.firstIndex(where: { $0.id == id }) else { return nil }
            return state.queues[activity]?.pollers.remove(at: place)
        }
        poller?.continuation.resume(returning: nil)
    }

    func pollerCount(_ activity: Int64) -> Int { state.withLock { $0.queues[activity]?.pollers.count ?? 0 } }
}

extension ActivityTaskRow {
    /// In the queue's order.
    fileprivate func isBefore(_ other: ActivityTaskRow) -> Bool {
        (scheduled, key, task) < (other.scheduled, other.key, other.task)
    }
}
