import JSON
public import StatesLanguage

/// `arn:aws:states:::bedrock:invokeModel`: the body goes and comes as JSON.
public struct BedrockInvokeIntegration: TaskIntegration {
    private let client: AWSClient

    public init(client: AWSClient) { self.client = client }

    public func serves(_ resource: TaskResource) -> Bool {
        guard case .integration(let integration) = resource.target else { return false }
        return integration.service == "bedrock" && integration.action == "invokeModel"
            && (integration.pattern == .requestResponse || integration.pattern == .waitForTaskToken)
    }

    public func call(_ request: TaskRequest) async -> TaskOutcome {
        var parameters = request.parameters.object ?? [:]
        if parameters["ContentType"] == nil { parameters["ContentType"] = "application/json" }
        do throws(AWSClient.Failure) {
            let reply = try await client.call("bedrockruntime", "invokeModel", .object(parameters), .init(request))
            let body = (try? JSONValue.parse(reply.response.body)) ?? ResultWriter.blob(reply.response.body)
            return .success(["Body": body, "ContentType": .string(reply.response.header("Content-Type") ?? "")])
        } catch {
            return error.outcome(request)
        }
    }
}
