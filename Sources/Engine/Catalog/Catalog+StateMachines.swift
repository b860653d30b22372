import JSON
import Journal
public import StatesLanguage
import Synchronization

/// What CreateStateMachine says.
public struct CreateStateMachineRequest: Sendable {
    public var scope: Scope
    public var name: String
    public var definition: String
    public var roleARN: String
    public var type: StateMachineType
    /// JSON text, checked; nil where not given.
    public var loggingConfiguration: String?
    public var tracingConfiguration: String?
    public var encryptionConfiguration: String?
    public var tags: [ResourceTag]
    public var publish: Bool
    public var versionDescription: String?

    public init(
        scope: Scope, name: String, definition: String, roleARN: String, type: StateMachineType = .standard,
        loggingConfiguration: String? = nil, tracingConfiguration: String? = nil,
        encryptionConfiguration: String? = nil, tags: [ResourceTag] = [], publish: Bool = false,
        versionDescription: String? = nil
    ) {
        self.scope = scope
        self.name = name
        self.definition = definition
        self.roleARN = roleARN
        self.type = type
        self.loggingConfiguration = loggingConfiguration
        self.tracingConfiguration = tracingConfiguration
        self.encryptionConfiguration = encryptionConfiguration
        self.tags = tags
        self.publish = publish
        self.versionDescription = versionDescription
    }
}

extension Catalog {
    /// Creates a state machine, or gives the one that an equal request created before (API reference,
    /// "CreateStateMachine": role and tags don't count). The version is the one that `publish` made.
    public func createStateMachine(
        _ request: CreateStateMachineRequest
    ) async throws(ServiceError) -> (machine: StateMachine, version: StateMachineVersion?) {
        let definition = try Self.compile(request.definition, type: request.type)
        let arn = StateMachineARN.text(scope: request.scope, name: request.name)
        return try await change(of: arn) { () async throws(ServiceError) in
            if let existing = stateMachine(arn: arn) { return try again(existing, request) }
            let now = surroundings.now()
            let (id, number) = index.withLock { index in
                (index.deletedMachines[arn] ?? index.nextMachineID(), index.nextRevisionNumber())
            }
            var record = RevisionRecord(
                number: number, stateMachineID: id, name: request.name, arn: arn, type: request.type,
                roleARN: request.roleARN, definition: request.definition, updateDate: now)
            record.loggingConfiguration = request.loggingConfiguration
            record.tracingConfiguration = request.tracingConfiguration
            record.encryptionConfiguration = request.encryptionConfiguration
            var machine = StateMachine(
                id: id, scope: request.scope, name: request.name, arn: arn, type: request.type, creationDate: now,
                revision: number)
            machine.tags = request.tags
            var version: StateMachineVersion?
            if request.publish { version = machine.publish(description: request.versionDescription, now: now) }
            try await committer.commit([.put(record.entry), .put(machine.entry())])
            let revision = record.revision(definition)
            index.withLock { [machine] index in
                index.show(machine)
                index.remember(revision)
            }
            return (machine, version)
        }
    }

    /// The answer to a request for a state machine that exists.
    private func again(
        _ machine: StateMachine, _ request: CreateStateMachineRequest
    ) throws(ServiceError) -> (machine: StateMachine, version: StateMachineVersion?) {
        let revision = try revision(number: machine.revision)
        let version = machine.versions.last { $0.revision == machine.revision }
        let isSame =
            revision.definition.source == request.definition && machine.type == request.type
            && Self.same(revision.loggingConfiguration, request.loggingConfiguration)
            && Self.same(revision.tracingConfiguration, request.tracingConfiguration)
            && Self.same(revision.encryptionConfiguration, request.encryptionConfiguration)
            && (!request.publish || version != nil && version?.description == request.versionDescription)
        guard isSame else {
            throw ServiceError(.stateMachineAlreadyExists, "State Machine Already Exists: '\(machine.arn)'")
        }
        return (machine, request.publish ? version : nil)
    }

    /// Whether two configurations mean the same.
    private static func same(_ left: String?, _ right: String?) -> Bool {
        if left == right { return true }
        guard let left, let right, let a = try? JSONValue.parse(left), let b = try? JSONValue.parse(right) else {
            return false
        }
        return a == b
    }

