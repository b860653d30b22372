import Engine

extension Operation {
    static let updateStateMachine = Operation(
        "UpdateStateMachine",
        [
            .required("stateMachineArn", .arn), .optional("definition", .definition), .optional("roleArn", .arn),
            .optional("loggingConfiguration", .logging), .optional("tracingConfiguration", .tracing),
            .optional("publish", .boolean), .optional("versionDescription", .versionDescription),
            .optional("encryptionConfiguration", .encryption),
        ]
    ) { (request, engine) async throws(ServiceError) in
        let arn = try request.plainStateMachineARN(in: "stateMachineArn")
        var change = UpdateStateMachineRequest(
            arn: arn, definition: request.optionalText("definition"), roleARN: request.optionalText("roleArn"),
            publish: request.flag("publish"), versionDescription: try request.versionDescription())
        if let role = change.roleARN { try RoleARN.check(role) }
        change.loggingConfiguration = try request.logging()
        change.tracingConfiguration = request.tracing()
        change.encryptionConfiguration = try request.encryption()
        guard
            change.definition != nil || change.roleARN != nil || change.loggingConfiguration != nil
                || change.tracingConfiguration != nil || change.encryptionConfiguration != nil
        else {
            throw ServiceError(
                .missingRequiredParameter,
                "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be "
                    + "specified")
        }
        let update = try await engine.catalog.updateStateMachine(change, scope: request.scope)
        var body = ObjectWriter()
        body.add("updateDate", time: update.updateDate)
        body.add("revisionId", ifPresent: update.revisionID)
        body.add("stateMachineVersionArn", ifPresent: update.versionARN)
        return body.finish()
    }
}
