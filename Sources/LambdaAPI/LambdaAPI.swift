import Integrations
import JSON
public import LocalFunctions

/// Lambda's REST API over the functions of a ``FunctionHost``: those made through it, and (to read and to invoke) those of
/// `fermata.yaml`.
///
/// There is no isolation: a function runs as the server's user.
public actor LambdaAPI {
    let host: FunctionHost
    let store: FunctionStore
    /// Seconds since 1970.
    let now: @Sendable () -> Double
    var functions: [String: StoredFunction] = [:]

    /// - Parameter directory: the server's folder for code and configurations.
    public init(host: FunctionHost, directory: String, now: @escaping @Sendable () -> Double) {
        self.host = host
        store = FunctionStore(directory: directory)
        self.now = now
    }

    /// Registers the functions of earlier runs with the host.
    public func start() async {
        for function in store.load() {
            functions[function.name] = function
            await register(function)
        }
    }

    public func answer(_ request: LambdaRequest) async -> LambdaReply {
        do {
            return try await route(request)
        } catch let failure as LambdaFailure {
            return failure.reply
        } catch {
            return LambdaFailure(status: 500, type: "ServiceException", message: "\(error)").reply
        }
    }

    private func route(_ request: LambdaRequest) async throws -> LambdaReply {
        var parts = request.path.split(separator: "/").map { Self.decoded(String($0)) }
        guard parts.count >= 2 else { throw Self.unknownOperation }
        let collection = parts[1]
        parts.removeFirst(2)
        if collection == "tags" { return try await tags(request, parts.joined(separator: "/")) }
        guard let name = parts.first else {
            switch request.method {
            case "POST": return try await create(request)
            case "GET": return try await list(request)
            default: throw Self.unknownOperation
            }
        }
        guard var reference = FunctionReference(name, account: request.account, region: request.region) else {
            throw LambdaFailure.invalid(
                "1 validation error detected: Value '\(name)' at 'functionName' is not a function's name.")
        }
        if let qualifier = request.query["Qualifier"] { reference.qualifier = qualifier }
        switch (request.method, parts.dropFirst().first, parts.count) {
        case ("GET", nil, _): return try await get(reference)
        case ("DELETE", nil, _): return try await delete(reference)
        case ("GET", "configuration", 2): return .json(200, try await configuration(reference))
        case ("PUT", "configuration", 2): return try await updateConfiguration(reference, request)
        case ("PUT", "code", 2): return try await updateCode(reference, request)
        case ("POST", "invocations", 2): return try await invoke(reference, request)
        case ("POST", "versions", 2): return try await publish(reference, request)
        case ("GET", "versions", 2): return try await versions(reference)
        case (_, "aliases", _): return try await aliases(reference, request, parts.count > 2 ? parts[2] : nil)
        case ("GET", "code-signing-config", 2):
            _ = try await configuration(reference)
            return .json(200, ["FunctionName": .string(reference.name)])
        case (_, "concurrency", 2): return try await concurrency(reference, request)
        case ("GET", "policy", _):
            throw LambdaFailure(
                status: 404, type: "ResourceNotFoundException", message: "The resource you requested does not exist.")
        case ("POST", "policy", _): return .json(201, ["Statement": "{}"])
        case ("DELETE", "policy", _): return LambdaReply(status: 204)
        default: throw Self.unknownOperation
        }
    }

    /// A 4xx: clients try a 5xx again for ever.
    private static let unknownOperation = LambdaFailure(
        status: 404, type: "UnknownOperationException", message: "Fermata doesn't know this operation of Lambda.")

    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: State

    func function(_ reference: FunctionReference) throws(LambdaFailure) -> StoredFunction {
        guard let function = functions[reference.name] else { throw .notFound(reference.arn) }
        return function
    }

    func keep(_ function: StoredFunction) async throws {
        try store.save(function)
        functions[function.name] = function
        await register(function)
    }

    private func register(_ function: StoredFunction) async {
        await host.register(
            ([function.latest] + function.versions).map {
                $0.definition(of: function.name, in: store.directory, concurrency: function.concurrency)
            })
        for alias in function.aliases { await host.setAlias(alias.name, of: function.name, to: alias.version) }
    }
}
