import Journal

/// What the catalog holds in memory.
struct CatalogIndex {
    /// By plain ARN.
    var machines: [String: StateMachine] = [:]
    /// Ids of deleted state machines, by ARN.
    var deletedMachines: [String: Int64] = [:]
    var machineNames: [Scope: SortedNames] = [:]
    /// By ARN.
    var activities: [String: ActivityRecord] = [:]
    var activityARNs: [Int64: String] = [:]
    var activityNames: [Scope: SortedNames] = [:]
    /// Compiled, by number.
    var revisions: [Int64: Revision] = [:]
    private var lastMachine: Int64 = 0
    private var lastRevision: Int64 = 0
    private var lastActivity: Int64 = 0

    /// How many compiled definitions are kept; the rest is compiled again when needed.
    static let revisionLimit = 4096

    mutating func load(stateMachine entry: CatalogEntry) throws(JournalError) {
        guard let (machine, isDeleted) = StateMachine.read(entry) else {
            throw JournalError(.corrupt, "the catalog's entry of state machine \(entry.key) is not readable")
        }
        lastMachine = max(lastMachine, machine.id)
        // Revisions get their numbers in ascending order, and the newest of a machine is its current one.
        lastRevision = max(lastRevision, machine.revision)
        if isDeleted { deletedMachines[machine.arn] = machine.id } else { show(machine) }
    }

    mutating func load(activity entry: CatalogEntry) throws(JournalError) {
        guard let (record, isDeleted) = ActivityRecord.read(entry) else {
            throw JournalError(.corrupt, "the catalog's entry of activity \(entry.key) is not readable")
        }
        lastActivity = max(lastActivity, record.activity.id)
        if !isDeleted { show(record) }
    }

    mutating func nextMachineID() -> Int64 {
        lastMachine += 1
        return lastMachine
    }

    mutating func nextRevisionNumber() -> Int64 {
        lastRevision += 1
        return lastRevision
    }

    mutating func nextActivityID() -> Int64 {
        lastActivity += 1
        return lastActivity
    }

    mutating func show(_ machine: StateMachine) {
        if machines.updateValue(machine, forKey: machine.arn) == nil {
            machineNames[machine.scope, default: []].insert(machine.name)
        }
        deletedMachines[machine.arn] = nil
    }

    mutating func hide(_ machine: StateMachine) {
        machines[machine.arn] = nil
        machineNames[machine.scope]?.remove(machine.name)
        deletedMachines[machine.arn] = machine.id
    }

    mutating func show(_ record: ActivityRecord) {
        if activities.updateValue(record, forKey: record.activity.arn) == nil {
            activityNames[record.scope, default: []].insert(record.activity.name)
        }
        activityARNs[record.activity.id] = record.activity.arn
    }

    mutating func hide(_ record: ActivityRecord) {
        activities[record.activity.arn] = nil
        activityARNs[record.activity.id] = nil
        activityNames[record.scope]?.remove(record.activity.name)
    }

    mutating func remember(_ revision: Revision) {
        if revisions.count >= Self.revisionLimit { revisions.removeAll(keepingCapacity: true) }
        revisions[revision.number] = revision
    }
}
