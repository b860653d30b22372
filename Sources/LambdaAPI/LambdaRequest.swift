import JSON

/// A request of Lambda's REST API.
public struct LambdaRequest: Sendable {
    public var method: String
    /// Percent-encoded, without its query.
    public var path: String
    /// Decoded.
    public var query: [String: String]
    /// By lower-case name.
    public var headers: [String: String]
    public var body: [UInt8]
    public var account: String
    public var region: String

    public init(
        method: String, path: String, query: [String: String], headers: [String: String], body: [UInt8],
        account: String, region: String
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.account = account
        self.region = region
    }

    /// The beginnings of the paths that are Lambda's.
    public static let pathPrefixes = [
        "/2015-03-31/functions", "/2020-06-30/functions", "/2017-03-31/tags", "/2017-10-31/functions",
        "/2019-09-30/functions",
    ]

    /// Whether a path is Lambda's.
    public static func isLambda(path: String) -> Bool { pathPrefixes.contains { path.hasPrefix($0) } }
}

/// An answer of Lambda's REST API.
public struct LambdaReply: Sendable, Equatable {
    public var status: Int
    public var headers: [String: String]
    public var body: [UInt8]

    public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    static func json(_ status: Int, _ value: JSONValue) -> LambdaReply {
        LambdaReply(status: status, headers: ["Content-Type": "application/json"], body: value.serializedBytes())
    }
}

/// An error in Lambda's form.
struct LambdaFailure: Error, Equatable {
    var status: Int
    var type: String
    var message: String

    var reply: LambdaReply {
        var reply = LambdaReply.json(
            status, ["Type": "User", "Message": .string(message), "message": .string(message)])
        reply.headers["X-Amzn-ErrorType"] = type
        return reply
    }

    static func notFound(_ arn: String) -> LambdaFailure {
        LambdaFailure(status: 404, type: "ResourceNotFoundException", message: "Function not found: \(arn)")
    }

    static func conflict(_ message: String) -> LambdaFailure {
        LambdaFailure(status: 409, type: "ResourceConflictException", message: message)
    }

    static func invalid(_ message: String) -> LambdaFailure {
        LambdaFailure(status: 400, type: "InvalidParameterValueException", message: message)
    }
}
