import Engine
import JSON

extension Operation {
    static let createStateMachineAlias = Operation(
        "CreateStateMachineAlias",
        [
            .optional("description", .versionDescription), .required("name", .aliasName),
            .required("routingConfiguration", .routing),
        ]
    ) { (request, engine) async throws(ServiceError) in
        let (arn, alias) = try await engine.catalog.createAlias(
            name: request.text("name"), description: request.textIfAny("description"),
            routes: try request.routes() ?? [], scope: request.scope)
        var body = ObjectWriter()
        body.add("stateMachineAliasArn", arn)
        body.add("creationDate", time: alias.creationDate)
        return body.finish()
    }

    static let describeStateMachineAlias = Operation(
        "DescribeStateMachineAlias", [.required("stateMachineAliasArn", .arn)]
    ) { (request, engine) async throws(ServiceError) in
        let (machine, alias) = try engine.catalog.alias(
            arn: request.text("stateMachineAliasArn"), scope: request.scope)
        var body = ObjectWriter()
        body.add("stateMachineAliasArn", machine.arn(of: alias))
        body.add("name", alias.name)
        body.add("description", ifPresent: alias.description)
        body.add("routingConfiguration", list: alias.routes) { route, item in
            item.add("stateMachineVersionArn", machine.arn(ofVersion: route.version))
            item.add("weight", route.weight)
        }
        body.add("creationDate", time: alias.creationDate)
        body.add("updateDate", time: alias.updateDate)
        return body.finish()
    }

    static let updateStateMachineAlias = Operation(
        "UpdateStateMachineAlias",
        [
            .required("stateMachineAliasArn", .arn), .optional("description", .versionDescription),
            .optional("routingConfiguration", .routing),
        ]
    ) { (request, engine) async throws(ServiceError) in
        let description = request.optionalText("description")
        let routes = try request.routes()
        guard description != nil || routes != nil else {
            throw ServiceError(
                .validation, "Either the description or the routing configuration must be specified",
                reason: "MISSING_REQUIRED_PARAMETER")
        }
        let alias = try await engine.catalog.updateAlias(
            arn: request.text("stateMachineAliasArn"), description: description, routes: routes, scope: request.scope)
        var body = ObjectWriter()
        body.add("updateDate", time: alias.updateDate)
        return body.finish()
    }

    static let deleteStateMachineAlias = Operation(
        "DeleteStateMachineAlias", [.required("stateMachineAliasArn", .arn)]
    ) { (request, engine) async throws(ServiceError) in
        try await engine.catalog.deleteAlias(arn: request.text("stateMachineAliasArn"), scope: request.scope)
        return ObjectWriter.empty
    }

    static let listStateMachineAliases = Operation(
        "ListStateMachineAliases",
        [
            .required("stateMachineArn", .arn), .optional("nextToken", .pageToken),
            .optional("maxResults", .pageSize),
        ]
    ) { (request, engine) async throws(ServiceError) in
        let arn = request.text("stateMachineArn")
        let (machine, qualifier) = try engine.catalog.qualified(arn: arn, scope: request.scope)
        var aliases = machine.aliases
        if case .version(let version) = qualifier {
            aliases = aliases.filter { $0.routes.contains { $0.version == version.number } }
        }
        let list = "aliases of \(arn)"
        if let last = try PageToken.last(of: request.optionalText("nextToken"), list: list) {
            aliases = Array(aliases.drop { $0.name != last }.dropFirst())
        }
        let size = request.pageSize()
        var body = ObjectWriter(reserving: 64 + min(aliases.count, size) * 128)
        body.add("stateMachineAliases", list: aliases.prefix(size)) { alias, item in
            item.add("stateMachineAliasArn", machine.arn(of: alias))
            item.add("creationDate", time: alias.creationDate)
        }
        if aliases.count > size { body.add("nextToken", PageToken.make(list: list, last: aliases[size - 1].name)) }
        return body.finish()
    }
}

extension APIRequest {
    /// `routingConfiguration`: distinct versions whose weights sum up to 100.
    fileprivate func routes() throws(ServiceError) -> [(versionARN: String, weight: Int64)]? {
        guard let items = body["routingConfiguration"]?.array else { return nil }
        let routes = items.map {
            (versionARN: $0["stateMachineVersionArn"]?.string ?? "", weight: $0["weight"]?.integer ?? 0)
        }
        let arns = "[\(routes.map(\.versionARN).joined(separator: ", "))]"
        guard Set(routes.map(\.versionARN)).count == routes.count else {
            throw .routing("Routing configuration must contain distinct state machine version ARNs. Received: \(arns)")
        }
        for route in routes {
            let arn = try StateMachineARN(route.versionARN)
            guard let qualifier = arn.qualifier, Int64(qualifier) != nil else {
                throw .routing("Routing configuration must contain state machine version ARNs. Received: \(arns)")
            }
        }
        guard routes.reduce(0, { $0 + $1.weight }) == 100 else {
            let weights = routes.map { String($0.weight) }.joined(separator: ", ")
            throw .routing("Sum of routing configuration weights must equal 100. Received: [\(weights)]")
        }
        return routes
    }
}

extension ServiceError {
    fileprivate static func routing(_ message: String) -> ServiceError {
        ServiceError(.validation, message, reason: "INVALID_ROUTING_CONFIGURATION")
    }
}
