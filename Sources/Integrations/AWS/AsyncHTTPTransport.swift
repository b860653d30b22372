import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// HTTP by async-http-client: pooled connections, TLS, no redirects of its own.
public final class AsyncHTTPTransport: HTTPTransport {
    /// For the whole process; it is never shut down.
    public static let shared = AsyncHTTPTransport()

    private let client: HTTPClient

    private init() {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(5)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }

    public func send(_ call: HTTPCall) async throws(HTTPFailure) -> AWSResponse {
        var request = HTTPClientRequest(url: call.url)
        request.method = HTTPMethod(rawValue: call.method)
        for header in call.headers { request.headers.add(name: header.name, value: header.value) }
        if !call.body.isEmpty { request.body = .bytes(ByteBuffer(bytes: call.body)) }
        do {
            let milliseconds = Int64(min(max(call.timeoutSeconds, 0.001), 86_400) * 1000)
            let response = try await client.execute(request, timeout: .milliseconds(milliseconds))
            let body = try await response.body.collect(upTo: call.responseLimit)
            return AWSResponse(
                status: Int(response.status.code),
                headers: response.headers.map { .init(name: $0.name, value: $0.value) },
                body: Array(body.readableBytesView))
        } catch {
            throw Self.failure(error, call.url)
        }
    }

    private static func failure(_ error: any Error, _ url: String) -> HTTPFailure {
        let host = url.split(separator: "/").dropFirst().first.map(String.init) ?? url
        switch error {
        case is CancellationError: return .cancelled
        case is NIOTooManyBytesError: return .responseTooLarge
        case let error as HTTPClientError:
            if error == .cancelled { return .cancelled }
            if error == .deadlineExceeded || error == .readTimeout { return .timedOut }
            if error == .emptyScheme || error == .emptyHost || error == .invalidURL { return .invalidURL(url) }
            if case .some = error.unsupportedScheme { return .invalidURL(url) }
            if error == .connectTimeout { return .connection("Connect to \(host) failed: connect timed out") }
            if error == .remoteConnectionClosed { return .connection("The target server failed to respond") }
            return .connection("\(host): \(error.shortDescription)")
        case let error as NIOConnectionError:
            let isUnknown = error.dnsAError != nil || error.dnsAAAAError != nil
            if error.connectionErrors.isEmpty, isUnknown {
                let name = host.split(separator: ":").first.map(String.init) ?? host
                return .connection("\(name): Name or service not known")
            }
            return .connection("Connect to \(host) failed: Connection refused")
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return .connection("Connect to \(host) failed: Connection refused")
        default: return .connection("\(host): \(error)")
        }
    }
}

extension HTTPClientError {
    /// Itself where its scheme isn't one of HTTP's.
    fileprivate var unsupportedScheme: HTTPClientError? {
        shortDescription.contains("Unsupported scheme") ? self : nil
    }
}
