import Journal
import Synchronization

extension Catalog {
    /// How many aliases a state machine can have (Developer Guide, "Quotas").
    public static let aliasLimit = 100

    /// Creates an alias, or gives the one that an equal request created before.
    ///
    /// - Parameter routes: ARNs of versions of one state machine, with their weights.
    public func createAlias(
        name: String, description: String?, routes: [(versionARN: String, weight: Int64)], scope: Scope
    ) async throws(ServiceError) -> (arn: String, alias: StateMachineAlias) {
        guard let first = routes.first else { throw ServiceError.unknownResource }
        let base = try StateMachineARN(first.versionARN).base
        return try await change(of: base) { () async throws(ServiceError) in
            var machine = try self.machine(base, scope: scope)
            let routes = try self.routes(routes, of: machine)
            if let existing = machine.alias(name) {
                guard existing.routes == routes, existing.description == description else {
                    throw ServiceError(
                        .conflict,
                        "Failed to create alias because an alias with the same name and a different routing "
                            + "configuration already exists.")
                }
                return (machine.arn(of: existing), existing)
            }
            guard machine.aliases.count < Self.aliasLimit else {
                throw ServiceError(.serviceQuotaExceeded, "Maximum number of aliases (\(Self.aliasLimit)) exceeded.")
            }
            let now = surroundings.now()
            let alias = StateMachineAlias(
                name: name, description: description, routes: routes, creationDate: now, updateDate: now)
            machine.aliases.append(alias)
            try await commit(machine)
            return (machine.arn(of: alias), alias)
        }
    }

    /// Changes what is given.
    public func updateAlias(
        arn: String, description: String?, routes: [(versionARN: String, weight: Int64)]?, scope: Scope
    ) async throws(ServiceError) -> StateMachineAlias {
        let parsed = try StateMachineARN(arn)
        return try await change(of: parsed.base) { () async throws(ServiceError) in
            var machine = try self.machine(parsed.base, scope: scope)
            guard let place = machine.aliases.firstIndex(where: { $0.name == parsed.qualifier }) else {
                throw ServiceError.unknownResource
            }
            if let routes { machine.aliases[place].routes = try self.routes(routes, of: machine) }
            if let description { machine.aliases[place].description = description }
            machine.aliases[place].updateDate = surroundings.now()
            try await commit(machine)
            return machine.aliases[place]
        }
    }

    /// Deletes an alias; one that does not exist is deleted already.
    public func deleteAlias(arn: String, scope: Scope) async throws(ServiceError) {
        let parsed = try StateMachineARN(arn)
        try await change(of: parsed.base) { () async throws(ServiceError) in
            guard var machine = stateMachine(arn: parsed.base), machine.scope == scope,
                let place = machine.aliases.firstIndex(where: { $0.name == parsed.qualifier })
            else { return }
            machine.aliases.remove(at: place)
            try await commit(machine)
        }
    }

    /// The alias of an ARN.
    public func alias(arn: String, scope: Scope) throws(ServiceError) -> (
        machine: StateMachine, alias: StateMachineAlias
    ) {
        let parsed = try StateMachineARN(arn)
        let machine = try machine(parsed.base, scope: scope)
        guard let alias = parsed.qualifier.flatMap(machine.alias) else { throw ServiceError.unknownResource }
        return (machine, alias)
    }

    private func machine(_ arn: String, scope: Scope) throws(ServiceError) -> StateMachine {
        guard let machine = stateMachine(arn: arn), machine.scope == scope else { throw ServiceError.unknownResource }
        return machine
    }

    private func routes(
        _ routes: [(versionARN: String, weight: Int64)], of machine: StateMachine
    ) throws(ServiceError) -> [StateMachineAlias.Route] {
        try routes.map { (route) throws(ServiceError) in
            let parsed = try StateMachineARN(route.versionARN)
            guard parsed.base == machine.arn else {
                throw ServiceError(
                    .validation,
                    "Routing configuration must contain versions of the same state machine. "
                        + "Received: [\(routes.map(\.versionARN).joined(separator: ", "))]",
                    reason: "INVALID_ROUTING_CONFIGURATION")
            }
            guard let number = parsed.qualifier.flatMap(Int64.init), machine.version(number) != nil else {
                throw ServiceError.unknownResource
            }
            return StateMachineAlias.Route(version: number, weight: route.weight)
        }
    }

    private func commit(_ machine: StateMachine) async throws(ServiceError) {
        try await committer.commit([.put(machine.entry())])
        index.withLock { $0.show(machine) }
    }
}
