import Digests
import Dispatch
public import Integrations
public import Interpreter
import JSON
public import Journal
import StatesLanguage

/// The runtime around the interpreter: executions by shard, their timers, tasks and answers, on one journal.
///
///     request ─▶ execution ─▶ interpreter (pure) ─▶ records ─▶ commit thread ─▶ effects ─▶ tasks, timers, answers
///                  ▲                                                                            │
///                  └────────── inputs: task answered, timer fired, callback ◀───────────────────┘
public final class Engine: Sendable {
    public let catalog: Catalog
    public let configuration: EngineConfiguration
    let journal: any Journal
    let clock: any EngineClock
    /// Random bits for what an execution draws; identifiers and keys come from the system's generator.
    let randomBits: @Sendable () -> UInt64
    let committer: any Committer
    let activities: ActivityQueues
    let secret: TaskTokenSecret
    let poison: PoisonList?
    private let parts = Guarded(Parts())

    private struct Parts {
        var shards: [Shard] = []
        var dispatcher: TaskDispatcher?
        var memoryNumber: Int64 = 0
        var mapRuns: MapRuns?
        var observers: [@Sendable (ExecutionNotice) -> Void] = []
        var setAside: Set<ExecutionKey> = []
    }

    /// Opens the data: takes the leases, reads the catalog. Call ``start()`` before the first request, and
    /// ``shutdown()`` in the end: until then the engine keeps itself alive, as its parts refer to it.
    ///
    /// - Parameter integrations: makes what tasks can call; the engine is given so that nested executions need no HTTP.
    public convenience init(
        journal: any Journal, configuration: EngineConfiguration = EngineConfiguration(),
        clock: any EngineClock = SystemClock(), integrations: (Engine) -> [any TaskIntegration]
    ) throws(JournalError) {
        try self.init(
            journal: journal, configuration: configuration, clock: clock,
            randomBits: { RandomBits.shared.next() }, committer: CommitThread(journal: journal),
            integrations: integrations)
    }

    /// With commits and chance in the hands of a simulation.
    init(
        journal: any Journal, configuration: EngineConfiguration, clock: any EngineClock,
        randomBits: @escaping @Sendable () -> UInt64, committer: any Committer,
        integrations: (Engine) -> [any TaskIntegration]
    ) throws(JournalError) {
        self.journal = journal
        self.configuration = configuration
        self.clock = clock
        self.randomBits = randomBits
        self.committer = committer
        poison = configuration.dataDirectory.flatMap { PoisonList(directory: $0) }
        let leases = try journal.acquireLeases()
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
        for key in poison?.poisoned ?? [] {
            setAside(
                key,
                "the server died \(PoisonList.deathLimit) times while deciding it."
                    + " Stop the server and remove \(poison?.path ?? "") to try it again")
        }
        for shard in shards { try await shard.recover() }
    }

    /// Finishes commits that are waiting and lets go of the data. Executions go on at the next start.
    public func shutdown() async {
        mapRuns.close()
        activities.close()
        for shard in shards { shard.close() }
        dispatcher.close()
        committer.close()
        journal.close()
        // They refer to the engine, which would never end otherwise.
        parts.withLock { parts in
            parts.shards = []
            parts.dispatcher = nil
            parts.mapRuns = nil
            parts.observers = []
        }
    }

    var shards: [Shard] { parts.withLock { $0.shards } }

    var dispatcher: TaskDispatcher {
        // Set in the initialiser, before anything can ask; gone after the shutdown.
        parts.withLock { $0.dispatcher } ?? TaskDispatcher(integrations: [], engine: self)
    }

    var mapRuns: MapRuns {
        // Set in the initialiser, before anything can ask; gone after the shutdown.
        parts.withLock { $0.mapRuns } ?? MapRuns(engine: self)
    }

    func shard(_ number: UInt16) -> Shard {
        let shards = shards
        // After the shutdown there is none; what one says whose storage is closed is the right answer then.
        guard !shards.isEmpty else {
            return Shard(lease: ShardLease(shard: number, epoch: 0), nextNumber: 0, engine: self)
        }
        return shards[Int(number) % shards.count]
    }

    /// The shard that starts executions of a name: the same for the same name, so that two starts can't miss each other.
    func shard(owner: Int64, name: String) -> Shard {
        // FNV-1a, and not Swift's hash, which differs from run to run.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(bitPattern: owner)
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // Names that differ in their last digits only must not crowd into one shard (MurmurHash3's last step).
        hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        return shard(UInt16(truncatingIfNeeded: hash >> 32))
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
        var surroundings = Surroundings(
            now: clock.now(), seed: randomBits(), limits: configuration.limits,
            token: { [secret] task in TaskToken(key: key, task: task).text(secret) },
            activityExists: { [catalog] arn in catalog.activity(arn: arn) != nil })
        surroundings.refusal = { [self] resource, parameters in refusal(resource, parameters) }
        return surroundings
    }

    private func refusal(_ resource: TaskResource, _ parameters: Payload) -> String? {
        guard let integration = dispatcher.integration(for: resource), integration.checksParameters else { return nil }
        return integration.refusal(
            of: TaskRequest(
                resource: resource, parameters: parameters.value, idempotencyKey: "", account: "", region: "",
                executionARN: "", stateName: ""))
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

    // MARK: Limits

    /// Refuses a client's request while too much waits for the disk: what is taken is never dropped.
    func admit() throws(ServiceError) {
        if committer.backlog >= configuration.backlogLimit {
            throw ServiceError(.throttling, "Rate exceeded: \(configuration.backlogLimit) commits wait for the disk")
        }
    }

    /// Leaves an execution alone that can't go on, so that the others do.
    func setAside(_ key: ExecutionKey, _ why: String) {
        let isNew = parts.withLock { $0.setAside.insert(key).inserted }
        guard isNew else { return }
        configuration.warn(
            "execution \(key.number) of shard \(key.shard) is set aside, all others go on: \(why)")
    }

    func isSetAside(_ key: ExecutionKey) -> Bool { parts.withLock { $0.setAside.contains(key) } }

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
    let thread: any Committer

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
