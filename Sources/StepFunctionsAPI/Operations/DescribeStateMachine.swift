import Engine
import JSON
import StatesLanguage

extension Operation {
    static let describeStateMachine = Operation(
        "DescribeStateMachine",
        [.required("stateMachineArn", .arn), .optional("includedData", .includedData)]
    ) { (request, engine) async throws(ServiceError) in
        let (machine, qualifier) = try engine.catalog.qualified(
            arn: request.text("stateMachineArn"), scope: request.scope)
        var version: StateMachineVersion?
        switch qualifier {
        case .version(let published): version = published
        case .alias(let alias): version = alias.routes.first.flatMap { machine.version($0.version) }
        case nil: break
        }
        let revision = try engine.catalog.revision(number: version?.revision ?? machine.revision)
        var body = ObjectWriter(reserving: 512 + revision.definition.source.utf8.count)
        body.add("stateMachineArn", version.map { machine.arn(ofVersion: $0.number) } ?? machine.arn)
        body.add("name", machine.name)
        body.add("status", "ACTIVE")
        body.add(definitionOf: revision, metadataOnly: request.isMetadataOnly)
        body.add("type", machine.type.rawValue)
        body.add("creationDate", time: version?.creationDate ?? machine.creationDate)
        body.add(configurationOf: revision)
        body.add("revisionId", ifPresent: revision.revisionID)
        body.add("description", ifPresent: version?.description)
        return body.finish()
    }

    static let describeStateMachineForExecution = Operation(
        "DescribeStateMachineForExecution",
        [.required("executionArn", .arn), .optional("includedData", .includedData)]
    ) { (request, engine) async throws(ServiceError) in
        let arn = try request.executionARN(in: "executionArn")
        let revision = try await engine.describeExecution(arn).revision
        var body = ObjectWriter(reserving: 512 + revision.definition.source.utf8.count)
        body.add("stateMachineArn", revision.stateMachineARN)
        body.add("name", revision.stateMachineName)
        body.add(definitionOf: revision, metadataOnly: request.isMetadataOnly)
        body.add("updateDate", time: revision.updateDate)
        body.add(configurationOf: revision)
        body.add("revisionId", ifPresent: revision.revisionID)
        return body.finish()
    }
}

extension ObjectWriter {
    /// Definition, role and the variables that its states read.
    fileprivate mutating func add(definitionOf revision: Revision, metadataOnly: Bool) {
        // METADATA_ONLY: "the returned definition will be {}" (API reference).
        add("definition", metadataOnly ? "{}" : revision.definition.source)
        add("roleArn", revision.roleARN)
        let references = metadataOnly ? [] : revision.definition.variableReferences
        guard !references.isEmpty else { return }
        add(
            "variableReferences",
            .object(
                .init(references.map { ($0.state, .array($0.variables.sorted().map { .string($0) })) })))
    }

    fileprivate mutating func add(configurationOf revision: Revision) {
        add("loggingConfiguration", json: revision.loggingConfiguration ?? DefaultConfiguration.logging)
        add("tracingConfiguration", json: revision.tracingConfiguration ?? DefaultConfiguration.tracing)
        add("encryptionConfiguration", json: revision.encryptionConfiguration ?? DefaultConfiguration.encryption)
    }
}
