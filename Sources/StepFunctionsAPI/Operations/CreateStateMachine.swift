import Engine
import StatesLanguage

extension Operation {
    static let createStateMachine = Operation(
        "CreateStateMachine",
        [
            .required("name", .name), .required("definition", .definition), .required("roleArn", .arn),
            .optional("type", .machineType), .optional("loggingConfiguration", .logging), .optional("tags", .tags),
            .optional("tracingConfiguration", .tracing), .optional("publish", .boolean),
            .optional("versionDescription", .versionDescription), .optional("encryptionConfiguration", .encryption),
        ]
    ) { (request, engine) async throws(ServiceError) in
        let name = request.text("name")
        try ResourceName.check(name)
        try RoleARN.check(request.text("roleArn"))
        let description = try request.versionDescription()
        let wanted = CreateStateMachineRequest(
            scope: request.scope, name: name, definition: request.text("definition"),
            roleARN: request.text("roleArn"),
            type: request.optionalText("type").flatMap(StateMachineType.init) ?? .standard,
            loggingConfiguration: try request.logging(), tracingConfiguration: request.tracing(),
            encryptionConfiguration: try request.encryption(), tags: try request.tags(),
            publish: request.flag("publish"), versionDescription: description)
        let (machine, version) = try await engine.catalog.createStateMachine(wanted)
        var body = ObjectWriter()
        body.add("stateMachineArn", machine.arn)
        body.add("creationDate", time: machine.creationDate)
        if let version { body.add("stateMachineVersionArn", machine.arn(ofVersion: version.number)) }
        return body.finish()
    }
}

/// The role that a state machine takes on.
enum RoleARN {
    static func check(_ text: String) throws(ServiceError) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), parts[2] == "iam",
            parts[5].hasPrefix("role/")
        else { throw ServiceError(.invalidArn, "Invalid Role Arn: '\(text)'") }
    }
}
