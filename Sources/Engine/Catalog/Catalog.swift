public import Journal
import StatesLanguage

/// State machines, their revisions, versions and aliases, activities and tags, of every scope.
///
/// Reads come from an index in memory and never wait; what they give was committed before. Changes of one resource run
/// one after another: check, commit, show.
public final class Catalog: Sendable {
    /// Where time and identifiers come from.
    public struct Surroundings: Sendable {
        /// Milliseconds since 1970.
        public var now: @Sendable () -> Int64
        /// A fresh identifier in the form of a UUID.
        public var makeUUID: @Sendable () -> String

        public init(now: @escaping @Sendable () -> Int64, makeUUID: @escaping @Sendable () -> String) {
            self.now = now
            self.makeUUID = makeUUID
        }

        /// The machine's clock and the system's generator.
        public static let system = Surroundings(now: { WallClock.milliseconds() }, makeUUID: { UUIDText.random() })
    }

    let journal: any Journal
    let committer: any CatalogCommitter
    let surroundings: Surroundings
    let index: Guarded<CatalogIndex>
    private let gates: [SerialGate]

    /// Reads state machines and activities; definitions stay in the journal until something runs them.
    public init(
        journal: any Journal, committer: any CatalogCommitter, surroundings: Surroundings = .system
    ) throws(JournalError) {
        self.journal = journal
        self.committer = committer
        self.surroundings = surroundings
        gates = (0..<16).map { _ in SerialGate() }
        var index = CatalogIndex()
        for entry in try journal.catalog(kind: CatalogKind.stateMachine) { try index.load(stateMachine: entry) }
        for entry in try journal.catalog(kind: CatalogKind.activity) { try index.load(activity: entry) }
        self.index = Guarded(index)
    }

    /// Runs a change of the resource alone among the changes of this resource.
    func change<Result>(
        of arn: String, _ body: () async throws(ServiceError) -> Result
    ) async throws(ServiceError) -> Result {
        try await gates[Int(arn.hashValue.magnitude % UInt(gates.count))].run(body)
    }
}

// MARK: Reads

extension Catalog {
    /// What an execution that is started by this ARN (plain, of a version or of an alias) runs.
    ///
    /// - Parameter random: draws between the two versions of an alias.
    public func resolve(
        arn: String, scope: Scope, random: @autoclosure () -> UInt64 = UInt64.random(in: .min ... .max)
    ) throws(ServiceError) -> ResolvedStateMachine {
        let hit: (machine: StateMachine, revision: Revision?)? = index.withLock { index in
            index.machines[arn].map { ($0, index.revisions[$0.revision]) }
        }
        if let (machine, cached) = hit, machine.scope == scope {
            let current: Revision
            if let cached { current = cached } else { current = try revision(number: machine.revision) }
            return ResolvedStateMachine(
                id: machine.id, name: machine.name, arn: machine.arn, versionARN: nil, aliasARN: nil,
                revision: current)
        }
        return try resolveQualified(arn: arn, scope: scope, random: random())
    }

    private func resolveQualified(arn: String, scope: Scope, random: UInt64) throws(ServiceError)
        -> ResolvedStateMachine
    {
        let (machine, qualifier) = try qualified(arn: arn, scope: scope)
        let version: StateMachineVersion
        var aliasARN: String?
        switch qualifier {
        case .version(let published): version = published
        case .alias(let alias):
            aliasARN = machine.arn(of: alias)
            guard let number = alias.version(draw: random % 100), let published = machine.version(number) else {
                throw .unknown(stateMachine: arn)
            }
            version = published
        case nil:
            return ResolvedStateMachine(
                id: machine.id, name: machine.name, arn: machine.arn, versionARN: nil, aliasARN: nil,
                revision: try revision(number: machine.revision))
        }
        return ResolvedStateMachine(
            id: machine.id, name: machine.name, arn: machine.arn, versionARN: machine.arn(ofVersion: version.number),
            aliasARN: aliasARN, revision: try revision(number: version.revision))
    }

    /// What a qualified ARN names.
    public enum Qualifier: Sendable {
        case version(StateMachineVersion)
        case alias(StateMachineAlias)
    }

    /// The state machine of an ARN, and the version or alias that the ARN names.
    public func qualified(arn: String, scope: Scope) throws(ServiceError) -> (StateMachine, Qualifier?) {
        let parsed = try StateMachineARN(arn)
        guard parsed.scope == scope, parsed.label == nil, let machine = index.withLock({ $0.machines[parsed.base] })
        else { throw .unknown(stateMachine: arn) }
        guard let name = parsed.qualifier else { return (machine, nil) }
        if let number = Int64(name), let version = machine.version(number) { return (machine, .version(version)) }
        if let alias = machine.alias(name) { return (machine, .alias(alias)) }
        throw .unknown(stateMachine: arn)
    }

    /// A state machine by its plain ARN.
    public func stateMachine(arn: String) -> StateMachine? { index.withLock { $0.machines[arn] } }

    /// The owner of the executions of a state machine, also of one that is deleted by now: how an execution's ARN is
    /// looked up (`owner`, name).
    public func ownerID(stateMachine name: String, scope: Scope) -> Int64? {
        let arn = StateMachineARN.text(scope: scope, name: name)
        return index.withLock { $0.machines[arn]?.id ?? $0.deletedMachines[arn] }
    }

    /// State machines of a scope by name, after the given one.
    public func stateMachines(in scope: Scope, after name: String?, limit: Int) -> [StateMachine] {
        index.withLock { index in
            let names = index.machineNames[scope] ?? []
            return names.after(name).prefix(limit).compactMap {
                index.machines[StateMachineARN.text(scope: scope, name: $0)]
            }
        }
    }

    /// A revision by its number, compiled on first use; also of a deleted state machine.
    public func revision(number: Int64) throws(ServiceError) -> Revision {
        if let cached = index.withLock({ $0.revisions[number] }) { return cached }
        let entry: CatalogEntry?
        do {
            entry = try journal.catalogEntry(kind: CatalogKind.revision, key: String(number))
        } catch {
            throw ServiceError(.internalFailure, "\(error)")
        }
        guard let record = entry.flatMap(RevisionRecord.init) else {
            throw ServiceError(.invalidDefinition, "revision \(number) of a state machine is not readable")
        }
        let compiled = try Self.compileStored(record.definition, type: record.type)
        let revision = record.revision(compiled)
        index.withLock { $0.remember(revision) }
        return revision
    }
}

extension ServiceError {
    static func unknown(stateMachine arn: String) -> ServiceError {
        ServiceError(.stateMachineDoesNotExist, "State Machine Does Not Exist: '\(arn)'")
    }

    static let unknownResource = ServiceError(
        .resourceNotFound, "Request references a resource that does not exist.")
}
