import Interpreter
import JSON
import Journal
import StatesLanguage

/// What the row of a map run keeps for the engine.
struct MapRunBody: Sendable, Equatable {
    var parent: ExecutionKey
    /// The record of the parent that started it.
    var task: Int64
    /// Of the parent.
    var revision: Int64
    var state: Int
    var scope: Scope
    var arn: String
    var parentARN: String
    /// Of the children: the Map's label is its last part.
    var stateMachineARN: String
    var label: String
    var childType: StateMachineType
    var settings: MapRunSettings
    /// The keys of the results of Express children, one a redrive.
    var results: Int64
    /// What mocks the tasks of the parent, and so of the children.
    var testCase: String?

    init(
        parent: ExecutionOrigin, request: MapRunRequest, label: String, childType: StateMachineType, results: Int64
    ) {
        self.parent = parent.key
        task = request.task
        revision = parent.revision.number
        state = request.state.rawValue
        scope = parent.body.scope
        arn = request.arn
        parentARN = parent.executionARN
        stateMachineARN = "\(parent.revision.stateMachineARN)/\(label)"
        self.label = label
        self.childType = childType
        settings = request.settings
        self.results = results
        testCase = parent.body.testCase
    }

    init?(_ bytes: [UInt8]) {
        guard let value = try? JSONValue.parse(bytes), let shard = value["ps"]?.integer,
            let number = value["pn"]?.integer,
            let task = value["task"]?.integer, let revision = value["rev"]?.integer
        else { return nil }
        parent = ExecutionKey(shard: UInt16(truncatingIfNeeded: shard), number: number)
        self.task = task
        self.revision = revision
        state = Int(value["state"]?.integer ?? 0)
        scope = Scope(account: value["a"]?.string ?? "", region: value["g"]?.string ?? "")
        arn = value["arn"]?.string ?? ""
        parentARN = value["parent"]?.string ?? ""
        stateMachineARN = value["machine"]?.string ?? ""
        label = value["label"]?.string ?? ""
        childType = value["type"]?.string.flatMap(StateMachineType.init) ?? .standard
        settings = MapRunSettings(value["settings"] ?? .null)
        results = value["results"]?.integer ?? 0
        testCase = value["k"]?.string
    }

    var bytes: [UInt8] {
        var object: JSONObject = [
            "ps": .int(Int64(parent.shard)), "pn": .int(parent.number), "task": .int(task), "rev": .int(revision),
            "state": .int(Int64(state)), "a": .string(scope.account), "g": .string(scope.region), "arn": .string(arn),
            "parent": .string(parentARN), "machine": .string(stateMachineARN), "label": .string(label),
            "type": .string(childType.rawValue), "settings": settings.json, "results": .int(results),
        ]
        object["k"] = testCase.map(JSONValue.string)
        return JSONValue.object(object).serializedBytes()
    }
}

/// What the row of a child says of its map run.
struct MapRunMembership: Sendable, Equatable {
    var run: ExecutionKey
    /// The level of the definition that it runs.
    var level: Int
    var label: String
    var type: StateMachineType

    init(run: ExecutionKey, level: Int, label: String, type: StateMachineType) {
        self.run = run
        self.level = level
        self.label = label
        self.type = type
    }

    init?(_ json: JSONValue?) {
        guard let json, let shard = json[0]?.integer, let number = json[1]?.integer, let level = json[2]?.integer,
            let label = json[3]?.string
        else { return nil }
        run = ExecutionKey(shard: UInt16(truncatingIfNeeded: shard), number: number)
        self.level = Int(level)
        self.label = label
        type = json[4] == nil ? .standard : .express
    }

    var json: JSONValue {
        let members: [JSONValue] = [.int(Int64(run.shard)), .int(run.number), .int(Int64(level)), .string(label)]
        return .array(type == .express ? members + [.int(1)] : members)
    }
}
