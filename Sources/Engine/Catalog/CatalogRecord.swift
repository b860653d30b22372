import JSON
import Journal
import StatesLanguage

/// What the catalog writes to the journal: one entry a state machine (with versions, aliases and tags), a revision, an
/// activity. Bodies are JSON; members that are absent take their defaults, so that older entries stay readable.
enum CatalogKind {
    static let stateMachine = "stateMachine"
    static let revision = "revision"
    static let activity = "activity"
}

/// A revision as it is stored: its definition is text, compiled on first use.
struct RevisionRecord: Sendable, Equatable {
    var number: Int64
    var stateMachineID: Int64
    var revisionID: String?
    var stateMachineName: String
    var stateMachineARN: String
    var type: StateMachineType
    var roleARN: String
    var definition: String
    var updateDate: Int64
    var loggingConfiguration: String?
    var tracingConfiguration: String?
    var encryptionConfiguration: String?

    var entry: CatalogEntry {
        var body = JSONObject()
        body["stateMachine"] = .int(stateMachineID)
        body["revisionId"] = revisionID.map(JSONValue.string)
        body["name"] = .string(stateMachineName)
        body["arn"] = .string(stateMachineARN)
        body["type"] = .string(type.rawValue)
        body["roleArn"] = .string(roleARN)
        body["definition"] = .string(definition)
        body["updateDate"] = .int(updateDate)
        body["logging"] = loggingConfiguration.map(JSONValue.string)
        body["tracing"] = tracingConfiguration.map(JSONValue.string)
        body["encryption"] = encryptionConfiguration.map(JSONValue.string)
        return CatalogEntry(
            kind: CatalogKind.revision, key: String(number), body: JSONValue.object(body).serializedBytes())
    }

    init?(_ entry: CatalogEntry) {
        guard let number = Int64(entry.key), let body = try? JSONValue.parse(entry.body),
            let machine = body["stateMachine"]?.integer, let name = body["name"]?.string,
            let arn = body["arn"]?.string, let type = body["type"]?.string.flatMap(StateMachineType.init),
            let role = body["roleArn"]?.string, let definition = body["definition"]?.string,
            let updateDate = body["updateDate"]?.integer
        else { return nil }
        self.number = number
        stateMachineID = machine
        revisionID = body["revisionId"]?.string
        stateMachineName = name
        stateMachineARN = arn
        self.type = type
        roleARN = role
        self.definition = definition
        self.updateDate = updateDate
        loggingConfiguration = body["logging"]?.string
        tracingConfiguration = body["tracing"]?.string
        encryptionConfiguration = body["encryption"]?.string
    }

    /// The same content under another number: where an update starts from.
    init(_ revision: Revision, number: Int64) {
        self.init(
            number: number, stateMachineID: revision.stateMachineID, name: revision.stateMachineName,
            arn: revision.stateMachineARN, type: revision.type, roleARN: revision.roleARN,
            definition: revision.definition.source, updateDate: revision.updateDate)
        revisionID = revision.revisionID
        loggingConfiguration = revision.loggingConfiguration
        tracingConfiguration = revision.tracingConfiguration
        encryptionConfiguration = revision.encryptionConfiguration
    }

    init(
        number: Int64, stateMachineID: Int64, name: String, arn: String, type: StateMachineType, roleARN: String,
        definition: String, updateDate: Int64
    ) {
        self.number = number
        self.stateMachineID = stateMachineID
        stateMachineName = name
        stateMachineARN = arn
        self.type = type
        self.roleARN = roleARN
        self.definition = definition
        self.updateDate = updateDate
    }

    func revision(_ compiled: StateMachineDefinition) -> Revision {
        Revision(
            number: number, stateMachineID: stateMachineID, revisionID: revisionID, stateMachineName: stateMachineName,
            stateMachineARN: stateMachineARN, type: type, roleARN: roleARN, definition: compiled,
            updateDate: updateDate, loggingConfiguration: loggingConfiguration,
            tracingConfiguration: tracingConfiguration, encryptionConfiguration: encryptionConfiguration)
    }
}
