import Interpreter
import JSON
import Journal
import StatesLanguage
import Synchronization

/// Some of the executions: which of them are in memory, their timers and their heartbeats.
///
/// Each execution decides for itself (``LiveExecution``), so that no long turn of one keeps another waiting.
final class Shard: Sendable {
    /// Executions kept in memory while they wait.
    static let liveLimit = 1_024
    /// What they may weigh together, in bytes (``LiveExecution/weight``).
    static let weightLimit = 16 << 20

    let number: UInt16
    let epoch: Int64
    /// Which lets go of its shards when it is shut down.
    let engine: Engine
    private let nextNumber: Atomic<Int64>
    private let currentGeneration = Atomic(1)
    /// Never held while anything is read, decided or waited for, but by ``readTimers()``.
    let table = Guarded(Table())

    struct Table: Sendable {
        fileprivate var seats: [Int64: Seat] = [:]
        fileprivate var evictions: UInt64 = 0
        fileprivate var weight = 0
        fileprivate var evictionThreshold = Shard.liveLimit
        fileprivate var weightThreshold = Shard.weightLimit
        var timers = TimerWatch()
        var beats: [Beat.Name: Beat] = [:]
        /// When this server took over, in milliseconds since 1970.
        var openedAt: Int64 = 0
        var isClosed = false
    }

    /// The place of an execution in memory. There is one for each execution, as two would decide at the same time.
    fileprivate struct Seat: Sendable {
        let execution: LiveExecution
        /// Who is at it; while anybody is, it stays.
        var visitors = 0
        /// As its last visitor left it.
        var weight = 0
    }

    init(lease: ShardLease, nextNumber: Int64, engine: Engine) {
        number = lease.shard
        epoch = lease.epoch
        self.nextNumber = Atomic(nextNumber)
        self.engine = engine
    }

    func takeNumber() -> Int64 { nextNumber.add(1, ordering: .relaxed).oldValue }

    /// Counts the commits that failed; what was in memory by then is not true any more.
    var generation: Int { currentGeneration.load(ordering: .acquiring) }

    var isClosed: Bool { table.withLock { $0.isClosed } }

    func close() {
        table.withLock { table in
            table.isClosed = true
            table.timers.sleeper?.cancel()
        }
    }

    // MARK: Executions in memory

    /// The execution, which stays in memory until the visitor leaves.
    private func enter(_ number: Int64) -> LiveExecution {
        table.withLock { table in
            let key = ExecutionKey(shard: self.number, number: number)
            return table.seats[number, default: Seat(execution: LiveExecution(key, of: self))].visit()
        }
    }

    private func leave(_ execution: LiveExecution) {
        let number = execution.key.number
        table.withLock { table in
            guard let place = table.seats.index(forKey: number) else { return }
            let weight = execution.weight.load(ordering: .relaxed)
            table.weight += weight - table.seats.values[place].weight
            table.seats.values[place].weight = weight
            table.seats.values[place].visitors -= 1
            if table.seats.values[place].visitors == 0, execution.rest.load(ordering: .relaxed) == .over {
                table.seats.remove(at: place)
                table.weight -= weight
            }
            table.evict()
        }
    }

    var liveCount: Int { table.withLock { $0.seats.count } }

    /// A commit failed: nothing in memory of that generation is true any more. Who is being visited reads itself again.
    func fail(_ failed: Int) {
        table.withLock { table in
            guard failed == generation else { return }
            currentGeneration.store(failed + 1, ordering: .releasing)
            table.keep { $0.value.visitors > 0 }
            for (name, beat) in table.beats { table.beats[name]?.stored = beat.safe }
        }
    }

    /// What an execution's state says; nil where there is no such execution.
    func look<Result: Sendable>(
        at number: Int64, _ body: @Sendable (FoldedExecution) -> Result
    ) async throws(ServiceError) -> Result? {
        let execution = enter(number)
        defer { leave(execution) }
        return try await execution.state().map(body)
    }

    // MARK: Turns

    /// Starts an execution; returns when its first turn is on disk.
    ///
    /// Until then nobody else can know it; one that has ended by then never gets a place in memory.
    nonisolated(nonsending) func start(_ origin: ExecutionOrigin, input: Payload) async throws(ServiceError) {
        var execution = FoldedExecution(machine: origin.newMachine(), origin: origin)
        let turn = execution.machine.decide([.start(input)], in: engine.surroundings(of: origin))
        guard turn.effects.count == 1, case .ended(let end) = turn.effects[0] else {
            let live = enter(origin.key.number)
            defer { leave(live) }
            return try await live.start(turn, of: execution)
        }
        let written = journalTurn(turn, of: &execution, Delivery([]), isStart: true)
        let result = await engine.committer.commit(written, shard: number, epoch: epoch, generation: .max)
        if case .failure(let error) = result { throw engine.storageError(error) }
        engine.log(turn.entries, of: origin, redriveCount: 0)
        engine.ended(origin, end)
    }

