import JSON

/// Functions behind a Lambda endpoint: AWS, or what stands in for it.
struct RemoteFunctions: Sendable {
    let client: AWSClient

    /// Whether someone named an endpoint for Lambda. One for all services isn't meant: a stand-in such as moto can't run
    /// functions, and one's own are to be missed there, as a name that is wrong.
    var isConfigured: Bool {
        get async { await client.hasOwnEndpoint("lambda") }
    }

    func invoke(_ call: InvokeParameters, _ request: TaskRequest, isBare: Bool) async -> TaskOutcome {
        var parameters: JSONObject = ["FunctionName": .string(call.function.arn), "Payload": call.payload]
        if call.invocationType != .requestResponse {
            parameters["InvocationType"] = .string(call.invocationType.rawValue)
        }
        if call.wantsLog { parameters["LogType"] = "Tail" }
        if let context = call.clientContext {
            parameters["ClientContext"] = .string(Base64.encoded(Array(context.utf8)))
        }
        let reply: AWSClient.Reply
        do {
            reply = try await client.call("lambda", "invoke", .object(parameters), AWSClient.Context(request))
        } catch {
            return Self.outcome(error, request)
        }
        let body = reply.response.body
        if reply.response.header("X-Amz-Function-Error") != nil {
            return LambdaError.function(body, directory: nil).outcome
        }
        guard let payload = body.isEmpty ? .string("") : try? JSONValue.parse(body) else {
            return LambdaError.garbage(body).outcome
        }
        if isBare { return .success(body.isEmpty ? .null : payload) }
        var members: [(name: String, value: JSONValue)] = [
            ("Payload", payload), ("StatusCode", .int(Int64(reply.response.status))),
        ]
        if let version = reply.response.header("X-Amz-Executed-Version") {
            members.append(("ExecutedVersion", .string(version)))
        }
        if let log = reply.response.header("X-Amz-Log-Result") { members.append(("LogResult", .string(log))) }
        let value = ResultWriter.Names.model.structure(members)
        return .success(OptimizedResult(value: value, response: reply.response).withMetadata)
    }

    private static func outcome(_ failure: AWSClient.Failure, _ request: TaskRequest) -> TaskOutcome {
        switch failure {
        case .service(let error, _):
            LambdaError.service(error.code, status: error.status, error.message, requestID: error.requestID).outcome
        case .network(let error, _): error.outcome(prefix: "Lambda", request)
        default: failure.outcome(request)
        }
    }
}
