import JSON
import Journal
import Synchronization

extension Catalog {
    /// Creates an activity, or gives the one of that name (API reference, "CreateActivity").
    public func createActivity(
        name: String, scope: Scope, encryptionConfiguration: String?, tags: [ResourceTag]
    ) async throws(ServiceError) -> Activity {
        let arn = Activity.arn(scope: scope, name: name)
        return try await change(of: arn) { () async throws(ServiceError) in
            if let existing = index.withLock({ $0.activities[arn]?.activity }) {
                guard existing.encryptionConfiguration == encryptionConfiguration else {
                    throw ServiceError(.activityAlreadyExists, "Activity Already Exists: '\(arn)'")
                }
                return existing
            }
            let activity = Activity(
                id: index.withLock { $0.nextActivityID() }, name: name, arn: arn, creationDate: surroundings.now(),
                encryptionConfiguration: encryptionConfiguration)
            let record = ActivityRecord(activity: activity, scope: scope, tags: tags)
            try await committer.commit([.put(record.entry())])
            index.withLock { $0.show(record) }
            return activity
        }
    }

    /// Deletes an activity; one that does not exist is deleted already.
    public func deleteActivity(arn: String) async throws(ServiceError) {
        try await change(of: arn) { () async throws(ServiceError) in
            guard let record = index.withLock({ $0.activities[arn] }) else { return }
            // The entry stays as a tombstone: the id is never given again, as tasks of the old queue may be left.
            try await committer.commit([.put(record.entry(deleted: true))])
            index.withLock { $0.hide(record) }
        }
    }

    /// An activity by its ARN.
    public func activity(arn: String) -> Activity? { index.withLock { $0.activities[arn]?.activity } }

    /// An activity by its ARN, where it belongs to the scope.
    public func activity(arn: String, in scope: Scope) -> Activity? {
        index.withLock { index in index.activities[arn].flatMap { $0.scope == scope ? $0.activity : nil } }
    }

    /// An activity by its id; nil once it is deleted.
    public func activity(id: Int64) -> Activity? {
        index.withLock { index in index.activityARNs[id].flatMap { index.activities[$0]?.activity } }
    }

    /// Activities of a scope by name, after the given one.
    public func activities(in scope: Scope, after name: String?, limit: Int) -> [Activity] {
        index.withLock { index in
            (index.activityNames[scope] ?? []).after(name).prefix(limit).compactMap {
                index.activities[Activity.arn(scope: scope, name: $0)]?.activity
            }
        }
    }
}
