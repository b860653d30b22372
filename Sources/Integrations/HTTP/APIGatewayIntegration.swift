import JSON
public import StatesLanguage

/// `arn:aws:states:::apigateway:invoke`: calls a REST or HTTP API.
public struct APIGatewayIntegration: TaskIntegration {
    private let transport: any HTTPTransport
    private let addresses: AddressGuard

    static let fields: Set<String> = [
        "ApiEndpoint", "Method", "Headers", "Stage", "Path", "QueryParameters", "RequestBody", "AllowNullValues",
        "AuthType",
    ]

    public init(transport: any HTTPTransport = AsyncHTTPTransport.shared, allowsLinkLocal: Bool = false) {
        self.transport = transport
        addresses = AddressGuard(allowsAll: allowsLinkLocal)
    }

    public func serves(_ resource: TaskResource) -> Bool {
        guard case .integration(let integration) = resource.target else { return false }
        return integration.service == "apigateway" && integration.action == "invoke"
            && (integration.pattern == .requestResponse || integration.pattern == .waitForTaskToken)
    }

    public var checksParameters: Bool { true }

    public func refusal(of request: TaskRequest) -> String? {
        do throws(TaskFailure) {
            _ = try task(request)
            return nil
        } catch {
            return error.cause
        }
    }

    public func call(_ request: TaskRequest) async -> TaskOutcome {
        do throws(TaskFailure) {
            let task = try self.task(request)
            let response: AWSResponse
            do {
                response = try await task.send(transport, addresses, limit: HTTPInvokeIntegration.responseLimit)
            } catch {
                let failure = TaskFailure(error)
                throw TaskFailure(
                    error: failure.error == "States.Http.Socket" ? "ApiGateway.SdkClientException" : failure.error,
                    cause: "Unable to execute HTTP request: \(failure.cause)")
            }
            guard (200..<300).contains(response.status) else {
                return .failure(
                    error: "ApiGateway.\(response.status)", cause: String(decoding: response.body, as: UTF8.self))
            }
            return .success(HTTPTask.result(response))
        } catch {
            return error.outcome
        }
    }

    private func task(_ request: TaskRequest) throws(TaskFailure) -> HTTPTask {
        let parameters = request.parameters
        func invalid(_ message: String) -> TaskFailure {
            TaskFailure(
                error: "States.Runtime",
                cause: "The Parameters '\(parameters.serialized())' could not be used to start the Task: [\(message)]")
        }
        if let unknown = parameters.object?.members.first(where: { !Self.fields.contains($0.key) }) {
            throw invalid("The field '\(unknown.key)' is not supported by Step Functions")
        }
        for field in ["ApiEndpoint", "Method"] where parameters[field]?.string == nil {
            throw invalid("The field '\(field)' is required but was missing")
        }
        let endpoint = parameters["ApiEndpoint"]?.string ?? ""
        var text = endpoint.contains("://") ? endpoint : "https://\(endpoint)"
        for part in [parameters["Stage"]?.string, parameters["Path"]?.string].compactMap({ $0 }) where !part.isEmpty {
            if !text.hasSuffix("/") { text += "/" }
            text += part.hasPrefix("/") ? String(part.dropFirst()) : part
        }
        guard var url = URLParts(text) else {
            throw invalid("The value of the field 'ApiEndpoint' has an invalid format")
        }
        for (name, values) in try lists(parameters["QueryParameters"], "QueryParameters", invalid) {
            for value in values { url.append(name, value) }
        }
        var task = HTTPTask(
            method: parameters["Method"]?.string ?? "GET", url: url,
            timeoutSeconds: min(request.timeoutSeconds ?? .infinity, HTTPTask.timeoutLimit))
        for (name, values) in try lists(parameters["Headers"], "Headers", invalid) {
            for value in values { task.headers.append(.init(name: name, value: value)) }
        }
        if task.header("Content-Type") == nil { task.set("Content-Type", "application/json") }
        if let body = parameters["RequestBody"], task.method != "GET" {
            let keepsNulls = parameters["AllowNullValues"]?.bool == true
            task.body = (keepsNulls ? body : Self.withoutNulls(body)).serializedBytes()
        }
        return task
    }

    /// Members must be arrays of texts.
    private func lists(
        _ value: JSONValue?, _ field: String, _ invalid: (String) -> TaskFailure
    ) throws(TaskFailure) -> [(String, [String])] {
        guard let value, !value.isNull else { return [] }
        var result: [(String, [String])] = []
        for member in value.object?.members ?? [] {
            guard let values = member.value.array?.map({ $0.string ?? $0.serialized() }) else {
                throw invalid("The value of the field '\(field)' has an invalid format")
            }
            result.append((member.key, values))
        }
        guard value.object != nil else { throw invalid("The value of the field '\(field)' has an invalid format") }
        return result
    }

    private static func withoutNulls(_ value: JSONValue) -> JSONValue {
        guard case .object(let object) = value else { return value }
        return .object(
            JSONObject(
                uniqueMembers: object.members.filter { !$0.value.isNull }.map {
                    .init(key: $0.key, value: withoutNulls($0.value))
                }))
    }
}
