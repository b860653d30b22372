import JSON

/// Puts what a connection proves itself with into a request.
struct ConnectionAuthorizer: Sendable {
    let store: ConnectionStore
    let transport: any HTTPTransport
    let addresses: AddressGuard
    let now: @Sendable () -> Double

    /// Tokens without `expires_in` are used this long, and all are renewed this long before they end, in seconds.
    static let defaultLifetime: Double = 300
    static let renewalMargin: Double = 30

    func authorized(_ task: HTTPTask, _ connection: Connection?) async throws(TaskFailure) -> HTTPTask {
        guard let connection else { return task }
        var task = task
        let parameters = connection.parameters
        switch connection.authorizationType {
        case "BASIC":
            let basic = parameters["BasicAuthParameters"]
            let pair = "\(basic?["Username"]?.string ?? ""):\(basic?["Password"]?.string ?? "")"
            task.set("Authorization", "Basic \(Base64.encoded(Array(pair.utf8)))")
        case "API_KEY":
            let key = parameters["ApiKeyAuthParameters"]
            task.set(key?["ApiKeyName"]?.string ?? "x-api-key", key?["ApiKeyValue"]?.string ?? "")
        default: task.set("Authorization", "Bearer \(try await token(connection))")
        }
        return task
    }

    private func token(_ connection: Connection) async throws(TaskFailure) -> String {
        if let known = await store.token(connection.name, now: now()) { return known }
        let parameters = connection.parameters["OAuthParameters"] ?? [:]
        guard var url = parameters["AuthorizationEndpoint"]?.string.flatMap({ URLParts($0) }) else {
            throw failure(connection, "its AuthorizationEndpoint is not a URL")
        }
        let additions = parameters["OAuthHttpParameters"]
        for pair in Connection.pairs(additions?["QueryStringParameters"]) { url.append(pair.0, pair.1) }
        let client = parameters["ClientParameters"]
        var form: [(String, String)] = [
            ("grant_type", "client_credentials"), ("client_id", client?["ClientID"]?.string ?? ""),
            ("client_secret", client?["ClientSecret"]?.string ?? ""),
        ]
        for pair in Connection.pairs(additions?["BodyParameters"]) {
            form.removeAll { $0.0 == pair.0 }
            form.append(pair)
        }
        var task = HTTPTask(method: parameters["HttpMethod"]?.string ?? "POST", url: url, timeoutSeconds: 20)
        if task.method == "GET" {
            for (name, value) in form { task.url.append(name, value) }
        } else {
            task.set("Content-Type", "application/x-www-form-urlencoded")
            task.body = Array(
                form.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
                    .utf8)
        }
        task.set("Accept", "application/json")
        for pair in Connection.pairs(additions?["HeaderParameters"]) { task.set(pair.0, pair.1) }
        let response: AWSResponse
        do {
            response = try await task.send(transport, addresses, limit: 65_536)
        } catch {
            throw self.failure(connection, TaskFailure(error).cause)
        }
        guard response.status == 200, let answer = try? JSONValue.parse(response.body),
            let token = answer["access_token"]?.string
        else { throw failure(connection, "its authorization endpoint answered with status \(response.status)") }
        let lifetime =
            answer["expires_in"].flatMap { $0.number ?? $0.string.flatMap(Double.init) } ?? Self.defaultLifetime
        await store.keep(
            .init(value: token, expiration: now() + max(lifetime - Self.renewalMargin, 0)), for: connection.name)
        return token
    }

    private func failure(_ connection: Connection, _ why: String) -> TaskFailure {
        TaskFailure(
            error: "Events.ConnectionResource.InvalidConnectionState",
            cause: "The connection '\(connection.name)' couldn't be authorized: \(why).")
    }
}
