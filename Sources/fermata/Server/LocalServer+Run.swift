import ArgumentParser
import UnixSignals

extension LocalServer {
    /// The exit status of what a signal ended before its end, as shells have it for SIGINT.
    static let interrupted = ExitCode(130)

    /// Starts a server, does something with it, and stops it in good order.
    ///
    /// - Returns: what `body` gave; nil where SIGINT or SIGTERM came first, which cancels it.
    static func run<Value: Sendable>(
        _ settings: Settings, _ body: @Sendable @escaping (LocalServer) async throws -> Value
    ) async throws -> Value? {
        try LoopbackRule.check(settings.host)
        var settings = settings
        // Functions are told the address before the server has it.
        if settings.port == 0 { settings.port = try await FreePort.find(settings.host) }
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let server = LocalServer(endpoint: "http://\(host):\(settings.port)")
        let parts = try await ServerParts(settings, server)
        let outcome: Value?
        do {
            outcome = try await parts.serve(settings) {
                try await withThrowingTaskGroup(of: Value?.self) { group in
                    group.addTask { try await body(server) }
                    group.addTask {
                        for await _ in signals { break }
                        return nil
                    }
                    defer { group.cancelAll() }
                    return try await group.next() ?? nil
                }
            }
        } catch {
            await parts.close()
            throw error
        }
        await parts.close()
        return outcome
    }

    /// Serves until a signal cancels it.
    static func untilInterrupted() async throws {
        while true { try await Task.sleep(for: .seconds(3600)) }
    }
}
