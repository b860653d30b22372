import JSON
import LocalFunctions

/// Reads the parameters of `http:invoke`, and joins them with what a connection adds to each request.
struct HTTPTaskParameters {
    private let request: TaskRequest
    private let connection: Connection?

    static let fields: Set<String> = [
        "ApiEndpoint", "Method", "Authentication", "InvocationConfig", "Headers", "QueryParameters", "RequestBody",
        "Transform",
    ]
    static let methods: Set<String> = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]

    init(_ request: TaskRequest, _ connection: Connection?) {
        self.request = request
        self.connection = connection
    }

    func task() throws(TaskFailure) -> HTTPTask {
        let parameters = request.parameters
        guard case .object(let object) = parameters else { throw invalid("must be an object") }
        if let unknown = object.members.first(where: { !Self.fields.contains($0.key) }) {
            throw invalid("The field '\(unknown.key)' is not supported by Step Functions")
        }
        guard let endpoint = parameters["ApiEndpoint"]?.string else {
            throw invalid("The field 'ApiEndpoint' is required but was missing")
        }
        guard var url = URLParts(endpoint) else {
            throw invalid("The value of the field 'ApiEndpoint' is not a valid URL: \(endpoint)")
        }
        guard let method = parameters["Method"]?.string else {
            throw invalid("The field 'Method' is required but was missing")
        }
        guard Self.methods.contains(method) else {
            throw invalid("The value of the field 'Method' is not valid: \(method)")
        }
        for entry in try entries(parameters["QueryParameters"], "QueryParameters") { url.append(entry.0, entry.1) }
        let additions = connection?.parameters["InvocationHttpParameters"]
        for pair in Connection.pairs(additions?["QueryStringParameters"]) { url.append(pair.0, pair.1) }
        var task = HTTPTask(
            method: method, url: url, timeoutSeconds: min(request.timeoutSeconds ?? .infinity, HTTPTask.timeoutLimit))
        for entry in try entries(parameters["Headers"], "Headers") {
            if HTTPTask.reservedHeaders.contains(entry.0.lowercased()) || entry.0.lowercased().hasPrefix("x-amz-") {
                throw invalid("The header '\(entry.0)' can't be set by a task")
            }
            task.headers.append(.init(name: entry.0, value: entry.1))
        }
        // A connection's own headers win over the task's.
        for pair in Connection.pairs(additions?["HeaderParameters"]) { task.set(pair.0, pair.1) }
        try setBody(parameters, Connection.pairs(additions?["BodyParameters"]), in: &task)
        if task.header("User-Agent") == nil {
            task.set("User-Agent", "Amazon|StepFunctions|HttpInvoke|\(request.region)")
        }
        // So that an API can tell a repetition after a crash from a new call.
        if task.header("Idempotency-Key") == nil {
            task.set("Idempotency-Key", Invocation.requestID(for: request.idempotencyKey))
        }
        return task
    }

    private func setBody(
        _ parameters: JSONValue, _ additions: [(String, String)], in task: inout HTTPTask
    ) throws(TaskFailure) {
        var body = parameters["RequestBody"]
        if !additions.isEmpty, body == nil || body?.object != nil {
            var object = body?.object ?? [:]
            for (name, value) in additions { object[name] = .string(value) }
            body = .object(object)
        }
        let encoding = parameters["Transform"]?["RequestBodyEncoding"]?.string ?? "NONE"
        let format = parameters["Transform"]?["RequestEncodingOptions"]?["ArrayFormat"]?.string ?? "INDICES"
        guard encoding == "NONE" || encoding == "URL_ENCODED" else {
            throw invalid("The value of the field 'RequestBodyEncoding' is not valid: \(encoding)")
        }
        guard let arrays = FormEncoding.ArrayFormat(rawValue: format) else {
            throw invalid("The value of the field 'ArrayFormat' is not valid: \(format)")
        }
        guard let body, !(body.isNull) else { return }
        if encoding == "URL_ENCODED" {
            guard body.object != nil else { throw invalid("'RequestBody' must be an object where it is URL_ENCODED") }
            task.body = Array(FormEncoding(arrays: arrays).text(body).utf8)
            task.set("Content-Type", "application/x-www-form-urlencoded")
        } else {
            let isText = task.header("Content-Type").map { !$0.lowercased().contains("json") } ?? false
            task.body = isText ? Array((body.string ?? body.serialized()).utf8) : body.serializedBytes()
            if task.header("Content-Type") == nil { task.set("Content-Type", "application/json") }
        }
    }

    /// The names and values of an object whose members are texts, numbers, booleans or arrays of these.
    private func entries(_ value: JSONValue?, _ field: String) throws(TaskFailure) -> [(String, String)] {
        guard let value, !value.isNull else { return [] }
        guard case .object(let object) = value else {
            throw invalid("The value of the field '\(field)' has an invalid format")
        }
        var entries: [(String, String)] = []
        for member in object.members {
            for one in member.value.array ?? [member.value] {
                if one.object != nil || one.array != nil {
                    throw invalid("The value of the field '\(field)' has an invalid format")
                }
                if !one.isNull { entries.append((member.key, one.string ?? one.serialized())) }
            }
        }
        return entries
    }

    private func invalid(_ message: String) -> TaskFailure {
        TaskFailure(
            error: "States.Runtime",
            cause:
                "The Parameters '\(request.parameters.serialized())' could not be used to start the Task: [\(message)]")
    }
}

extension Connection {
    /// `[{"Key": …, "Value": …}]`.
    static func pairs(_ value: JSONValue?) -> [(String, String)] {
        value?.array?.compactMap { entry in
            entry["Key"]?.string.flatMap { key in entry["Value"].map { (key, $0.string ?? $0.serialized()) } }
        } ?? []
    }
}
