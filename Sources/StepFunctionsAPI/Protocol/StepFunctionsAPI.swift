public import Engine
import JSON

/// The AWS Step Functions API (JSON 1.0) over an ``Engine``, whatever carries the bytes.
public struct StepFunctionsAPI: Sendable {
    /// `X-Amz-Target` is this, a dot, and the operation's name.
    public static let targetPrefix = "AWSStepFunctions"

    /// Bytes of a request that an event loop may parse and check.
    private static let briefBodyLimit = 16_384

    public let engine: Engine
    private let serviceModels: ServiceModels

    /// - Parameter serviceModels: what TestState holds mocked results against.
    public init(engine: Engine, serviceModels: ServiceModels = .installed) {
        self.engine = engine
        self.serviceModels = serviceModels
    }

    /// Answers one call; every fault is an answer, too.
    ///
    /// An event loop may run it where ``pace(target:bodyBytes:)`` says so: what takes long after all leaves the loop by
    /// itself (`offOwnExecutor`).
    ///
    /// - Parameters:
    ///   - target: the header `X-Amz-Target`.
    ///   - isSyncHost: the request came under the host prefix `sync-`.
    public func respond(
        target: String, body: [UInt8], scope: Scope, isSyncHost: Bool = false
    ) async -> APIResponse {
        do {
            let operation = try Self.operation(target: target)
            let request = try Self.parse(body)
            try RequestValidation.check(request, operation.request)
            let call = APIRequest(scope: scope, body: request, isSyncHost: isSyncHost, serviceModels: serviceModels)
            return APIResponse(status: 200, bytes: try await operation.run(call, engine))
        } catch {
            return APIResponse(error)
        }
    }

    static func pace(target: String, bodyBytes: Int) -> Operation.Pace {
        guard bodyBytes <= briefBodyLimit else { return .long }
        // What isn't known is refused at once.
        return (try? operation(target: target))?.pace ?? .instant
    }

    private static func operation(target: String) throws(ServiceError) -> Operation {
        guard let operation = Operation.byTarget[target] else {
            throw ServiceError(.unknownOperation, "The operation '\(target)' is not known.")
        }
        return operation
    }

    private static func parse(_ body: [UInt8]) throws(ServiceError) -> JSONObject {
        if body.isEmpty { return JSONObject() }
        let value: JSONValue
        do {
            value = try JSONValue.parse(body)
        } catch {
            throw ServiceError(.serialization, "The request is not JSON: \(error)")
        }
        guard case .object(let object) = value else {
            throw ServiceError(.serialization, "The request is not a JSON object.")
        }
        return object
    }
}
