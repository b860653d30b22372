import Engine

extension Operation {
    static let publishStateMachineVersion = Operation(
        "PublishStateMachineVersion",
        [
            .required("stateMachineArn", .arn), .optional("revisionId", .text()),
            .optional("description", .versionDescription),
        ]
    ) { (request, engine) async throws(ServiceError) in
        let (arn, version) = try await engine.catalog.publishVersion(
            arn: try request.plainStateMachineARN(in: "stateMachineArn"), scope: request.scope,
            revisionID: request.textIfAny("revisionId"), description: request.textIfAny("description"))
        var body = ObjectWriter()
        body.add("creationDate", time: version.creationDate)
        body.add("stateMachineVersionArn", arn)
        return body.finish()
    }

    static let deleteStateMachineVersion = Operation(
        "DeleteStateMachineVersion", [.required("stateMachineVersionArn", .longARN)]
    ) { (request, engine) async throws(ServiceError) in
        let parsed = try StateMachineARN(request.text("stateMachineVersionArn"))
        if parsed.scope == request.scope {
            try await engine.catalog.deleteVersion(arn: request.text("stateMachineVersionArn"))
        }
        return ObjectWriter.empty
    }

    static let listStateMachineVersions = Operation(
        "ListStateMachineVersions",
        [
            .required("stateMachineArn", .arn), .optional("nextToken", .pageToken),
            .optional("maxResults", .pageSize),
        ]
    ) { (request, engine) async throws(ServiceError) in
        let arn = request.text("stateMachineArn")
        let parsed = try StateMachineARN(arn)
        guard parsed.label == nil else { throw ServiceError.labelledARN }
        // The operation knows no StateMachineDoesNotExist.
        guard parsed.qualifier == nil, parsed.scope == request.scope,
            let machine = engine.catalog.stateMachine(arn: parsed.base)
        else { throw ServiceError(.invalidArn, "Invalid arn: \(arn)") }
        let list = "versions of \(parsed.base)"
        let last = try PageToken.last(of: request.optionalText("nextToken"), list: list).flatMap(Int64.init)
        let rest = machine.versions.reversed().filter { version in last.map { version.number < $0 } ?? true }
        let size = request.pageSize()
        var body = ObjectWriter(reserving: 64 + min(rest.count, size) * 128)
        body.add("stateMachineVersions", list: rest.prefix(size)) { version, item in
            item.add("stateMachineVersionArn", machine.arn(ofVersion: version.number))
            item.add("creationDate", time: version.creationDate)
        }
        if rest.count > size {
            body.add("nextToken", PageToken.make(list: list, last: String(rest[size - 1].number)))
        }
        return body.finish()
    }
}
