import AsyncHTTPClient
import Foundation
import JSON
import NIOCore
import NIOHTTP1
import NIOPosix

/// Speaks the AWS Step Functions API to a Fermata server, as any AWS client does: an operation is a POST.
///
/// Requests carry a credential scope, which selects region and account, but no signature that anyone could check:
/// this is for servers on loopback, which ask for none.
struct StepFunctionsClient: Sendable {
    /// Of the longest payloads that the API knows, histories included.
    static let answerLimit = 64 * 1024 * 1024

    /// A server that isn't there is said at once, not after tries for as long as an answer may take.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }()

    let endpoint: String
    let region: String
    /// Twelve digits.
    let account: String
    /// How long to wait for an answer.
    var timeout: TimeAmount = .seconds(70)

    /// Calls an operation.
    ///
    /// - Parameter operation: as AWS names it (`StartExecution`).
    /// - Throws: ``CommandError``: no answer, or the exception with which the service refused.
    func call(_ operation: String, _ parameters: JSONObject) async throws -> JSONValue {
        var request = HTTPClientRequest(url: endpoint + "/")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-amz-json-1.0")
        request.headers.add(name: "X-Amz-Target", value: "AWSStepFunctions.\(operation)")
        request.headers.add(name: "Authorization", value: authorization)
        request.body = .bytes(ByteBuffer(bytes: JSONValue.object(parameters).serializedBytes()))
        let (status, body) = try await send(request)
        let answer = try? JSONValue.parse(body.isEmpty ? Array("{}".utf8) : body)
        guard status == .ok, let answer else { throw refusal(operation, status, answer) }
        return answer
    }

    /// Whether the server answers `GET /readyz` with 200 now.
    func isReady() async -> Bool {
        let answer = try? await send(HTTPClientRequest(url: endpoint + "/readyz"))
        return answer?.0 == .ok
    }

    private var authorization: String {
        "AWS4-HMAC-SHA256 Credential=\(account)/20200101/\(region)/states/aws4_request, "
            + "SignedHeaders=host;x-amz-target, Signature=\(String(repeating: "0", count: 64))"
    }

    private func send(_ request: HTTPClientRequest) async throws -> (HTTPResponseStatus, [UInt8]) {
        do {
            let response = try await Self.http.execute(request, timeout: timeout)
            let body = try await response.body.collect(upTo: Self.answerLimit)
            return (response.status, Array(body.readableBytesView))
        } catch let error as CancellationError {
            throw error
        } catch {
            throw CommandError(
                .unavailable, "No server answers at \(endpoint) (\(Self.reason(error))).",
                cure: "Start one with 'fermata serve', or name yours with --endpoint.")
        }
    }

    /// What the system said, without the layers that passed it on.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            error.dnsAError.map(reason) ?? error.connectionErrors.first.map { reason($0.error) } ?? "no connection"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        default: "\(error)"
        }
    }

    private func refusal(_ operation: String, _ status: HTTPResponseStatus, _ answer: JSONValue?) -> CommandError {
        guard let type = answer?["__type"]?.string else {
            return CommandError(
                .unavailable, "\(endpoint) answered \(operation) with \(status), which is no Step Functions answer.",
                cure: "Is another program listening there?")
        }
        let name = type.split(separator: "#").last.map(String.init) ?? type
        let message = answer?["message"]?.string ?? answer?["Message"]?.string
        return CommandError(.refused, message.map { "\(name): \($0)" } ?? name)
    }
}
