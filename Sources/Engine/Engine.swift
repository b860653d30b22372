import Digests
import Dispatch
public import Integrations
public import Interpreter
import JSON
public import Journal
import StatesLanguage
import Synchronization

/// The runtime around the interpreter: executions by shard, their timers, tasks and answers, on one journal.
///
///     request ─▶ shard ─▶ interpreter (pure) ─▶ records ─▶ commit thread ─▶ effects ─▶ tasks, timers, answers
///                  ▲                                                                        │
///                  └──────── inputs: task answered, timer fired, callback ◀─────────────────┘
public final class Engine: Sendable {
    public let catalog: Catalog
    public let configuration: EngineConfiguration
    let journal: any Journal
    let clock: any EngineClock
    let committer: CommitThread
    let activities: ActivityQueues
    let secret: TaskTokenSecret
    private let parts = Mutex(Parts())

    private struct Parts {
        var shards: [Shard] = []
        var dispatcher: TaskDispatcher?
        var memoryNumber: Int64 = 0
        var mapRuns: MapRuns?
        var observers: [@Sendable (ExecutionNotice) -> Void] = []
    }

    /// Opens the data: takes the leases, reads the catalog. Call ``start()`` before the first request.
    ///
    /// - Parameter integrations: makes what tasks can call; the engine is given so that nested executions need no HTTP.
    public init(
        journal: any Journal, configuration: EngineConfiguration = EngineConfiguration(),
        clock: any EngineClock = SystemClock(), integrations: (Engine) -> [any TaskIntegration]
    ) throws(JournalError) {
        self.journal = journal
        self.configuration = configuration
        self.clock = clock
        let leases = try journal.acquireLeases()
        committer = CommitThread(journal: journal)
        activities = ActivityQueues(journal: journal)
        secret = try Self.tokenSecret(journal)
        catalog = try Catalog(
            journal: journal, committer: CatalogCommits(thread: committer),
            surroundings: Catalog.Surroundings(now: { clock.now() }, makeUUID: { UUIDText.random() }))
        var shards: [Shard] = []
        for lease in leases.sorted(by: { $0.shard < $1.shard }) {
            let next = try journal.nextExecutionNumber(shard: lease.shard)
            shards.append(Shard(lease: lease, nextNumber: next, engine: self))
        }
        let dispatcher = TaskDispatcher(integrations: integrations(self), engine: self)
        let all = shards
        let mapRuns = MapRuns(engine: self)
        parts.withLock {
            $0.shards = all
            $0.dispatcher = dispatcher
            $0.mapRuns = mapRuns
        }
    }

    /// Goes on with what was under way when the data was last open.
    public func start() async throws(ServiceError) {
        for shard in shards { try await shard.recover() }
    }

    /// Finishes commits that are waiting and lets go of the data. Executions go on at the next start.
    public func shutdown() async {
        mapRuns.close()
        for shard in shards { await shard.close() }
        dispatcher.close()
        committer.close()
        journal.close()
    }

    var shards: [Shard] { parts.withLock { $0.shards } }

    var dispatcher: TaskDispatcher {
        // Set in the initialiser, before anything can ask.
        parts.withLock { $0.dispatcher } ?? TaskDispatcher(integrations: [], engine: self)
    }

    var mapRuns: MapRuns {
        // Set in the initialiser, before anything can ask.
        parts.withLock { $0.mapRuns } ?? MapRuns(engine: self)
    }

    func shard(_ number: UInt16) -> Shard {
        let shards = shards
        return shards[Int(number) % shards.count]
    }

    /// The shard that starts executions of a name: the same for the same name, so that two starts can't miss each other.
    func shard(owner: Int64, name: String) -> Shard {
        var hasher = Hasher()
        hasher.combine(owner)
        hasher.combine(name)
        let shards = shards
        return shards[Int(hasher.finalize().magnitude % UInt(shards.count))]
    }

    /// Names an execution that no journal has.
    func nextMemoryNumber() -> Int64 {
        parts.withLock { parts in
            parts.memoryNumber += 1
            return parts.memoryNumber
        }
    }

    // MARK: Surroundings of a turn

    func surroundings(of key: ExecutionKey) -> Surroundings {
        Surroundings(
            now: clock.now(), seed: UInt64.random(in: .min ... .max), limits: configuration.limits,
            token: { [secret] task in TaskToken(key: key, task: task).text(secret) },
            activityExists: { [catalog] arn in catalog.activity(arn: arn) != nil })
    }

    func surroundings(of origin: ExecutionOrigin) -> Surroundings {
        var surroundings = surroundings(of: origin.key)
        surroundings.mapRunARN = { task, time, state in MapRuns.arn(of: origin, task: task, time: time, state: state) }
        return surroundings
    }

    func token(of key: ExecutionKey, task: Int64) -> String { TaskToken(key: key, task: task).text(secret) }

    private static func tokenSecret(_ journal: any Journal) throws(JournalError) -> TaskTokenSecret {
        if let entry = try journal.catalogEntry(kind: TaskTokenSecret.catalogKind, key: "1") {
            return TaskTokenSecret(keyID: 1, key: entry.body)
        }
        var generator = SystemRandomNumberGenerator()
        let key = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        try journal.commit(
            JournalCommit(catalog: [.put(CatalogEntry(kind: TaskTokenSecret.catalogKind, key: "1", body: key))]))
        return TaskTokenSecret(keyID: 1, key: key)
    }

    // MARK: Who wants to know

    /// Calls `observer` after each start and end of an execution that is on disk.
    public func observe(_ observer: @escaping @Sendable (ExecutionNotice) -> Void) {
        parts.withLock { $0.observers.append(observer) }
    }

    func ended(_ origin: ExecutionOrigin, _ end: ExecutionEnd) {
        mapRuns.ended(origin, end)
        let observers = parts.withLock { $0.observers }
        guard !observers.isEmpty else { return }
        let notice = ExecutionNotice(executionARN: origin.executionARN, key: origin.key, end: end)
        for observer in observers { observer(notice) }
    }

    /// What a caller is told of storage that failed: to try again.
    func storageError(_ error: JournalError) -> ServiceError {
        switch error.code {
        case .duplicate: ServiceError(.executionAlreadyExists, "Execution Already Exists")
        case .full, .readOnly, .locked, .fenced: ServiceError(.throttling, "\(error.code): \(error.message)")
        default: ServiceError(.internalFailure, "\(error.code): \(error.message)")
        }
    }
}

/// The end of an execution, told to observers.
public struct ExecutionNotice: Sendable {
    public let executionARN: String
    public let key: ExecutionKey
    public let end: ExecutionEnd
}

/// The catalog's way to the commit thread.
private struct CatalogCommits: CatalogCommitter {
    let thread: CommitThread

    func commit(_ changes: [CatalogChange]) async throws(ServiceError) {
        let result = await withCheckedContinuation { continuation in
            thread.submit(
                CommitUnit(shard: 0, epoch: 0, generation: 0, turn: nil, catalog: changes) {
                    continuation.resume(returning: $0)
                })
        }
        if case .failure(let error) = result {
            throw ServiceError(.internalFailure, "\(error.code): \(error.message)")
        }
    }
}
