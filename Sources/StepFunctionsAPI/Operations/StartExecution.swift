import Engine
import StatesLanguage

extension Operation {
    static let startExecution = Operation(
        "StartExecution",
        [
            .required("stateMachineArn", .arn), .optional("name", .name), .optional("input", .data),
            .optional("traceHeader", .traceHeader),
        ], pace: .brief
    ) { (request, engine) async throws(ServiceError) in
        let start = try request.start(engine)
        let started =
            start.resolved.revision.definition.hasBriefTurns
            ? try await engine.startExecution(start)
            : try await offOwnExecutor { () async throws(ServiceError) in try await engine.startExecution(start) }
        var body = ObjectWriter()
        body.add("executionArn", started.executionARN)
        body.add("startDate", time: started.startDate)
        return body.finish()
    }

    static let startSyncExecution = Operation(
        "StartSyncExecution",
        [
            .required("stateMachineArn", .arn), .optional("name", .name), .optional("input", .data),
            .optional("traceHeader", .traceHeader), .optional("includedData", .includedData),
        ], pace: .instant
    ) { (request, engine) async throws(ServiceError) in
        let start = try request.start(engine)
        guard start.resolved.revision.type == .express else { throw ServiceError.notForThisType }
        let done =
            start.resolved.revision.definition.isBrief
            ? try await engine.startSyncExecution(start)
            : try await offOwnExecutor { () async throws(ServiceError) in try await engine.startSyncExecution(start) }
        let execution = done.execution
        var body = ObjectWriter(reserving: 1024)
        body.add("executionArn", execution.executionARN)
        body.add("stateMachineArn", execution.stateMachineARN)
        body.add("name", execution.name)
        body.add("startDate", time: execution.startDate)
        body.add("stopDate", ifPresent: execution.stopDate)
        body.add("status", execution.status.name)
        body.add("error", ifPresent: execution.error)
        body.add("cause", ifPresent: execution.cause)
        body.add(dataOf: execution, metadataOnly: request.isMetadataOnly, alwaysDetails: true)
        body.add("traceHeader", ifPresent: execution.traceHeader)
        body.add("billingDetails") { billing in
            billing.add("billedMemoryUsedInMB", done.billedMemoryMB)
            billing.add("billedDurationInMilliseconds", done.billedMilliseconds)
        }
        return body.finish()
    }
}

extension APIRequest {
    /// What both ways to start have in common.
    fileprivate func start(_ engine: Engine) throws(ServiceError) -> StartExecutionRequest {
        var (arn, testCase) = (text("stateMachineArn"), String?.none)
        if engine.configuration.hasTestCase != nil, let mark = arn.lastIndex(of: "#") {
            testCase = String(arn[arn.index(after: mark)...])
            arn = String(arn[..<mark])
        }
        let resolved = try engine.catalog.resolve(arn: arn, scope: scope)
        if let testCase, let hasTestCase = engine.configuration.hasTestCase, !hasTestCase(testCase, resolved.name) {
            throw ServiceError(
                .validation, "The mock configuration has no test case '\(testCase)' of '\(resolved.name)'.")
        }
        let name = optionalText("name")
        if let name { try ResourceName.check(name) }
        let input = optionalText("input") ?? "{}"
        var start = StartExecutionRequest(
            resolved: resolved, scope: scope, name: name, input: input, traceHeader: textIfAny("traceHeader"))
        start.testCase = testCase
        do throws(JSONTextFault) {
            start.inputValue = try JSONTextFault.parse(input)
        } catch {
            throw ServiceError(.invalidExecutionInput, "Invalid State Machine Execution Input: '\(error.message)'")
        }
        return start
    }
}

extension ServiceError {
    static let notForThisType = ServiceError(
        .stateMachineTypeNotSupported, "This operation is not supported by this type of state machine")
}
