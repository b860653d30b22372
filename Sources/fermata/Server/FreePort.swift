import NIOCore
import NIOPosix

/// A port of this machine that nobody listens on.
enum FreePort {
    static func find(_ host: String) async throws -> Int {
        do {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(host: host, port: 0).get()
            let port = channel.localAddress?.port ?? 0
            try await channel.close()
            return port
        } catch {
            throw CommandError(
                .unavailable, "\(host) can't be listened on (\(error)).", cure: "Listen on loopback: --host 127.0.0.1.")
        }
    }
}
