import Journal
import Synchronization

extension StateMachine {
    /// The version of the current revision, made where there is none (publishing is idempotent).
    mutating func publish(description: String?, now: Int64) -> StateMachineVersion {
        if let version = versions.last(where: { $0.revision == revision }) { return version }
        let version = StateMachineVersion(
            number: nextVersion, revision: revision, description: description, creationDate: now)
        nextVersion += 1
        versions.append(version)
        return version
    }
}

extension Catalog {
    /// How many versions a state machine can have (Developer Guide, "Quotas").
    public static let versionLimit = 1000

    /// Publishes the current revision as a version.
    ///
    /// - Parameter revisionID: refused with `ConflictException` where it isn't the current one's.
    public func publishVersion(
        arn: String, scope: Scope, revisionID: String?, description: String?
    ) async throws(ServiceError) -> (arn: String, version: StateMachineVersion) {
        try await change(of: arn) { () async throws(ServiceError) in
            guard var machine = stateMachine(arn: arn), machine.scope == scope else {
                throw ServiceError.unknown(stateMachine: arn)
            }
            if let revisionID {
                let current = try revision(number: machine.revision).revisionID
                guard revisionID == current ?? "INITIAL" else {
                    throw ServiceError(
                        .conflict,
                        "Failed to publish the State Machine version for revision \(revisionID). "
                            + "The current State Machine revision is \(current ?? "INITIAL").")
                }
            }
            let before = machine
            let version = machine.publish(description: description, now: surroundings.now())
            if machine != before {
                guard machine.versions.count <= Self.versionLimit else {
                    throw ServiceError(
                        .serviceQuotaExceeded, "Maximum number of versions (\(Self.versionLimit)) exceeded.")
                }
                try await committer.commit([.put(machine.entry())])
                index.withLock { [machine] in $0.show(machine) }
            }
            return (machine.arn(ofVersion: version.number), version)
        }
    }

    /// Deletes a version; one that does not exist is deleted already. An alias that routes to it forbids it.
    public func deleteVersion(arn: String) async throws(ServiceError) {
        let parsed = try StateMachineARN(arn)
        guard let number = parsed.qualifier.flatMap(Int64.init) else {
            throw ServiceError(
                .validation, "State machine version ARN is required. Received: \(arn)")
        }
        try await change(of: parsed.base) { () async throws(ServiceError) in
            guard var machine = stateMachine(arn: parsed.base), machine.version(number) != nil else { return }
            let aliases = machine.aliases.filter { $0.routes.contains { $0.version == number } }.map(\.name)
            guard aliases.isEmpty else {
                throw ServiceError(
                    .conflict,
                    "Version to be deleted must not be referenced by an alias. Current list of aliases referencing "
                        + "this version: [\(aliases.joined(separator: ", "))]")
            }
            machine.versions.removeAll { $0.number == number }
            try await committer.commit([.put(machine.entry())])
            index.withLock { [machine] in $0.show(machine) }
        }
    }
}
