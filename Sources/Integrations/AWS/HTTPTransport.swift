/// What carries HTTP requests; tests put a stand-in here.
public protocol HTTPTransport: Sendable {
    func send(_ call: HTTPCall) async throws(HTTPFailure) -> AWSResponse
}

/// One HTTP request.
public struct HTTPCall: Sendable, Equatable {
    public var method: String
    public var url: String
    public var headers: [AWSResponse.Header]
    public var body: [UInt8]
    public var timeoutSeconds: Double
    /// An answer with a larger body is a failure.
    public var responseLimit: Int

    public init(
        method: String, url: String, headers: [AWSResponse.Header], body: [UInt8], timeoutSeconds: Double,
        responseLimit: Int
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutSeconds = timeoutSeconds
        self.responseLimit = responseLimit
    }
}

/// Why there is no answer.
public enum HTTPFailure: Error, Sendable, Equatable {
    /// Not an http or https URL.
    case invalidURL(String)
    /// No connection, or one that broke or spoke garbage, in words that follow 'Unable to execute HTTP request: '.
    case connection(String)
    case timedOut
    case responseTooLarge
    case cancelled
}
