import Interpreter
import Journal
import StatesLanguage

/// Where a map run comes from; the same from start to end.
struct MapRunOrigin: Sendable {
    let key: ExecutionKey
    let startDate: Int64
    let body: MapRunBody
    let revision: Revision
    private let membership: MapRunMembership
    private let childBody: ExecutionBody

    init(row: ExecutionRow, body: MapRunBody, revision: Revision) {
        key = row.key
        startDate = row.startDate
        self.body = body
        self.revision = revision
        var level = LevelIndex.top
        if revision.definition.states.indices.contains(body.state),
            case .map(let map) = revision.definition[StateIndex(body.state)].kind
        {
            level = map.processor
        }
        membership = MapRunMembership(run: row.key, level: level.rawValue, label: body.label, type: body.childType)
        var child = ExecutionBody(revision: revision.number, scope: body.scope)
        child.membership = membership
        child.testCase = body.testCase
        childBody = child
    }

    func name(ofChild index: Int) -> String { MapRunName.child(of: key, index: index, time: startDate) }

    /// Where results of Express children go now.
    func resultsKey(_ machine: MapRunMachine) -> ExecutionKey {
        ExecutionKey(shard: key.shard, number: machine.redriveResults.last ?? body.results)
    }

    /// Where results are, the latest first: what a redrive gave counts.
    func resultsKeys(_ machine: MapRunMachine) -> [ExecutionKey] {
        ([body.results] + machine.redriveResults).reversed().map { ExecutionKey(shard: key.shard, number: $0) }
    }

    /// A child before its start.
    func child(_ index: Int, key: ExecutionKey, now: Int64) -> ExecutionOrigin {
        let name = name(ofChild: index)
        var body = childBody
        if self.body.childType == .express { body.expressID = name }
        let row = ExecutionRow(
            key: key, owner: MapRunOwner.children(of: self.key), name: name, status: .running, startDate: now,
            stopDate: nil, body: [])
        return ExecutionOrigin(row: row, body: body, revision: revision)
    }
}
