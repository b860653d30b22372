import Engine
import Interpreter
import JSON
import Journal
import StatesLanguage

extension Operation {
    static let listExecutions = Operation(
        "ListExecutions",
        [
            .optional("stateMachineArn", .arn),
            .optional(
                "statusFilter",
                .one(of: "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE")),
            .optional("maxResults", .pageSize), .optional("nextToken", .executionsPageToken),
            .optional("mapRunArn", .longARN), .optional("redriveFilter", .one(of: "REDRIVEN", "NOT_REDRIVEN")),
        ]
    ) { (request, engine) async throws(ServiceError) in
        guard (request.optionalText("mapRunArn") == nil) != (request.optionalText("stateMachineArn") == nil) else {
            throw ServiceError(
                .validation, "Must specify exactly one of State Machine Arn and Map Run Arn",
                reason: "MISSING_REQUIRED_PARAMETER")
        }
        let status = request.optionalText("statusFilter").flatMap(ExecutionStatus.init(name:))
        if let mapRun = request.optionalText("mapRunArn") {
            return body(
                of: try await engine.listChildren(
                    of: try request.mapRunARN(mapRun), status: status,
                    redriven: request.optionalText("redriveFilter").map { $0 == "REDRIVEN" }, limit: request.pageSize(),
                    nextToken: request.optionalText("nextToken")))
        }
        guard request.optionalText("redriveFilter") == nil else {
            throw ServiceError(.validation, "A redrive filter can only be used with a Map Run Arn")
        }
        let arn = request.text("stateMachineArn")
        let (machine, qualifier) = try engine.catalog.qualified(arn: arn, scope: request.scope)
        guard machine.type == .standard else { throw ServiceError.notForThisType }
        var query = ListExecutionsRequest(
            owner: machine.id, status: status,
            limit: request.pageSize(), nextToken: request.optionalText("nextToken"))
        switch qualifier {
        case .version: query.versionARN = arn
        case .alias: query.aliasARN = arn
        case nil: break
        }
        return body(of: try await engine.listExecutions(query))
    }

    private static func body(of page: ExecutionPage) -> [UInt8] {
        var body = ObjectWriter(reserving: 64 + page.executions.count * 320)
        body.add("executions", list: page.executions) { execution, item in
            item.add("executionArn", execution.executionARN)
            item.add("stateMachineArn", execution.stateMachineARN)
            item.add("name", execution.name)
            item.add("status", execution.status.name)
            item.add("startDate", time: execution.startDate)
            item.add("stopDate", ifPresent: execution.stopDate)
            item.add("mapRunArn", ifPresent: execution.mapRunARN)
            if let count = execution.itemCount { item.add("itemCount", Int64(count)) }
            item.add("stateMachineVersionArn", ifPresent: execution.stateMachineVersionARN)
            item.add("stateMachineAliasArn", ifPresent: execution.stateMachineAliasARN)
            item.add("redriveCount", Int64(execution.redriveCount))
            item.add("redriveDate", ifPresent: execution.redriveDate)
        }
        body.add("nextToken", ifPresent: page.nextToken)
        return body.finish()
    }

    static let stopExecution = Operation(
        "StopExecution",
        [.required("executionArn", .arn), .optional("error", .error), .optional("cause", .cause)]
    ) { (request, engine) async throws(ServiceError) in
        let stopDate = try await engine.stopExecution(
            try request.executionARN(in: "executionArn"), error: request.optionalText("error"),
            cause: request.optionalText("cause"))
        var body = ObjectWriter()
        body.add("stopDate", time: stopDate)
        return body.finish()
    }

    static let getExecutionHistory = Operation(
        "GetExecutionHistory",
        [
            .required("executionArn", .arn), .optional("maxResults", .pageSize), .optional("reverseOrder", .boolean),
            .optional("nextToken", .pageToken), .optional("includeExecutionData", .boolean),
        ]
    ) { (request, engine) async throws(ServiceError) in
        let includesData = request.body["includeExecutionData"]?.bool ?? true
        let page = try await engine.history(
            HistoryRequest(
                executionARN: try request.executionARN(in: "executionArn"), limit: request.pageSize(),
                reverseOrder: request.flag("reverseOrder"), nextToken: request.optionalText("nextToken")))
        var body = ObjectWriter(reserving: 64 + page.events.count * 256)
        body.add("events", .array(page.events.map { $0.json(includeExecutionData: includesData) }))
        body.add("nextToken", ifPresent: page.nextToken)
        return body.finish()
    }

    static let redriveExecution = Operation(
        "RedriveExecution", [.required("executionArn", .arn), .optional("clientToken", .clientToken)]
    ) { (request, engine) async throws(ServiceError) in
        let date = try await engine.redriveExecution(
            try request.executionARN(in: "executionArn"), clientToken: request.optionalText("clientToken"))
        var body = ObjectWriter()
        body.add("redriveDate", time: date)
        return body.finish()
    }
}
