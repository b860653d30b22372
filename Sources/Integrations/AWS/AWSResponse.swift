/// What a service answered.
public struct AWSResponse: Sendable, Equatable {
    public struct Header: Sendable, Equatable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public var status: Int
    /// As they came.
    public var headers: [Header]
    public var body: [UInt8]

    public init(status: Int, headers: [Header], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    var requestID: String? {
        header("x-amzn-RequestId") ?? header("x-amzn-request-id") ?? header("x-amz-request-id") ?? header("x-amz-id")
    }

    var extendedRequestID: String? { header("x-amz-id-2") }
}
