import JSON
import LocalFunctions
public import StatesLanguage

/// `arn:aws:states:::aws-sdk:SERVICE:ACTION`: every operation of every service, by botocore's models.
public struct SDKIntegration: TaskIntegration {
    private let client: AWSClient

    public init(client: AWSClient) { self.client = client }

    public func serves(_ resource: TaskResource) -> Bool {
        guard case .integration(let integration) = resource.target else { return false }
        return integration.service.hasPrefix("aws-sdk:")
            && (integration.pattern == .requestResponse || integration.pattern == .waitForTaskToken)
    }

    public func call(_ request: TaskRequest) async -> TaskOutcome {
        guard case .integration(let integration) = request.resource.target else {
            return .failure(error: "States.Runtime", cause: "Not an integration: \(request.resource.arn)")
        }
        let service = String(integration.service.dropFirst("aws-sdk:".count))
        do {
            let reply = try await client.call(
                service, integration.action, request.parameters, AWSClient.Context(request))
            do {
                return .success(try ResponseReader(reply.operation).result(reply.response))
            } catch {
                throw AWSClient.Failure.garbage(reply.operation)
            }
        } catch let failure as AWSClient.Failure {
            return failure.outcome(request)
        } catch {
            return .failure(error: "States.TaskFailed", cause: "\(error)")
        }
    }
}

extension AWSClient.Context {
    init(_ request: TaskRequest) {
        self.init(
            account: request.account, region: request.region, roleARN: request.roleARN,
            timeoutSeconds: request.timeoutSeconds,
            idempotencyToken: Invocation.requestID(for: request.idempotencyKey))
        hasPlainBody = request.hasPlainBody
    }
}

extension AWSClient.Failure {
    /// As the SDK integrations report it.
    func outcome(_ request: TaskRequest) -> TaskOutcome {
        switch self {
        case .service(let error, let operation): return error.outcome(operation)
        case .network(let failure, let model): return failure.outcome(prefix: model.errorPrefix, request)
        case .garbage(let operation):
            return .failure(
                error: "\(operation.model.errorPrefix).SdkClientException",
                cause: "Unable to unmarshall response. (Service: \(operation.model.errorPrefix))")
        case .noCredentials(let model):
            return .failure(
                error: "\(model.errorPrefix).SdkClientException",
                cause:
                    "Unable to load credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or a profile, or name "
                    + "another endpoint with --aws-endpoint.")
        case .noEndpoint(let message, let model):
            return .failure(error: "\(model.errorPrefix).SdkClientException", cause: message)
        case .parameter(let error): return parameterOutcome(error.message, request)
        case .unknownAction(let action, let service):
            return .failure(
                error: "States.Runtime",
                cause: "The service '\(service)' has no action '\(action)' (\(request.resource.arn)).")
        case .models(.noModels):
            return .failure(
                error: "States.Runtime",
                cause: "AWS services need botocore's models: type 'make setup', or name an installed botocore with "
                    + "--aws-models PATH.")
        case .models(.unknownService(let name)):
            return .failure(
                error: "States.Runtime", cause: "botocore has no service '\(name)' (\(request.resource.arn)).")
        case .models(.unreadable(let path)):
            return .failure(
                error: "States.Runtime", cause: "Can't read the service's model in \(path), or its protocol.")
        }
    }

    func parameterOutcome(_ message: String, _ request: TaskRequest) -> TaskOutcome {
        .failure(
            error: "States.Runtime",
            cause:
                "The Parameters '\(request.parameters.serialized())' could not be used to start the Task: [\(message)]")
    }
}

extension HTTPFailure {
    func outcome(prefix: String, _ request: TaskRequest) -> TaskOutcome {
        switch self {
        case .invalidURL(let url):
            .failure(error: "\(prefix).SdkClientException", cause: "Unable to execute HTTP request: not a URL: \(url)")
        case .connection(let text):
            .failure(error: "\(prefix).SdkClientException", cause: "Unable to execute HTTP request: \(text)")
        case .timedOut, .cancelled:
            .failure(error: "\(prefix).SdkClientException", cause: "Unable to execute HTTP request: Read timed out")
        case .responseTooLarge:
            .failure(
                error: "States.DataLimitExceeded",
                cause:
                    "The state/task '\(request.resource.arn)' returned a result with a size exceeding the maximum number "
                    + "of bytes service limit.")
        }
    }
}
