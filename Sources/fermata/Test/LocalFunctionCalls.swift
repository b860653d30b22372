import Foundation
import Interpreter
import JSON
import LocalFunctions
import Synchronization
import WorkflowTests

/// Functions that mocks call in earnest: local processes, as the server runs them.
///
/// A simulation is synchronous; a call holds its thread until the process has answered. Tests therefore run apart from
/// the threads that serve functions.
final class LocalFunctionCalls: Sendable {
    private let python: String
    private let logs = FileManager.default.temporaryDirectory.appending(path: "fermata-test-\(UUID().uuidString)")
        .path()
    private let hosts = Mutex<[String: FunctionHost]>([:])

    init(python: String) { self.python = python }

    /// The functions of a `fermata.yaml`.
    func functions(_ path: String) throws(TestProblem) -> SimulatedWorld.Function {
        let definitions: [FunctionDefinition]
        do throws(FunctionsFileError) {
            definitions = try FunctionsFile.load(path)
        } catch {
            throw TestProblem("\(error.file): \(error.message)", cure: error.cure)
        }
        let host = host(of: path)
        BlockingWait.value { await host.register(definitions) }
        return { name, payload in
            let invocation = Invocation(
                requestID: UUID().uuidString.lowercased(), payload: payload.serializedBytes(),
                functionARN: "arn:aws:lambda:us-east-1:000000000000:function:\(name)")
            let answer = BlockingWait.value { await host.invoke(name, invocation) }
            return Self.result(answer, name)
        }
    }

    /// Ends all processes.
    func shutdown() async {
        for host in hosts.withLock({ Array($0.values) }) { await host.shutdown() }
        try? FileManager.default.removeItem(atPath: logs)
    }

    private func host(of path: String) -> FunctionHost {
        hosts.withLock { hosts in
            if let known = hosts[path] { return known }
            let host = FunctionHost(FunctionHost.Configuration(python: python, logDirectory: logs))
            hosts[path] = host
            return host
        }
    }

    private static func result(_ answer: InvocationAnswer?, _ name: String) -> TaskResult {
        switch answer?.outcome {
        case .success(let bytes): return .succeeded(Payload((try? JSONValue.parse(bytes)) ?? .null))
        case .functionError(let bytes):
            let error = (try? JSONValue.parse(bytes))?["errorType"]?.string
            return .failed(error: error ?? "Lambda.Unknown", cause: String(decoding: bytes, as: UTF8.self))
        case nil:
            return .failed(error: "Lambda.ResourceNotFoundException", cause: "There is no function '\(name)'.")
        }
    }
}