    /// Deletes a state machine with its versions and aliases; one that does not exist is deleted already. Its revisions
    /// stay for the executions that run them.
    public func deleteStateMachine(arn: String) async throws(ServiceError) {
        try await change(of: arn) { () async throws(ServiceError) in
            guard let machine = stateMachine(arn: arn) else { return }
            try await committer.commit([.put(machine.entry(deleted: true))])
            index.withLock { $0.hide(machine) }
        }
    }
}

/// What UpdateStateMachine says; what is nil stays as it is.
public struct UpdateStateMachineRequest: Sendable {
    public var arn: String
    public var definition: String?
    public var roleARN: String?
    public var loggingConfiguration: String?
    public var tracingConfiguration: String?
    public var encryptionConfiguration: String?
    public var publish: Bool
    public var versionDescription: String?

    public init(
        arn: String, definition: String? = nil, roleARN: String? = nil, loggingConfiguration: String? = nil,
        tracingConfiguration: String? = nil, encryptionConfiguration: String? = nil, publish: Bool = false,
        versionDescription: String? = nil
    ) {
        self.arn = arn
        self.definition = definition
        self.roleARN = roleARN
        self.loggingConfiguration = loggingConfiguration
        self.tracingConfiguration = tracingConfiguration
        self.encryptionConfiguration = encryptionConfiguration
        self.publish = publish
        self.versionDescription = versionDescription
    }

    /// Only the role is given.
    fileprivate var namesOnlyRole: Bool {
        roleARN != nil && definition == nil && loggingConfiguration == nil && tracingConfiguration == nil
            && encryptionConfiguration == nil
    }
}

/// What UpdateStateMachine answers.
public struct StateMachineUpdate: Sendable {
    /// Milliseconds since 1970.
    public let updateDate: Int64
    /// nil until a state machine has changed for the first time.
    public let revisionID: String?
    /// Where `publish` was asked for.
    public let versionARN: String?
}

extension Catalog {
    /// Makes a new revision, unless nothing changes, and publishes it where asked for.
    ///
    /// An update that names nothing but the role always makes a revision: AWS's recordings show one, and don't show
    /// whether the role was another.
    public func updateStateMachine(
        _ request: UpdateStateMachineRequest, scope: Scope
    ) async throws(ServiceError) -> StateMachineUpdate {
        try await change(of: request.arn) { () async throws(ServiceError) in
            guard var machine = stateMachine(arn: request.arn), machine.scope == scope else {
                throw ServiceError.unknown(stateMachine: request.arn)
            }
            let old = try revision(number: machine.revision)
            var record = RevisionRecord(old, number: old.number)
            record.apply(request)
            let now = surroundings.now()
            var changes: [CatalogChange] = []
            var revision = old
            if record != RevisionRecord(old, number: old.number) || request.namesOnlyRole {
                let definition =
                    request.definition == nil ? old.definition : try Self.compile(record.definition, type: machine.type)
                record.number = index.withLock { $0.nextRevisionNumber() }
                record.revisionID = surroundings.makeUUID()
                record.updateDate = now
                revision = record.revision(definition)
                machine.revision = record.number
                changes.append(.put(record.entry))
            }
            var version: StateMachineVersion?
            if request.publish { version = machine.publish(description: request.versionDescription, now: now) }
            if machine != stateMachine(arn: request.arn) { changes.append(.put(machine.entry())) }
            if !changes.isEmpty {
                try await committer.commit(changes)
                index.withLock { [machine, revision] index in
                    index.show(machine)
                    index.remember(revision)
                }
            }
            return StateMachineUpdate(
                updateDate: now, revisionID: revision.revisionID,
                versionARN: version.map { machine.arn(ofVersion: $0.number) })
        }
    }
}

extension RevisionRecord {
    fileprivate mutating func apply(_ request: UpdateStateMachineRequest) {
        if let definition = request.definition { self.definition = definition }
        if let role = request.roleARN { roleARN = role }
        if let logging = request.loggingConfiguration { loggingConfiguration = logging }
        if let tracing = request.tracingConfiguration { tracingConfiguration = tracing }
        if let encryption = request.encryptionConfiguration { encryptionConfiguration = encryption }
    }
}
