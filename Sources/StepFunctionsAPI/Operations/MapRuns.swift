import Engine
import JSON

/// `arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:ID`.
enum MapRunARN {
    /// The exception for a map run that isn't there; throws where the ARN isn't one of a map run.
    static func unknown(_ text: String) throws(ServiceError) -> ServiceError {
        let arn = try ResourceARN(text)
        guard arn.type == "mapRun" else { return arn.wrongType() }
        return ServiceError(.resourceNotFound, "Resource not found: '\(text)'")
    }
}

extension Operation {
    static let describeMapRun = Operation(
        "DescribeMapRun", [.required("mapRunArn", .longARN)]
    ) { (request, _) async throws(ServiceError) in
        throw try MapRunARN.unknown(request.text("mapRunArn"))
    }

    static let updateMapRun = Operation(
        "UpdateMapRun",
        [
            .required("mapRunArn", .longARN), .optional("maxConcurrency", .integer(min: 0)),
            .optional("toleratedFailurePercentage", .number(min: 0, max: 100)),
            .optional("toleratedFailureCount", .integer(min: 0)),
        ]
    ) { (request, _) async throws(ServiceError) in
        throw try MapRunARN.unknown(request.text("mapRunArn"))
    }

    static let listMapRuns = Operation(
        "ListMapRuns",
        [
            .required("executionArn", .arn), .optional("maxResults", .pageSize), .optional("nextToken", .pageToken),
        ]
    ) { (request, engine) async throws(ServiceError) in
        _ = try await engine.describeExecution(try request.executionARN(in: "executionArn"))
        var body = ObjectWriter()
        body.add("mapRuns", .array([]))
        return body.finish()
    }
}
