import Engine
import Interpreter
import JSON

extension APIRequest {
    /// `arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:ID`, of this account and region.
    func mapRunARN(_ text: String) throws(ServiceError) -> String {
        let arn = try ResourceARN(text)
        guard arn.type == "mapRun" else { throw arn.wrongType() }
        guard arn.scope == scope else { throw ServiceError(.resourceNotFound, "Resource not found: '\(text)'") }
        return text
    }
}

extension Operation {
    static let describeMapRun = Operation(
        "DescribeMapRun", [.required("mapRunArn", .longARN)]
    ) { (request, engine) async throws(ServiceError) in
        let run = try await engine.describeMapRun(try request.mapRunARN(request.text("mapRunArn")))
        var body = ObjectWriter(reserving: 1024)
        body.add("mapRunArn", run.arn)
        body.add("executionArn", run.executionARN)
        body.add("status", run.status.name)
        body.add("startDate", time: run.startDate)
        body.add("stopDate", ifPresent: run.stopDate)
        body.add("maxConcurrency", run.maxConcurrency)
        body.add("toleratedFailurePercentage", .double(run.toleratedFailurePercentage))
        body.add("toleratedFailureCount", run.toleratedFailureCount)
        body.add("itemCounts") { $0.add(run.items) }
        body.add("executionCounts") { $0.add(run.executions) }
        body.add("redriveCount", Int64(run.redriveCount))
        body.add("redriveDate", ifPresent: run.redriveDate)
        return body.finish()
    }

    static let updateMapRun = Operation(
        "UpdateMapRun",
        [
            .required("mapRunArn", .longARN), .optional("maxConcurrency", .integer(min: 0)),
            .optional("toleratedFailurePercentage", .number(min: 0, max: 100)),
            .optional("toleratedFailureCount", .integer(min: 0)),
        ]
    ) { (request, engine) async throws(ServiceError) in
        try await engine.updateMapRun(
            try request.mapRunARN(request.text("mapRunArn")),
            MapRunLimits(
                maxConcurrency: request.integer("maxConcurrency"),
                toleratedFailureCount: request.integer("toleratedFailureCount"),
                toleratedFailurePercentage: request.body["toleratedFailurePercentage"]?.number))
        return ObjectWriter.empty
    }

    static let listMapRuns = Operation(
        "ListMapRuns",
        [
            .required("executionArn", .arn), .optional("maxResults", .pageSize), .optional("nextToken", .pageToken),
        ]
    ) { (request, engine) async throws(ServiceError) in
        let page = try await engine.listMapRuns(
            try request.executionARN(in: "executionArn"), limit: request.pageSize(),
            nextToken: request.optionalText("nextToken"))
        var body = ObjectWriter()
        body.add("mapRuns", list: page.mapRuns) { run, item in
            item.add("executionArn", run.executionARN)
            item.add("mapRunArn", run.arn)
            item.add("stateMachineArn", run.stateMachineARN)
            item.add("startDate", time: run.startDate)
            item.add("stopDate", ifPresent: run.stopDate)
        }
        body.add("nextToken", ifPresent: page.nextToken)
        return body.finish()
    }
}

extension ObjectWriter {
    fileprivate mutating func add(_ counts: MapRunCounts) {
        add("pending", Int64(counts.pending))
        add("running", Int64(counts.running))
        add("succeeded", Int64(counts.succeeded))
        add("failed", Int64(counts.failed))
        add("timedOut", Int64(counts.timedOut))
        add("aborted", Int64(counts.aborted))
        add("total", Int64(counts.total))
        add("resultsWritten", Int64(counts.resultsWritten))
        add("failuresNotRedrivable", Int64(counts.failuresNotRedrivable))
        add("pendingRedrive", Int64(counts.pendingRedrive))
    }
}
