/// How AWS's services are reached.
public struct AWSConfiguration: Sendable {
    /// For all services that have none of their own: moto, LocalStack, … nil: AWS.
    public var endpoint: String?
    /// By a service's name in ARNs: `dynamodb`, `sfn`.
    public var endpoints: [String: String]
    /// `AWS_…` and `HOME`, of the process.
    public var environment: [String: String]
    /// Seconds for one try of a request.
    public var timeoutSeconds: Double
    /// The largest body that is read, in bytes.
    public var responseLimit: Int

    public init(
        endpoint: String? = nil, endpoints: [String: String] = [:], environment: [String: String] = [:],
        timeoutSeconds: Double = 60, responseLimit: Int = 16 << 20
    ) {
        self.endpoint = endpoint
        self.endpoints = endpoints
        self.environment = environment
        self.timeoutSeconds = timeoutSeconds
        self.responseLimit = responseLimit
    }
}
