import Engine
import Journal

extension Operation {
    static let describeExecution = Operation(
        "DescribeExecution", [.required("executionArn", .arn), .optional("includedData", .includedData)], pace: .brief
    ) { (request, engine) async throws(ServiceError) in
        let execution = try await engine.describeExecution(
            try request.executionARN(in: "executionArn", takesExpressChild: true))
        let size = (execution.input?.utf8.count ?? 0) + (execution.output?.utf8.count ?? 0)
        var body = ObjectWriter(reserving: 768 + size)
        body.add("executionArn", execution.executionARN)
        body.add("stateMachineArn", execution.stateMachineARN)
        body.add("name", execution.name)
        body.add("status", execution.status.name)
        body.add("startDate", time: execution.startDate)
        body.add("stopDate", ifPresent: execution.stopDate)
        body.add(dataOf: execution, metadataOnly: request.isMetadataOnly, alwaysDetails: false)
        body.add("traceHeader", ifPresent: execution.traceHeader)
        body.add("mapRunArn", ifPresent: execution.mapRunARN)
        body.add("error", ifPresent: execution.error)
        body.add("cause", ifPresent: execution.cause)
        body.add("stateMachineVersionArn", ifPresent: execution.stateMachineVersionARN)
        body.add("stateMachineAliasArn", ifPresent: execution.stateMachineAliasARN)
        body.add("redriveCount", Int64(execution.redriveCount))
        body.add("redriveDate", ifPresent: execution.redriveDate)
        body.add("redriveStatus", execution.redriveStatus ?? execution.status.redriveStatus)
        body.add("redriveStatusReason", ifPresent: execution.redriveStatusReason ?? execution.status.redriveReason)
        return body.finish()
    }
}

extension ObjectWriter {
    /// Input and output, with the details that say whether they are in the answer.
    ///
    /// - Parameter alwaysDetails: the details of an output come also where there is none.
    mutating func add(dataOf execution: ExecutionDescription, metadataOnly: Bool, alwaysDetails: Bool) {
        if !metadataOnly { add("input", ifPresent: execution.input) }
        add("inputDetails") { $0.add("included", !metadataOnly) }
        if !metadataOnly { add("output", ifPresent: execution.output) }
        if alwaysDetails || execution.output != nil { add("outputDetails") { $0.add("included", !metadataOnly) } }
    }
}

extension ExecutionStatus {
    /// As the API writes it.
    var name: String {
        switch self {
        case .running: "RUNNING"
        case .succeeded: "SUCCEEDED"
        case .failed: "FAILED"
        case .timedOut: "TIMED_OUT"
        case .aborted: "ABORTED"
        case .pendingRedrive: "PENDING_REDRIVE"
        }
    }

    init?(name: String) {
        guard let status = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = status
    }

    fileprivate var redriveStatus: String {
        switch self {
        case .failed, .timedOut, .aborted: "REDRIVABLE"
        case .running, .succeeded, .pendingRedrive: "NOT_REDRIVABLE"
        }
    }

    fileprivate var redriveReason: String? {
        redriveStatus == "REDRIVABLE" ? nil : "Execution is \(name) and cannot be redriven"
    }
}
