public import JSON

/// The operations of EventBridge's API that make connections: `X-Amz-Target: AWSEvents.CreateConnection` and the like.
public struct ConnectionsAPI: Sendable {
    private let store: ConnectionStore
    /// Seconds since 1970.
    private let now: @Sendable () -> Double

    /// An error in AWS's form: status 400 with `__type` and `message`.
    public struct Failure: Error, Sendable, Equatable {
        public var type: String
        public var message: String
    }

    public static let operations: Set<String> = [
        "CreateConnection", "DescribeConnection", "UpdateConnection", "DeleteConnection", "ListConnections",
        "DeauthorizeConnection",
    ]

    public init(store: ConnectionStore, now: @escaping @Sendable () -> Double) {
        self.store = store
        self.now = now
    }

    /// Answers an operation. `operation` without `AWSEvents.`.
    public func answer(
        _ operation: String, _ body: JSONValue, account: String, region: String
    ) async throws(Failure) -> JSONValue {
        do {
            switch operation {
            case "CreateConnection": return try await create(body, account, region)
            case "DescribeConnection": return description(of: try await find(body))
            case "UpdateConnection": return try await update(body)
            case "DeleteConnection", "DeauthorizeConnection":
                let connection = try await find(body)
                if operation == "DeleteConnection" { try await store.remove(connection.name) }
                return summary(of: connection, state: operation == "DeleteConnection" ? "DELETING" : "DEAUTHORIZING")
            case "ListConnections": return try await list(body)
            default: throw Failure(type: "UnknownOperationException", message: "")
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(type: "InternalException", message: "\(error)")
        }
    }

    private func create(_ body: JSONValue, _ account: String, _ region: String) async throws -> JSONValue {
        let name = try Self.name(body)
        guard try await store.named(name) == nil else {
            throw Failure(type: "ResourceAlreadyExistsException", message: "Connection \(name) already exists.")
        }
        let type = try Self.authorizationType(body)
        let parameters = body["AuthParameters"] ?? [:]
        try Self.check(parameters, type)
        // AWS ends the ARN with a UUID of its own; the name makes it known again.
        let arn = "arn:aws:events:\(region):\(account):connection/\(name)/\(Self.identifier())"
        let connection = Connection(
            name: name, arn: arn, authorizationType: type, parameters: parameters,
            description: body["Description"]?.string,
            now: now())
        try await store.put(connection)
        return summary(of: connection, state: "AUTHORIZED")
    }

    private func update(_ body: JSONValue) async throws -> JSONValue {
        var connection = try await find(body)
        if body["AuthorizationType"] != nil { connection.authorizationType = try Self.authorizationType(body) }
        if let parameters = body["AuthParameters"] {
            try Self.check(parameters, connection.authorizationType)
            connection.parameters = parameters
        }
        if let description = body["Description"]?.string { connection.description = description }
        connection.modified = now()
        try await store.put(connection)
        return summary(of: connection, state: "AUTHORIZED")
    }

    private func list(_ body: JSONValue) async throws -> JSONValue {
        let prefix = body["NamePrefix"]?.string ?? ""
        let start = body["NextToken"]?.string ?? ""
        let limit = Int(min(max(body["Limit"]?.integer ?? 100, 1), 100))
        let found = try await store.all().filter { $0.name.hasPrefix(prefix) && $0.name > start }
        var answer = JSONObject()
        answer["Connections"] = .array(
            found.prefix(limit).map { connection in
                var entry = summary(of: connection, state: "AUTHORIZED").object ?? [:]
                entry["Name"] = .string(connection.name)
                entry["AuthorizationType"] = .string(connection.authorizationType)
                return .object(entry)
            })
        if found.count > limit { answer["NextToken"] = .string(found[limit - 1].name) }
        return .object(answer)
    }

    private func find(_ body: JSONValue) async throws -> Connection {
        let name = try Self.name(body)
        guard let connection = try await store.named(name) else {
            throw Failure(
                type: "ResourceNotFoundException",
                message: "Failed to describe the connection(s). Connection '\(name)' does not exist.")
        }
        return connection
    }

    private func summary(of connection: Connection, state: String) -> JSONValue {
        [
            "ConnectionArn": .string(connection.arn), "ConnectionState": .string(state),
            "CreationTime": .double(connection.created), "LastModifiedTime": .double(connection.modified),
            "LastAuthorizedTime": .double(connection.modified),
        ]
    }

    private func description(of connection: Connection) -> JSONValue {
        var answer = summary(of: connection, state: "AUTHORIZED").object ?? [:]
        answer["Name"] = .string(connection.name)
        answer["AuthorizationType"] = .string(connection.authorizationType)
        answer["AuthParameters"] = connection.publicParameters
        if let description = connection.description { answer["Description"] = .string(description) }
        let secret = connection.arn.split(separator: ":")
        if secret.count > 4 {
            answer["SecretArn"] = .string(
                "arn:aws:secretsmanager:\(secret[3]):\(secret[4]):secret:events!connection/\(connection.name)")
        }
        return .object(answer)
    }

    // MARK: Checks

    private static func name(_ body: JSONValue) throws(Failure) -> String {
        guard let name = body["Name"]?.string, (1...64).contains(name.utf8.count),
            name.unicodeScalars.allSatisfy({
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789.-_".unicodeScalars.contains($0))
            })
        else {
            throw Failure(
                type: "ValidationException",
                message:
                    "1 validation error detected: Value at 'name' failed to satisfy constraint: Member must satisfy regular "
                    + "expression pattern: [\\.\\-_A-Za-z0-9]+")
        }
        return name
    }

    private static func authorizationType(_ body: JSONValue) throws(Failure) -> String {
        let types = ["BASIC", "OAUTH_CLIENT_CREDENTIALS", "API_KEY"]
        guard let type = body["AuthorizationType"]?.string, types.contains(type) else {
            throw Failure(
                type: "ValidationException",
                message:
                    "1 validation error detected: Value at 'authorizationType' failed to satisfy constraint: Member must "
                    + "satisfy enum value set: [BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]")
        }
        return type
    }

    private static func check(_ parameters: JSONValue, _ type: String) throws(Failure) {
        let (member, fields) =
            switch type {
            case "BASIC": ("BasicAuthParameters", ["Username", "Password"])
            case "API_KEY": ("ApiKeyAuthParameters", ["ApiKeyName", "ApiKeyValue"])
            default: ("OAuthParameters", ["AuthorizationEndpoint", "HttpMethod", "ClientParameters"])
            }
        for field in fields where parameters[member]?[field] == nil {
            throw Failure(
                type: "ValidationException", message: "AuthParameters.\(member).\(field) is required for \(type).")
        }
    }

    private static func identifier() -> String {
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<32).map { _ in String(UInt8.random(in: 0..<16, using: &generator), radix: 16) }
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { digits[$0].joined() }.joined(separator: "-")
    }
}
