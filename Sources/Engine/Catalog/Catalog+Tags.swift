import Journal
import Synchronization

extension Catalog {
    /// How many tags a resource can have (API reference, "TooManyTags").
    public static let tagLimit = 50

    /// Tags of a state machine or an activity; nil where there is no such resource.
    public func tags(of arn: String) -> [ResourceTag]? {
        index.withLock { $0.machines[arn]?.tags ?? $0.activities[arn]?.tags }
    }

    /// Adds tags; one whose key is there gets the new value in its place.
    public func tag(_ arn: String, _ tags: [ResourceTag]) async throws(ServiceError) {
        try await changeTags(of: arn) { (all) throws(ServiceError) in
            for tag in tags {
                if let place = all.firstIndex(where: { $0.key == tag.key }) {
                    all[place] = tag
                } else {
                    all.append(tag)
                }
            }
            guard all.count <= Self.tagLimit else { throw ServiceError(.tooManyTags, "Too many tags: '\(arn)'") }
        }
    }

    /// Removes tags by their keys; keys that are not there don't matter.
    public func untag(_ arn: String, keys: [String]) async throws(ServiceError) {
        try await changeTags(of: arn) { (all) throws(ServiceError) in all.removeAll { keys.contains($0.key) } }
    }

    private func changeTags(
        of arn: String, _ body: (inout [ResourceTag]) throws(ServiceError) -> Void
    ) async throws(ServiceError) {
        try await change(of: arn) { () async throws(ServiceError) in
            if var machine = stateMachine(arn: arn) {
                try body(&machine.tags)
                try await committer.commit([.put(machine.entry())])
                index.withLock { [machine] in $0.show(machine) }
            } else if var record = index.withLock({ $0.activities[arn] }) {
                try body(&record.tags)
                try await committer.commit([.put(record.entry())])
                index.withLock { [record] in $0.show(record) }
            } else {
                throw ServiceError(.resourceNotFound, "Resource not found: '\(arn)'")
            }
        }
    }
}
