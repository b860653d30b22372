import Engine

extension Operation {
    static let sendTaskSuccess = Operation(
        "SendTaskSuccess", [.required("taskToken", .taskToken), .required("output", .data)]
    ) { (request, engine) async throws(ServiceError) in
        let output = request.text("output")
        if let fault = JSONTextFault.of(output) {
            throw ServiceError(.invalidOutput, "Invalid Output: '\(fault)'")
        }
        try await engine.sendTaskSuccess(token: request.text("taskToken"), output: output)
        return ObjectWriter.empty
    }

    static let sendTaskFailure = Operation(
        "SendTaskFailure",
        [.required("taskToken", .taskToken), .optional("error", .error), .optional("cause", .cause)]
    ) { (request, engine) async throws(ServiceError) in
        try await engine.sendTaskFailure(
            token: request.text("taskToken"), error: request.optionalText("error"),
            cause: request.optionalText("cause"))
        return ObjectWriter.empty
    }

    static let sendTaskHeartbeat = Operation(
        "SendTaskHeartbeat", [.required("taskToken", .taskToken)]
    ) { (request, engine) async throws(ServiceError) in
        try await engine.sendTaskHeartbeat(token: request.text("taskToken"))
        return ObjectWriter.empty
    }
}
