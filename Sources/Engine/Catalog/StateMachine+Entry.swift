import JSON
import Journal
import StatesLanguage

extension StateMachine {
    /// The entry; that of a deleted state machine keeps its id.
    func entry(deleted: Bool = false) -> CatalogEntry {
        var body = JSONObject()
        body["name"] = .string(name)
        body["account"] = .string(scope.account)
        body["region"] = .string(scope.region)
        body["type"] = .string(type.rawValue)
        body["creationDate"] = .int(creationDate)
        body["revision"] = .int(revision)
        body["nextVersion"] = .int(nextVersion)
        if deleted { body["deleted"] = true }
        if !deleted {
            body["versions"] = .array(versions.map(\.json))
            body["aliases"] = .array(aliases.map(\.json))
            body["tags"] = .array(tags.map(\.json))
        }
        return CatalogEntry(
            kind: CatalogKind.stateMachine, key: String(id), body: JSONValue.object(body).serializedBytes())
    }

    /// The state machine of an entry, and whether it is deleted.
    static func read(_ entry: CatalogEntry) -> (machine: StateMachine, isDeleted: Bool)? {
        guard let id = Int64(entry.key), let body = try? JSONValue.parse(entry.body),
            let name = body["name"]?.string, let account = body["account"]?.string,
            let region = body["region"]?.string, let type = body["type"]?.string.flatMap(StateMachineType.init),
            let creationDate = body["creationDate"]?.integer, let revision = body["revision"]?.integer
        else { return nil }
        let scope = Scope(account: account, region: region)
        let machine = StateMachine(
            id: id, scope: scope, name: name, arn: StateMachineARN.text(scope: scope, name: name), type: type,
            creationDate: creationDate, revision: revision,
            versions: (body["versions"]?.array ?? []).compactMap(StateMachineVersion.init),
            nextVersion: body["nextVersion"]?.integer ?? 1,
            aliases: (body["aliases"]?.array ?? []).compactMap(StateMachineAlias.init),
            tags: (body["tags"]?.array ?? []).compactMap(ResourceTag.init))
        return (machine, body["deleted"]?.bool ?? false)
    }
}

extension StateMachineVersion {
    fileprivate var json: JSONValue {
        var body = JSONObject()
        body["number"] = .int(number)
        body["revision"] = .int(revision)
        body["description"] = description.map(JSONValue.string)
        body["creationDate"] = .int(creationDate)
        return .object(body)
    }

    fileprivate init?(_ body: JSONValue) {
        guard let number = body["number"]?.integer, let revision = body["revision"]?.integer,
            let creationDate = body["creationDate"]?.integer
        else { return nil }
        self.init(
            number: number, revision: revision, description: body["description"]?.string, creationDate: creationDate)
    }
}

extension StateMachineAlias {
    fileprivate var json: JSONValue {
        var body = JSONObject()
        body["name"] = .string(name)
        body["description"] = description.map(JSONValue.string)
        body["routes"] = .array(routes.map { [.int($0.version), .int($0.weight)] })
        body["creationDate"] = .int(creationDate)
        body["updateDate"] = .int(updateDate)
        return .object(body)
    }

    fileprivate init?(_ body: JSONValue) {
        guard let name = body["name"]?.string, let creationDate = body["creationDate"]?.integer,
            let updateDate = body["updateDate"]?.integer
        else { return nil }
        let routes = (body["routes"]?.array ?? []).compactMap { route -> Route? in
            guard let version = route[0]?.integer, let weight = route[1]?.integer else { return nil }
            return Route(version: version, weight: weight)
        }
        self.init(
            name: name, description: body["description"]?.string, routes: routes, creationDate: creationDate,
            updateDate: updateDate)
    }
}

extension ResourceTag {
    var json: JSONValue { ["key": .string(key), "value": .string(value)] }

    init?(_ body: JSONValue) {
        guard let key = body["key"]?.string else { return nil }
        self.init(key: key, value: body["value"]?.string ?? "")
    }
}
