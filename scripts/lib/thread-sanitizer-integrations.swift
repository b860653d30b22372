public import JSON

/// Stands for Integrations' own, which needs an HTTP client.
public struct OptimizedResult: Sendable {
    public var withMetadata: JSONValue

    public init(value: JSONValue, requestID: String, length: Int, now: Double) { withMetadata = value }
}
