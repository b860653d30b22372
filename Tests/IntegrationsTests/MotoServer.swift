import Foundation
import JSON
import StatesLanguage

@testable import Integrations

/// A moto server on loopback for all tests of this process.
final class MotoServer: Sendable {
    /// Started on a thread of its own: waiting for it must not hold up other tests.
    static let shared = Task {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try MotoServer() }) }
        }
    }

    let endpoint: String
    /// Closes with this process, however it ends.
    private let life = Pipe()
    let client: AWSClient

    private init() throws {
        let process = Process()
        let pipe = Pipe()
        // moto ends with this process: its shell sees the end of its input.
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", "\"$0\" -H 127.0.0.1 -p 0 2>&1 & read _; kill -9 $!", LocalPython.moto ?? "moto_server",
        ]
        // Else the shell would inherit the end that it waits to see closed.
        _ = fcntl(life.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        process.standardInput = life
        process.standardOutput = pipe
        try process.run()
        var text = ""
        while !text.contains("Running on http://127.0.0.1:") || !text.hasSuffix("\n") {
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { throw CocoaError(.fileReadUnknown) }
            text += String(decoding: data, as: UTF8.self)
        }
        pipe.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        let port = text.components(separatedBy: "Running on http://127.0.0.1:")[1].prefix { $0.isNumber }
        endpoint = "http://127.0.0.1:\(port)"
        client = AWSClient(
            catalog: ModelCatalog(directory: LocalPython.models), configuration: AWSConfiguration(endpoint: endpoint),
            now: { Date().timeIntervalSince1970 })
    }

    /// Calls `aws-sdk:SERVICE:ACTION` or an optimized `SERVICE:ACTION`.
    func call(_ resource: String, _ parameters: JSONValue, key: String = UUID().uuidString) async -> TaskOutcome {
        let request = TaskRequest(
            resource: .integration(resource), parameters: parameters, idempotencyKey: key, account: "123456789012",
            region: "us-east-1",
            executionARN: "arn:aws:states:us-east-1:123456789012:execution:machine:one", stateName: "s")
        let integrations: [any TaskIntegration] = [
            SDKIntegration(client: client), OptimizedIntegration(client: client),
        ]
        guard let one = integrations.first(where: { $0.serves(request.resource) }) else {
            return .failure(error: "none", cause: resource)
        }
        return await one.call(request)
    }
}

extension TaskResource {
    static func integration(_ text: String) -> TaskResource {
        var parts = text.split(separator: ":").map(String.init)
        var pattern = Pattern.requestResponse
        let action = parts.removeLast()
        let name = action.split(separator: ".").map(String.init)
        if name.count == 2 { pattern = Pattern(rawValue: "." + name[1]) ?? .requestResponse }
        return TaskResource(
            arn: "arn:aws:states:::\(text)",
            target: .integration(.init(service: parts.joined(separator: ":"), action: name[0], pattern: pattern)))
    }
}

extension TaskOutcome {
    var value: JSONValue? { if case .success(let value) = self { value } else { nil } }
    var error: String? { if case .failure(let error, _) = self { error } else { nil } }
    var cause: String? { if case .failure(_, let cause) = self { cause } else { nil } }
}
