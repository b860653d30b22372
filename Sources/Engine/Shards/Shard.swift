import HeapModule
import Interpreter
import JSON
import Journal
import StatesLanguage
import Synchronization

/// Some of the executions: the one owner of their state in memory, and the one who decides for them.
///
/// A turn is decided at once and submitted to the commit thread; whoever waits for it goes on when it is on disk. Turns
/// of one execution are decided in their order and committed in that order.
actor Shard {
    /// Executions kept in memory while they wait; the least recently used go first.
    static let liveLimit = 512

    let number: UInt16
    let epoch: Int64
    /// Which lets go of its shards when it is shut down.
    let engine: Engine
    var generation = 1
    var live: [Int64: LiveExecution] = [:]
    var uses: UInt64 = 0
    private let nextNumber: Atomic<Int64>
    var timers = TimerWatch()
    var beats: [Beat.Name: Beat] = [:]
    /// When this server took over, in milliseconds since 1970.
    var openedAt: Int64 = 0
    private var isClosed = false
    private var evictionThreshold = Shard.liveLimit

    init(lease: ShardLease, nextNumber: Int64, engine: Engine) {
        number = lease.shard
        epoch = lease.epoch
        self.nextNumber = Atomic(nextNumber)
        self.engine = engine
    }

    nonisolated func takeNumber() -> Int64 { nextNumber.add(1, ordering: .relaxed).oldValue }

    func close() {
        isClosed = true
        timers.sleeper?.cancel()
    }

    // MARK: Executions in memory

    /// The execution in memory, folded from the journal if it wasn't there. Nil where there is none.
    func load(_ number: Int64) throws(ServiceError) -> LiveExecution? {
        uses += 1
        if var execution = live[number] {
            execution.lastUse = uses
            live[number]?.lastUse = uses
            return execution
        }
        let key = ExecutionKey(shard: self.number, number: number)
        if engine.isSetAside(key) {
            throw ServiceError(.internalFailure, "The execution is set aside: the server's log says why.")
        }
        guard let origin = try engine.origin(of: key) else { return nil }
        var execution = try engine.fold(origin)
        execution.lastUse = uses
        // Its row among the dispatches is there until the turn is done.
        execution.hasUnfinishedTurn = execution.machine.isRunnable
        live[number] = execution
        evict()
        return execution
    }

    /// The execution, out of the dictionary until its turn is handed in: what is shared while it changes is copied.
    private func take(_ number: Int64) throws(ServiceError) -> LiveExecution? {
        if var execution = live.removeValue(forKey: number) {
            uses += 1
            execution.lastUse = uses
            return execution
        }
        let execution = try load(number)
        live[number] = nil
        return execution
    }

    /// Lets go of executions that wait, the least recently used first.
    private func evict() {
        guard live.count > evictionThreshold else { return }
        let idle = live.filter { $0.value.uncommitted == 0 && !$0.value.machine.isRunnable }
        for (number, _) in idle.sorted(by: { $0.value.lastUse < $1.value.lastUse }).prefix(
            live.count - Self.liveLimit / 2)
        {
            live[number] = nil
        }
        // Where most are busy, the next search waits until it is worth its while.
        evictionThreshold = max(Self.liveLimit, live.count + Self.liveLimit / 2)
    }

    // MARK: Turns

    /// Starts an execution; returns when its first turn is on disk.
    ///
    /// Until then nobody else can know it, so its first turn needs no place in the shard; nor does one that has ended by then.
    nonisolated func start(_ origin: ExecutionOrigin, input: Payload) async throws(ServiceError) {
        var execution = LiveExecution(machine: origin.newMachine(), origin: origin)
        let turn = execution.machine.decide([.start(input)], in: engine.surroundings(of: origin))
        guard turn.effects.count == 1, case .ended(let end) = turn.effects[0] else {
            return try await commit(turn, of: execution, isStart: true)
        }
        var beats: [Beat.Name: Beat] = [:]
        let written = journalTurn(turn, of: &execution, isStart: true, firedTimers: [], beats: &beats)
        let result = await engine.committer.commit(written, shard: number, epoch: epoch, generation: .max)
        if case .failure(let error) = result { throw engine.storageError(error) }
        engine.log(turn.entries, of: origin, redriveCount: 0)
        engine.ended(origin, end)
    }

    /// Tells an execution what happened; returns when it is on disk. `executionDoesNotExist` where there is none.
    @discardableResult
    func deliver(
        _ inputs: [Input], to number: Int64, firedTimers: [TimerRow] = [], takenTask: ActivityTaskRow? = nil,
        catalog: [CatalogChange] = []
    ) async throws(ServiceError) -> [Verdict] {
        guard var execution = try take(number) else {
            throw ServiceError(.executionDoesNotExist, "Execution Does Not Exist")
        }
        let turn = decide(inputs, on: &execution)
        try await commit(
            turn, of: execution, isStart: false, firedTimers: firedTimers, takenTask: takenTask,
            catalog: catalog)
        return turn.verdicts
    }

    private func decide(_ inputs: [Input], on execution: inout LiveExecution) -> Turn {
        engine.poison?.begin(execution.origin.key)
        defer { engine.poison?.end(execution.origin.key) }
        return execution.machine.decide(inputs, in: engine.surroundings(of: execution.origin))
    }

    private func commit(
        _ turn: Turn, of execution: LiveExecution, isStart: Bool, firedTimers: [TimerRow] = [],
        takenTask: ActivityTaskRow? = nil, catalog: [CatalogChange] = []
    ) async throws(ServiceError) {
        let number = execution.origin.key.number
        var execution = execution
        var journalTurn = journalTurn(
            turn, of: &execution, isStart: isStart, firedTimers: firedTimers, beats: &beats)
        if let takenTask { journalTurn.activityTasksRemoved.append(takenTask) }
        let written = journalTurn
        execution.uncommitted += 1
        live[number] = execution
        let generation = generation
        let result = await engine.committer.commit(
            written, shard: self.number, epoch: epoch, generation: generation, catalog: catalog)
        switch result {
        case .success: committed(turn, of: execution, generation)
        case .failure(let error):
            if isStart {
                if generation == self.generation { live[number] = nil }
            } else {
                fail(generation)
            }
            throw engine.storageError(error)
        }
    }

    /// A commit failed: nothing in memory of that generation is true any more.
    func fail(_ failed: Int) {
        guard failed == generation else { return }
        generation += 1
        live.removeAll()
        for (name, beat) in beats { beats[name]?.stored = beat.safe }
    }

    /// What the turn led to leaves, even where a later commit failed meanwhile and the execution was dropped.
    private func committed(_ turn: Turn, of written: LiveExecution, _ generation: Int) {
        let number = written.origin.key.number
        if generation == self.generation, var execution = live[number] {
            execution.uncommitted -= 1
            let isOver = if case .ended = execution.machine.status { true } else { false }
            live[number] = isOver && execution.uncommitted == 0 ? nil : execution
        }
        engine.log(turn.entries, of: written.origin, redriveCount: written.machine.identity.redriveCount)
        release(turn.effects, of: written)
        if turn.hasMore { deliverLater([.proceed], to: number) } else { evict() }
    }

    /// As `tell`, without waiting for it. Two of these may overtake each other.
    func deliverLater(_ inputs: [Input], to number: Int64, firedTimers: [TimerRow] = []) {
        Task { await tell(inputs, to: number, firedTimers: firedTimers) }
    }

    /// Tells an execution something from inside the server; returns when it is on disk, or the execution is out of reach.
    /// Tries again while storage refuses.
    func tell(_ inputs: [Input], to number: Int64, firedTimers: [TimerRow] = []) async {
        var pause = 100
        while !isClosed {
            do throws(ServiceError) {
                try await deliver(inputs, to: number, firedTimers: firedTimers)
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
