import JSON
import Journal

/// An activity with what the API keeps beside it.
struct ActivityRecord: Sendable {
    var activity: Activity
    var scope: Scope
    var tags: [ResourceTag]

    func entry(deleted: Bool = false) -> CatalogEntry {
        var body = JSONObject()
        body["name"] = .string(activity.name)
        body["account"] = .string(scope.account)
        body["region"] = .string(scope.region)
        body["creationDate"] = .int(activity.creationDate)
        body["encryption"] = activity.encryptionConfiguration.map(JSONValue.string)
        body["tags"] = .array(tags.map(\.json))
        if deleted { body["deleted"] = true }
        return CatalogEntry(
            kind: CatalogKind.activity, key: String(activity.id), body: JSONValue.object(body).serializedBytes())
    }

    static func read(_ entry: CatalogEntry) -> (record: ActivityRecord, isDeleted: Bool)? {
        guard let id = Int64(entry.key), let body = try? JSONValue.parse(entry.body),
            let name = body["name"]?.string, let account = body["account"]?.string,
            let region = body["region"]?.string, let creationDate = body["creationDate"]?.integer
        else { return nil }
        let scope = Scope(account: account, region: region)
        let activity = Activity(
            id: id, name: name, arn: Activity.arn(scope: scope, name: name), creationDate: creationDate,
            encryptionConfiguration: body["encryption"]?.string)
        let record = ActivityRecord(
            activity: activity, scope: scope, tags: (body["tags"]?.array ?? []).compactMap(ResourceTag.init))
        return (record, body["deleted"]?.bool ?? false)
    }
}

extension Activity {
    static func arn(scope: Scope, name: String) -> String {
        "arn:aws:states:\(scope.region):\(scope.account):activity:\(name)"
    }
}
