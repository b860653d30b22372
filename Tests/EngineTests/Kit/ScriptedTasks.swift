import Integrations
import JSON
import Journal
import StatesLanguage

/// What tasks call in tests: each call waits until the test answers it.
final class ScriptedTasks: TaskIntegration {
    private struct Call {
        var id: UInt64
        var request: TaskRequest
        var continuation: CheckedContinuation<TaskOutcome, Never>
    }

    private struct State {
        var open: [Call] = []
        var seen: [TaskRequest] = []
        var cancelled: Set<UInt64> = []
        var nextID: UInt64 = 0
        var jobs: [JobState] = []
        var beforePoll: (@Sendable () async -> Void)?
        var stopped: [JSONValue] = []
        var cancellations = 0
    }

    private let state = Guarded(State())

    func serves(_ resource: TaskResource) -> Bool { resource.target != .activity }

    func call(_ request: TaskRequest) async -> TaskOutcome {
        let id = state.withLock { state in
            state.nextID += 1
            state.seen.append(request)
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return true }
                    state.open.append(Call(id: id, request: request, continuation: continuation))
                    return false
                }
                if isOver { continuation.resume(returning: .failure(error: "Cancelled", cause: "")) }
            }
        } onCancel: {
            let call = state.withLock { state -> Call? in
                state.cancellations += 1
                guard let place = state.open.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.open.remove(at: place)
            }
            call?.continuation.resume(returning: .failure(error: "Cancelled", cause: ""))
        }
    }

    func poll(_ job: StartedJob, of request: TaskRequest) async -> JobState {
        await state.withLock { $0.beforePoll }?()
        return state.withLock { $0.jobs.isEmpty ? .running(pollAfterSeconds: 5) : $0.jobs.removeFirst() }
    }

    func stop(_ job: StartedJob, of request: TaskRequest) async { state.withLock { $0.stopped.append(job.handle) } }

    /// Every request that ever came, in order.
    var seen: [TaskRequest] { state.withLock { $0.seen } }
    var stopped: [JSONValue] { state.withLock { $0.stopped } }
    var cancellations: Int { state.withLock { $0.cancellations } }
    var openCount: Int { state.withLock { $0.open.count } }

    /// What the next polls of jobs find.
    func script(_ jobs: [JobState]) { state.withLock { $0.jobs += jobs } }

    /// What each poll of a job does first.
    func beforePoll(_ action: @escaping @Sendable () async -> Void) { state.withLock { $0.beforePoll = action } }

    /// Waits for the call of a state, and leaves it open.
    @discardableResult
    func request(of name: String) async throws -> TaskRequest {
        try await eventually("a call of \(name)") {
            self.state.withLock { state in state.open.contains { $0.request.stateName == name } }
        }
        return try state.withLock { state in
            guard let call = state.open.first(where: { $0.request.stateName == name }) else {
                throw NeverHappened("\(name)")
            }
            return call.request
        }
    }

    /// Waits for the call of a state and answers it.
    @discardableResult
    func answer(_ name: String, _ outcome: TaskOutcome) async throws -> TaskRequest {
        try await request(of: name)
        let call = try state.withLock { state in
            guard let place = state.open.firstIndex(where: { $0.request.stateName == name }) else {
                throw NeverHappened(name)
            }
            return state.open.remove(at: place)
        }
        call.continuation.resume(returning: outcome)
        return call.request
    }
}

struct NeverHappened: Error, CustomStringConvertible {
    let description: String
    init(_ what: String) { description = "never happened: \(what)" }
}

/// Lets others go on until a condition holds.
func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(120)
    while try await !condition() {
        guard ContinuousClock.now < end else { throw NeverHappened(what) }
        await Task.yield()
    }
}