    /// Tells an execution what happened; returns when it is on disk. `executionDoesNotExist` where there is none.
    @discardableResult
    nonisolated(nonsending) func deliver(
        _ delivery: Delivery, to number: Int64
    ) async throws(ServiceError) -> [Verdict] {
        let execution = enter(number)
        defer { leave(execution) }
        guard try await leavesOwnExecutor(for: execution) else { return try await execution.deliver(delivery) }
        return try await offOwnExecutor { () async throws(ServiceError) in try await execution.deliver(delivery) }
    }

    /// Hands a task to a worker; its input, or nil where the attempt is over by now.
    nonisolated(nonsending) func startActivity(
        _ row: ActivityTaskRow, worker: String?
    ) async throws(ServiceError) -> String? {
        let execution = enter(row.key.number)
        defer { leave(execution) }
        guard try await leavesOwnExecutor(for: execution) else {
            return try await execution.startActivity(row, worker: worker)
        }
        return try await offOwnExecutor { () async throws(ServiceError) in
            try await execution.startActivity(row, worker: worker)
        }
    }

    /// Moves the deadline of an attempt.
    nonisolated(nonsending) func heartbeat(_ task: Int64, of number: Int64) async throws(ServiceError) {
        let execution = enter(number)
        defer { leave(execution) }
        try await execution.heartbeat(task)
    }

    /// Whether a turn of the execution would hold up the event loop that the caller came from.
    private nonisolated(nonsending) func leavesOwnExecutor(
        for execution: LiveExecution
    ) async throws(ServiceError) -> Bool {
        switch execution.pace.load(ordering: .relaxed) {
        case .brief: false
        case .long: isOnOwnExecutor()
        case .unknown: isOnOwnExecutor() ? try await !execution.isBrief() : false
        }
    }

    /// A map run as its execution asks for it; nil where it has no more use for it.
    func mapRun(_ task: Int64, of number: Int64) async throws(ServiceError) -> MapRunRequest? {
        let execution = enter(number)
        defer { leave(execution) }
        return try await execution.mapRun(task)
    }

    /// Starts the map run of a distributed Map, or finds it where it was started before.
    func startMapRun(_ task: Int64, of number: Int64) async {
        let execution = enter(number)
        defer { leave(execution) }
        await execution.startMapRun(task)
    }

    /// As ``tell(_:to:)``, without waiting for it. Two of these may overtake each other.
    func deliverLater(_ inputs: [Input], to number: Int64) { deliverLater(Delivery(inputs), to: number) }

    func deliverLater(_ delivery: Delivery, to number: Int64) {
        Task { await tell(delivery, to: number) }
    }

    /// Tells an execution something from inside the server; returns when it is on disk, or the execution is out of reach.
    /// Tries again while storage refuses.
    func tell(_ delivery: Delivery, to number: Int64) async {
        var pause = 100
        while !isClosed {
            do throws(ServiceError) {
                try await deliver(delivery, to: number)
                return
            } catch
                where error.code == .executionDoesNotExist
                || engine.isSetAside(ExecutionKey(shard: self.number, number: number))
            {
                return
            } catch {
                guard (try? await engine.clock.pause(milliseconds: pause)) != nil else { return }
                pause = min(pause * 2, 5_000)
            }
        }
    }
}

extension Shard.Seat {
    fileprivate mutating func visit() -> LiveExecution {
        visitors += 1
        return execution
    }
}

extension Shard.Table {
    /// Lets go of an eighth of the executions that wait.
    ///
    /// Any of them: who was used last comes back first where it calls services, and last where it stands in an activity's
    /// queue.
    fileprivate mutating func evict() {
        guard seats.count > evictionThreshold || weight > weightThreshold else { return }
        evictions += 1
        let salt = evictions &* 0xD1B5_4A32_D192_ED03
        keep { number, seat in
            let draw = (UInt64(bitPattern: number) ^ salt) &* 0x9E37_79B9_7F4A_7C15
            return draw >> 61 != 0 || seat.visitors > 0 || seat.execution.rest.load(ordering: .relaxed) != .idle
        }
        // Where most are busy, the next search waits until it is worth its while.
        evictionThreshold = max(Shard.liveLimit, seats.count + Shard.liveLimit / 8)
        weightThreshold = max(Shard.weightLimit, weight + Shard.weightLimit / 8)
    }

    fileprivate mutating func keep(_ stays: (Dictionary<Int64, Shard.Seat>.Element) -> Bool) {
        seats = seats.filter(stays)
        weight = seats.values.reduce(0) { $0 + $1.weight }
    }
}
