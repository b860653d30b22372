public import Engine

/// An answer: its status, its body, and headers beside those that the transport writes.
public struct APIResponse: Sendable {
    public static let contentType = "application/x-amz-json-1.0"

    public let status: Int
    public let bytes: [UInt8]
    /// `x-amzn-RequestId`.
    public let requestID: String

    public init(status: Int, bytes: [UInt8], requestID: String = UUIDText.random()) {
        self.status = status
        self.bytes = bytes
        self.requestID = requestID
    }

    /// The body of an exception: `__type`, `message` and what else it has.
    public init(_ error: ServiceError) {
        var body = ObjectWriter()
        body.add("__type", error.typeName)
        body.add("message", error.message)
        body.add("reason", ifPresent: error.reason)
        self.init(status: error.status, bytes: body.finish())
    }
}

extension ServiceError {
    /// Retryable faults of the server are 500; everything else is the caller's.
    fileprivate var status: Int { code == .internalFailure ? 500 : 400 }

    /// `__type`: the exception behind the name of the model that it comes from.
    fileprivate var typeName: String {
        switch code {
        case .serialization, .unknownOperation, .internalFailure: "com.amazon.coral.service#\(code)"
        case .validation: "com.amazon.coral.validate#\(code)"
        default: "com.amazonaws.swf.service.v2.model#\(code)"
        }
    }
}
