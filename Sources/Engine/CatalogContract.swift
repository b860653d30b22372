public import Journal
public import StatesLanguage

/// The account and region that a request speaks of; state machines of different scopes never meet.
public struct Scope: Sendable, Hashable {
    /// 12 digits.
    public var account: String
    public var region: String

    public init(account: String = "000000000000", region: String = "us-east-1") {
        self.account = account
        self.region = region
    }
}

/// What StartExecution found behind an ARN: an immutable revision, and the version or alias that led to it.
public struct ResolvedStateMachine: Sendable {
    /// The catalog's id of the state machine: the owner of its executions in the journal.
    public let id: Int64
    public let name: String
    /// Without version or alias.
    public let arn: String
    public let versionARN: String?
    public let aliasARN: String?
    public let revision: Revision

    public init(id: Int64, name: String, arn: String, versionARN: String?, aliasARN: String?, revision: Revision) {
        self.id = id
        self.name = name
        self.arn = arn
        self.versionARN = versionARN
        self.aliasARN = aliasARN
        self.revision = revision
    }
}

/// One immutable state of a state machine: definition, role and the rest. It outlives DeleteStateMachine while an
/// execution refers to it.
public final class Revision: Sendable {
    /// Unique in the catalog and stored with each execution.
    public let number: Int64
    public let stateMachineID: Int64
    /// The API's revisionId; nil before the first update.
    public let revisionID: String?
    public let stateMachineName: String
    public let stateMachineARN: String
    public let type: StateMachineType
    public let roleARN: String
    public let definition: StateMachineDefinition
    /// Milliseconds since 1970.
    public let updateDate: Int64
    /// As given, for the round trip; JSON text, nil where never given.
    public let loggingConfiguration: String?
    public let tracingConfiguration: String?
    public let encryptionConfiguration: String?
    /// What ``loggingConfiguration`` asks for.
    let logging: LoggingDestination?

    public init(
        number: Int64, stateMachineID: Int64, revisionID: String?, stateMachineName: String, stateMachineARN: String,
        type: StateMachineType, roleARN: String, definition: StateMachineDefinition, updateDate: Int64,
        loggingConfiguration: String?, tracingConfiguration: String?, encryptionConfiguration: String?
    ) {
        self.number = number
        self.stateMachineID = stateMachineID
        self.revisionID = revisionID
        self.stateMachineName = stateMachineName
        self.stateMachineARN = stateMachineARN
        self.type = type
        self.roleARN = roleARN
        self.definition = definition
        self.updateDate = updateDate
        self.loggingConfiguration = loggingConfiguration
        logging = LoggingDestination(configuration: loggingConfiguration)
        self.tracingConfiguration = tracingConfiguration
        self.encryptionConfiguration = encryptionConfiguration
    }
}

/// An activity (API reference, CreateActivity).
public struct Activity: Sendable, Hashable {
    /// The catalog's id: the key of its queue in the journal.
    public let id: Int64
    public let name: String
    public let arn: String
    /// Milliseconds since 1970.
    public let creationDate: Int64
    /// As given; JSON text.
    public let encryptionConfiguration: String?

    public init(id: Int64, name: String, arn: String, creationDate: Int64, encryptionConfiguration: String?) {
        self.id = id
        self.name = name
        self.arn = arn
        self.creationDate = creationDate
        self.encryptionConfiguration = encryptionConfiguration
    }
}

/// Makes changes of the catalog durable; the engine's committing thread is behind it.
public protocol CatalogCommitter: Sendable {
    func commit(_ changes: [CatalogChange]) async throws(ServiceError)
}
