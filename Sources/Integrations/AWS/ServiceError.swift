import JSON

/// An error that a service answered.
struct ServiceError: Equatable {
    /// As the service names it: `ConditionalCheckFailedException`, `NoSuchKey`.
    var code: String
    var message: String
    var status: Int
    var requestID: String
    var extendedRequestID: String?

    /// An answer with status 400.
    init(code: String, message: String, requestID: String) {
        self.code = code
        self.message = message
        self.requestID = requestID
        status = 400
    }

    init(_ response: AWSResponse, _ model: ServiceModel) {
        status = response.status
        extendedRequestID = response.extendedRequestID
        var code: String?
        var message: String?
        var requestID = response.requestID
        switch model.wireProtocol {
        case .json, .restJSON:
            let body = (try? ResponseReader.json(response.body)) ?? [:]
            code =
                response.header("x-amzn-errortype") ?? body["__type"]?.string ?? body["code"]?.string
                ?? body["Code"]?.string
            message = body["message"]?.string ?? body["Message"]?.string ?? body["errorMessage"]?.string
            if let query = response.header("x-amzn-query-error"), body["__type"] == nil {
                code = query.split(separator: ";").first.map(String.init)
            }
            code = code.map(Self.withoutNamespace)
        case .query, .ec2, .restXML:
            let root = XMLElement.parse(response.body)
            let error =
                root?.child("Error") ?? root?.child("Errors")?.child("Error") ?? (root?.name == "Error" ? root : nil)
            code = error?.child("Code")?.text
            message = error?.child("Message")?.text ?? error?.child("message")?.text
            requestID =
                requestID ?? root?.child("RequestId")?.text ?? root?.child("RequestID")?.text
                ?? root?.child("requestId")?.text ?? error?.child("RequestId")?.text
        }
        self.code = code.flatMap { $0.isEmpty ? nil : $0 } ?? Self.code(of: response.status)
        self.message = message ?? ""
        self.requestID = requestID ?? "null"
    }

    /// `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException` and `Name:http://…`.
    private static func withoutNamespace(_ code: String) -> String {
        let name = code.split(separator: ":").first ?? Substring(code)
        return name.split(separator: "#").last.map(String.init) ?? String(name)
    }

    /// What S3 means where it answers a HEAD without a body.
    private static func code(of status: Int) -> String {
        switch status {
        case 301: "PermanentRedirect"
        case 403: "AccessDenied"
        case 404: "NotFound"
        case 412: "PreconditionFailed"
        default: "\(status)"
        }
    }

    /// Whether another try may go better.
    var isTransient: Bool {
        [500, 502, 503, 504, 429].contains(status) || code.contains("Throttl") || Self.transient.contains(code)
    }

    private static let transient: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete", "RequestLimitExceeded",
        "ProvisionedThroughputExceededException", "TransactionInProgressException", "BandwidthLimitExceeded",
        "RequestThrottled", "RequestThrottledException", "SlowDown", "TooManyRequestsException",
        "EC2ThrottledException", "InternalError", "InternalFailure", "ServiceUnavailable",
    ]

    /// As the SDK integrations report it.
    func outcome(_ operation: ServiceOperation) -> TaskOutcome {
        let service = operation.model.errorPrefix
        let name = operation.errorShape(code).map { AWSNames.error(shape: $0.name) } ?? "\(service)Exception"
        let extended = extendedRequestID.map { ", Extended Request ID: \($0)" } ?? ""
        return .failure(
            error: "\(service).\(name)",
            cause: "\(message) (Service: \(service), Status Code: \(status), Request ID: \(requestID)\(extended))")
    }
}
