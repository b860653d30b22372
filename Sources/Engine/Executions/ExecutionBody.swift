import JSON
import Journal

/// What a row of the journal keeps of an execution for the engine alone.
struct ExecutionBody: Sendable, Equatable {
    /// Number of the revision that it runs.
    var revision: Int64
    var scope: Scope
    var versionARN: String?
    var aliasARN: String?
    var traceHeader: String?
    /// What mocks its tasks.
    var testCase: String?
    /// Of Express workflows: the last part of the ARN.
    var expressID: String?
    /// Of an execution that another one started: the idempotency key of the attempt that did.
    var starter: String?
    /// Of a child of a distributed Map.
    var membership: MapRunMembership?

    init(revision: Int64, scope: Scope) {
        self.revision = revision
        self.scope = scope
    }

    init?(_ bytes: [UInt8]) {
        guard let value = try? JSONValue.parse(bytes), let revision = value["r"]?.integer else { return nil }
        self.revision = revision
        scope = Scope(account: value["a"]?.string ?? Scope().account, region: value["g"]?.string ?? Scope().region)
        versionARN = value["v"]?.string
        aliasARN = value["l"]?.string
        traceHeader = value["t"]?.string
        testCase = value["k"]?.string
        expressID = value["x"]?.string
        starter = value["s"]?.string
        membership = MapRunMembership(value["m"])
    }

    var bytes: [UInt8] {
        var object: JSONObject = ["r": .int(revision)]
        if scope.account != Scope().account { object["a"] = .string(scope.account) }
        if scope.region != Scope().region { object["g"] = .string(scope.region) }
        object["v"] = versionARN.map(JSONValue.string)
        object["l"] = aliasARN.map(JSONValue.string)
        object["t"] = traceHeader.map(JSONValue.string)
        object["k"] = testCase.map(JSONValue.string)
        object["x"] = expressID.map(JSONValue.string)
        object["s"] = starter.map(JSONValue.string)
        object["m"] = membership?.json
        return JSONValue.object(object).serializedBytes(reserving: 32)
    }

    func executionARN(machine: String, name: String) -> String {
        let machine = membership.map { "\(machine)/\($0.label)" } ?? machine
        if let expressID { return ExecutionARN.express(scope: scope, machine: machine, name: name, id: expressID) }
        return ExecutionARN.text(scope: scope, machine: machine, name: name)
    }
}
