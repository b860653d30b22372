import Interpreter
import Journal
import StatesLanguage

/// Where an execution comes from and what it runs; the same from start to end, and shared by all who speak of it.
final class ExecutionOrigin: Sendable {
    let key: ExecutionKey
    let owner: Int64
    let name: String
    /// Of its row: names of Express executions need not be unique, so theirs carry their id.
    let storedName: String
    let body: ExecutionBody
    let revision: Revision
    let executionARN: String
    let startDate: Int64

    init(row: ExecutionRow, body: ExecutionBody, revision: Revision) {
        key = row.key
        owner = row.owner
        storedName = row.name
        let suffix = body.expressID.map { ":\($0)" } ?? ""
        name = row.name.hasSuffix(suffix) ? String(row.name.dropLast(suffix.count)) : row.name
        self.body = body
        self.revision = revision
        executionARN = body.executionARN(machine: revision.stateMachineName, name: name)
        startDate = row.startDate
    }

    var identity: ExecutionIdentity {
        var identity = ExecutionIdentity(
            executionARN: executionARN, name: name, stateMachineARN: stateMachineARN,
            stateMachineName: revision.stateMachineName, roleARN: revision.roleARN,
            type: body.membership?.type ?? revision.type, startTime: startDate)
        identity.countsCalls = body.testCase != nil
        return identity
    }

    /// Of a child of a distributed Map: with the Map's label.
    var stateMachineARN: String {
        body.membership.map { "\(revision.stateMachineARN)/\($0.label)" } ?? revision.stateMachineARN
    }

    /// The state of this execution before its first record.
    func newMachine() -> ExecutionMachine {
        ExecutionMachine(
            definition: revision.definition, identity: identity,
            level: body.membership.map { LevelIndex($0.level) } ?? .top)
    }
}
