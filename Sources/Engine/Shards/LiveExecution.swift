import Interpreter
import JSON
import Journal
import StatesLanguage
import Synchronization

/// An execution that a shard has in memory: the one owner of its state, and the one who decides for it.
///
/// A turn is decided at once and submitted to the commit thread; whoever waits for it goes on when it is on disk. Turns
/// are decided in their order, committed in that order, and what they led to leaves in that order.
actor LiveExecution {
    nonisolated let key: ExecutionKey
    nonisolated let shard: Shard
    /// What the shard may do with it while nobody is at it.
    nonisolated let rest = Atomic(Rest.idle)
    /// Whether an event loop may decide its turns.
    nonisolated let pace = Atomic(Pace.unknown)
    /// About the bytes of memory that it takes: four times what its state takes in the journal, as values that were parsed
    /// are larger than their text.
    nonisolated let weight = Atomic(0)
    private var origin: ExecutionOrigin?
    private var folded: FoldedExecution?
    /// Of the shard as `folded` was read: after a failed commit it is true no more.
    private var generation: Int

    enum Rest: UInt8, AtomicRepresentable {
        /// Waits for something: it can be folded again.
        case idle
        /// Has more to do as soon as its turn is on disk.
        case busy
        /// There is no such execution, or it has ended.
        case over
    }

    enum Pace: UInt8, AtomicRepresentable {
        case unknown, brief, long

        init(of origin: ExecutionOrigin) { self = origin.revision.definition.hasBriefTurns ? .brief : .long }
    }

    init(_ key: ExecutionKey, of shard: Shard) {
        self.key = key
        self.shard = shard
        generation = shard.generation
    }

    private nonisolated var engine: Engine { shard.engine }

    // MARK: Its state

    /// Whether all of its turns are brief; reads its row where that isn't known.
    func isBrief() throws(ServiceError) -> Bool {
        if origin == nil, let origin = try engine.origin(of: key) { learn(origin) }
        return pace.load(ordering: .relaxed) == .brief
    }

    private func learn(_ origin: ExecutionOrigin) {
        self.origin = origin
        pace.store(Pace(of: origin), ordering: .relaxed)
    }

    /// Its state, folded from the journal if it wasn't there; nil where there is no such execution.
    func state() throws(ServiceError) -> FoldedExecution? {
        try fold()
        return folded
    }

    private func fold() throws(ServiceError) {
        let now = shard.generation
        if folded != nil, generation == now { return }
        folded = nil
        generation = now
        if engine.isSetAside(key) {
            throw ServiceError(.internalFailure, "The execution is set aside: the server's log says why.")
        }
        if origin == nil, let origin = try engine.origin(of: key) { learn(origin) }
        guard let origin else { return noteRest() }
        var execution = try engine.fold(origin)
        // Its row among the dispatches is there until the turn is done.
        execution.hasUnfinishedTurn = execution.machine.isRunnable
        folded = execution
        noteRest()
    }

    private func noteRest() {
        let rest: Rest =
            switch folded?.machine.status {
            case .ended?, nil: .over
            default: folded?.machine.isRunnable == true ? .busy : .idle
            }
        self.rest.store(rest, ordering: .relaxed)
        weight.store(2_048 + 4 * (folded?.snapshot.weight ?? 0), ordering: .relaxed)
    }

    // MARK: Turns

    /// Tells the execution what happened; returns when it is on disk. `executionDoesNotExist` where there is none.
    func deliver(_ delivery: Delivery) async throws(ServiceError) -> [Verdict] {
        try fold()
        // Taken out: what is shared while it changes is copied.
        guard var execution = folded.take() else {
            throw ServiceError(.executionDoesNotExist, "Execution Does Not Exist")
        }
        if delivery.endsUnfinishedTurn { execution.hasUnfinishedTurn = true }
        let slot = engine.poison?.begin(key)
        let turn = execution.machine.decide(delivery.inputs, in: engine.surroundings(of: execution.origin))
        engine.poison?.end(key, slot)
        try await commit(turn, of: consume execution, delivery)
        return turn.verdicts
    }

    /// Hands a task to a worker; its input, or nil where the attempt is over by now.
    func startActivity(_ row: ActivityTaskRow, worker: String?) async throws(ServiceError) -> String? {
        try fold()
        guard let attempt = folded?.machine.attempt(row.task, token: nil), !attempt.isStarted else { return nil }
        var delivery = Delivery([.activityStarted(task: row.task, worker: worker)])
        delivery.takenTask = row
        guard try await deliver(delivery).first == .accepted else { return nil }
        return String(decoding: attempt.dispatch.parameters.text, as: UTF8.self)
    }

    /// Writes the first turn of an execution; nobody else knows it before that is on disk.
    func start(_ turn: Turn, of execution: consuming FoldedExecution) async throws(ServiceError) {
        learn(execution.origin)
        try await commit(turn, of: execution, Delivery([]), isStart: true)
    }

    private func commit(
        _ turn: Turn, of execution: consuming FoldedExecution, _ delivery: Delivery, isStart: Bool = false
    ) async throws(ServiceError) {
        let written = shard.journalTurn(turn, of: &execution, delivery, isStart: isStart)
        let origin = execution.origin
        let redriveCount = execution.machine.identity.redriveCount
        folded = consume execution
        noteRest()
        let generation = generation
        let result = await engine.committer.commit(
            written, shard: key.shard, epoch: shard.epoch, generation: generation, catalog: delivery.catalog)
        if case .failure(let error) = result {
            if isStart {
                folded = nil
                noteRest()
            } else {
                shard.fail(generation)
            }
            throw engine.storageError(error)
        }
        engine.log(turn.entries, of: origin, redriveCount: redriveCount)
        release(turn.effects, of: origin)
        if turn.hasMore { shard.deliverLater([.proceed], to: key.number) }
    }
}

/// What an execution is told, and what is written with the turn that it leads to.
struct Delivery: Sendable {
    var inputs: [Input]
    var firedTimers: [TimerRow] = []
    /// Leaves the activity's queue.
    var takenTask: ActivityTaskRow?
    var catalog: [CatalogChange] = []
    /// Its row among the dispatches says that there is more to do.
    var endsUnfinishedTurn = false

    init(_ inputs: [Input]) { self.inputs = inputs }
}
