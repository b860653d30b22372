import Engine
import JSON

extension Operation {
    static let sendTaskSuccess = Operation(
        "SendTaskSuccess", [.required("taskToken", .taskToken), .required("output", .data)], pace: .brief
    ) { (request, engine) async throws(ServiceError) in
        let output = request.text("output")
        let value: JSONValue
        do throws(JSONTextFault) {
            value = try JSONTextFault.parse(output)
        } catch {
            throw ServiceError(.invalidOutput, "Invalid Output: '\(error.message)'")
        }
        try await engine.sendTaskSuccess(token: request.text("taskToken"), output: output, value: value)
        return ObjectWriter.empty
    }

    static let sendTaskFailure = Operation(
        "SendTaskFailure",
        [.required("taskToken", .taskToken), .optional("error", .error), .optional("cause", .cause)], pace: .brief
    ) { (request, engine) async throws(ServiceError) in
        try await engine.sendTaskFailure(
            token: request.text("taskToken"), error: request.optionalText("error"),
            cause: request.optionalText("cause"))
        return ObjectWriter.empty
    }

    static let sendTaskHeartbeat = Operation(
        "SendTaskHeartbeat", [.required("taskToken", .taskToken)], pace: .brief
    ) { (request, engine) async throws(ServiceError) in
        try await engine.sendTaskHeartbeat(token: request.text("taskToken"))
        return ObjectWriter.empty
    }
}
