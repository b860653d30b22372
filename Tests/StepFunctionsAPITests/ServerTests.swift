import Engine
import Foundation
import HTTPTypes
import HummingbirdCore
import JSON
import Logging
import ServiceLifecycle
import StepFunctionsAPI
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The HTTP door.
@Suite struct ServerTests {
    @Test func servesAndStops() async throws {
        let fixture = try await APIFixture()
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let mount = Mount(prefix: "/console") { _, _ in .init(status: .ok) }
        let server = APIServer(
            api: fixture.api, configuration: .init(port: 0, bodyLimit: 1000), mounts: [mount],
            logger: Logger(label: "test"), onServerRunning: { port.yield($0) })
        let group = ServiceGroup(services: [server], logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let number = await ports.first { _ in true } ?? 0
            #expect(try await get(number, "/healthz") == 200)
            #expect(try await get(number, "/readyz") == 200)
            #expect(try await get(number, "/console/page") == 200)
            #expect(try await get(number, "/nothing") == 404)
            let listed = try await post(number, "ListActivities", Data("{}".utf8))
            #expect(listed.status == 200)
            #expect(listed.contentType == "application/x-amz-json-1.0")
            #expect(listed.requestID?.count == 36)
            #expect(listed.body == #"{"activities":[]}"#)
            let large = try await post(number, "ListActivities", Data(repeating: 32, count: 1001))
            #expect(large.status == 413)
            #expect(large.body.contains("RequestEntityTooLargeException"))
            #expect(try await post(number, "Nothing", Data("{}".utf8)).status == 400)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        await fixture.engine.shutdown()
    }

    private func get(_ port: Int, _ path: String) async throws -> Int {
        let url = try #require(URL(string: "http://127.0.0.1:\(port)\(path)"))
        let (_, response) = try await URLSession.shared.data(for: URLRequest(url: url))
        return (response as? HTTPURLResponse)?.statusCode ?? 0
    }

    private struct Answer {
        let status: Int
        let contentType: String?
        let requestID: String?
        let body: String
    }

    private func post(_ port: Int, _ operation: String, _ body: Data) async throws -> Answer {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)/")))
        request.httpMethod = "POST"
        request.httpBody = body
        request.setValue("AWSStepFunctions.\(operation)", forHTTPHeaderField: "X-Amz-Target")
        let (data, response) = try await URLSession.shared.data(for: request)
        let http = response as? HTTPURLResponse
        return Answer(
            status: http?.statusCode ?? 0, contentType: http?.value(forHTTPHeaderField: "Content-Type"),
            requestID: http?.value(forHTTPHeaderField: "x-amzn-RequestId"), body: String(decoding: data, as: UTF8.self))
    }
}
