import Foundation
import JSON
import StatesLanguage

@testable import Integrations

/// A transport that answers by a script and keeps what it was asked.
actor StandIn: HTTPTransport {
    typealias Script = @Sendable (HTTPCall, Int) -> Result<AWSResponse, HTTPFailure>

    private(set) var calls: [HTTPCall] = []
    private let script: Script

    /// The script learns a call and how many there were before.
    init(_ script: @escaping Script) { self.script = script }

    func send(_ call: HTTPCall) async throws(HTTPFailure) -> AWSResponse {
        calls.append(call)
        return try script(call, calls.count - 1).get()
    }

    static func answer(
        _ status: Int, _ body: String, _ headers: [String: String] = ["Content-Type": "application/json"]
    )
        -> Result<AWSResponse, HTTPFailure>
    {
        .success(
            AWSResponse(
                status: status,
                headers: headers.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) },
                body: Array(body.utf8)))
    }
}

extension TaskRequest {
    static func of(_ resource: String, _ parameters: JSONValue, key: String = "key") -> TaskRequest {
        TaskRequest(
            resource: .integration(resource), parameters: parameters, idempotencyKey: key, account: "123456789012",
            region: "us-east-1", executionARN: "arn:aws:states:us-east-1:123456789012:execution:machine:one",
            stateName: "s")
    }
}
