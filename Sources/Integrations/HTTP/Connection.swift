import JSON

/// How an HTTP Task proves who it is: a connection of EventBridge.
struct Connection: Sendable, Equatable {
    var name: String
    var arn: String
    var description: String?
    /// `API_KEY`, `BASIC`, `OAUTH_CLIENT_CREDENTIALS`.
    var authorizationType: String
    /// `AuthParameters` as created, secrets included.
    var parameters: JSONValue
    /// Seconds since 1970.
    var created: Double
    var modified: Double

    /// In the store; secrets are plain here, as the whole file is encrypted.
    var stored: JSONValue {
        [
            "Name": .string(name), "ConnectionArn": .string(arn),
            "Description": description.map(JSONValue.string) ?? .null,
            "AuthorizationType": .string(authorizationType), "AuthParameters": parameters,
            "CreationTime": .double(created), "LastModifiedTime": .double(modified),
        ]
    }

    init?(stored value: JSONValue) {
        guard let name = value["Name"]?.string, let arn = value["ConnectionArn"]?.string,
            let type = value["AuthorizationType"]?.string, let parameters = value["AuthParameters"]
        else { return nil }
        self.name = name
        self.arn = arn
        description = value["Description"]?.string
        authorizationType = type
        self.parameters = parameters
        created = value["CreationTime"]?.number ?? 0
        modified = value["LastModifiedTime"]?.number ?? 0
    }

    init(name: String, arn: String, authorizationType: String, parameters: JSONValue, description: String?, now: Double)
    {
        self.name = name
        self.arn = arn
        self.authorizationType = authorizationType
        self.parameters = parameters
        self.description = description
        created = now
        modified = now
    }

    /// `AuthParameters` without secrets, as DescribeConnection answers them.
    var publicParameters: JSONValue { Self.withoutSecrets(parameters) }

    private static let secrets: Set<String> = ["Password", "ApiKeyValue", "ClientSecret"]

    private static func withoutSecrets(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map(withoutSecrets))
        case .object(let object):
            let hidesValue = object["IsValueSecret"]?.bool == true
            return .object(
                JSONObject(
                    uniqueMembers: object.members
                        .filter { !secrets.contains($0.key) && !(hidesValue && $0.key == "Value") }
                        .map { .init(key: $0.key, value: withoutSecrets($0.value)) }))
        default: return value
        }
    }
}
