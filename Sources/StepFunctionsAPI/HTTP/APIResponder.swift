import Engine
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

/// Turns HTTP requests into calls and answers into HTTP responses.
struct APIResponder: Sendable {
    let api: StepFunctionsAPI
    let configuration: APIServer.Configuration
    let mounts: [Mount]
    let isReady: @Sendable () -> Bool
    let logger: Logger

    func respond(to request: Request, _ writer: consuming ResponseWriter, channel: any Channel) async throws {
        let head = request.head
        if head.method == .post, head.path == "/", isOwn(request) {
            let response = await call(request)
            try await writer.write(response: response.head, body: response.body)
            return
        }
        let response = await route(request, channel: channel)
        if head.method == .head {
            try await writer.writeResponse(response.head)
        } else {
            try await writer.write(response: response.head, body: response.body)
        }
    }

    /// Whether a `POST /` is for Step Functions; what no mount takes is, too, and gets its error.
    private func isOwn(_ request: Request) -> Bool {
        if request.headers[.amzTarget]?.hasPrefix(StepFunctionsAPI.targetPrefix) == true { return true }
        return !mounts.contains { $0.takes(request) }
    }

    private func call(_ request: Request) async -> Response {
        let bytes: [UInt8]
        do {
            bytes = try await collect(request)
        } catch is BodyTooLarge {
            return Response(tooLarge(), status: .contentTooLarge, closing: true)
        } catch {
            return Response(status: .badRequest)
        }
        let headers = request.headers
        let scope = RequestScope.of(
            authorization: headers[.authorization], default: configuration.defaultScope)
        let answer = await api.respond(
            target: headers[.amzTarget] ?? "", body: bytes, scope: scope,
            isSyncHost: request.head.authority?.hasPrefix("sync-") ?? false)
        return Response(answer)
    }

    private func collect(_ request: Request) async throws -> [UInt8] {
        let announced = request.headers[.contentLength].flatMap(Int.init)
        if let announced, announced > configuration.bodyLimit { throw BodyTooLarge() }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(announced ?? 1024)
        for try await part in request.body {
            guard bytes.count + part.readableBytes <= configuration.bodyLimit else { throw BodyTooLarge() }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    private struct BodyTooLarge: Error {}

    private func tooLarge() -> APIResponse {
        APIResponse(
            ServiceError(
                .requestEntityTooLarge, "Request size exceeded the limit of \(configuration.bodyLimit) bytes"))
    }

    private func route(_ request: Request, channel: any Channel) async -> Response {
        let path = request.uri.path
        if request.method == .get || request.method == .head {
            if path == "/healthz" { return .text(.ok, "ok\n") }
            if path == "/readyz" {
                return isReady() ? .text(.ok, "ready\n") : .text(.serviceUnavailable, "not ready\n")
            }
        }
        guard let mount = mounts.first(where: { $0.takes(request) }) else {
            return .text(.notFound, "There is nothing at \(path). The API is POST / with X-Amz-Target.\n")
        }
        do {
            return try await mount.handle(request, channel)
        } catch {
            logger.warning("request failed", metadata: ["path": "\(path)", "error": "\(error)"])
            return .text(.internalServerError, "The request failed.\n")
        }
    }
}

extension Response {
    fileprivate init(_ answer: APIResponse, status: HTTPResponse.Status? = nil, closing: Bool = false) {
        var headers = HTTPFields()
        headers[.contentType] = APIResponse.contentType
        headers[.amznRequestID] = answer.requestID
        if closing { headers[.connection] = "close" }
        self.init(
            status: status ?? HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.bytes)))
    }

    fileprivate static func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

extension HTTPField.Name {
    // Literals of the header grammar: the initializer can't refuse them.
    fileprivate static let amzTarget = HTTPField.Name("x-amz-target") ?? .from
    fileprivate static let amznRequestID = HTTPField.Name("x-amzn-RequestId") ?? .from
}
