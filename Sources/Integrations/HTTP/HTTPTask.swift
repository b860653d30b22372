import JSON

/// The request that an HTTP Task or an API Gateway Task describes, and its journey through redirects.
struct HTTPTask: Sendable {
    var method: String
    var url: URLParts
    var headers: [AWSResponse.Header] = []
    var body: [UInt8] = []
    var timeoutSeconds: Double

    /// What an HTTP Task may take, in seconds (AWS: 60).
    static let timeoutLimit: Double = 60
    static let redirectLimit = 10
    /// Headers that a task may not set (AWS, "Call HTTPS APIs").
    static let reservedHeaders: Set<String> = [
        "host", "connection", "keep-alive", "proxy-authenticate", "server", "te", "trailer", "transfer-encoding",
        "upgrade",
        "via", "x-forwarded-for", "content-length",
    ]

    mutating func set(_ name: String, _ value: String) {
        headers.removeAll { $0.name.lowercased() == name.lowercased() }
        headers.append(.init(name: name, value: value))
    }

    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

    enum Failure: Error, Equatable {
        case refusedAddress(String)
        case transport(HTTPFailure)
    }

    func send(_ transport: any HTTPTransport, _ addresses: AddressGuard, limit: Int) async throws(Failure)
        -> AWSResponse
    {
        var task = self
        for _ in 0...Self.redirectLimit {
            guard await addresses.allows(host: task.url.host) else { throw .refusedAddress(task.url.host) }
            let call = HTTPCall(
                method: task.method, url: task.url.text, headers: task.headers, body: task.body,
                timeoutSeconds: min(task.timeoutSeconds, Self.timeoutLimit), responseLimit: limit)
            let response: AWSResponse
            do {
                response = try await transport.send(call)
            } catch {
                throw .transport(error)
            }
            guard [301, 302, 303, 307, 308].contains(response.status), let location = response.header("Location"),
                let next = task.url.resolving(location)
            else { return response }
            task = task.redirected(response.status, next)
        }
        throw .transport(.connection("more than \(Self.redirectLimit) redirects"))
    }

    private func redirected(_ status: Int, _ next: URLParts) -> HTTPTask {
        var task = self
        // What proves who calls isn't shown to another host.
        if next.authority != url.authority || (url.scheme == "https" && next.scheme == "http") {
            task.headers.removeAll { ["authorization", "cookie", "x-api-key"].contains($0.name.lowercased()) }
        }
        if status == 303 || (status < 303 && method == "POST") {
            task.method = method == "HEAD" ? "HEAD" : "GET"
            task.body = []
            task.headers.removeAll { $0.name.lowercased() == "content-type" }
        }
        task.url = next
        return task
    }

    /// The result of a task: headers, body as JSON where it is JSON, status.
    static func result(_ response: AWSResponse) -> JSONValue {
        var headers = JSONObject()
        for header in response.headers {
            headers[header.name] = .array((headers[header.name]?.array ?? []) + [.string(header.value)])
        }
        return [
            "Headers": .object(headers), "ResponseBody": body(response),
            "StatusCode": .int(Int64(response.status)), "StatusText": .string(reason(response.status)),
        ]
    }

    static func body(_ response: AWSResponse) -> JSONValue {
        let text = String(decoding: response.body, as: UTF8.self)
        let type = response.header("Content-Type")?.lowercased() ?? ""
        if type.contains("json") || type.isEmpty, let value = try? JSONValue.parse(response.body) { return value }
        return .string(text)
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 203: "Non-Authoritative Information"
        case 204: "No Content"
        case 205: "Reset Content"
        case 206: "Partial Content"
        default: ""
        }
    }
}
