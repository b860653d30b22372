import NIOCore
import NIOHTTP1
import NIOPosix

/// The AWS Lambda Runtime API (2018-06-01) for one process, on a loopback port of its own.
struct RuntimeAPIServer: Sendable {
    typealias Client = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    private let listener: NIOAsyncChannel<Client, Never>
    /// `AWS_LAMBDA_RUNTIME_API`.
    let address: String

    static func bind(on group: any EventLoopGroup) async throws -> RuntimeAPIServer {
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 16)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    return try Client(wrappingChannelSynchronously: channel)
                }
            }
        return RuntimeAPIServer(
            listener: listener, address: "127.0.0.1:\(listener.channel.localAddress?.port ?? 0)")
    }

    /// Serves until the task is cancelled.
    func serve(_ sandbox: Sandbox) async {
        try? await listener.executeThenClose { clients in
            try await withThrowingDiscardingTaskGroup { group in
                for try await client in clients {
                    group.addTask { try? await Self.serve(client, sandbox) }
                }
            }
        }
    }

    private static func serve(_ client: Client, _ sandbox: Sandbox) async throws {
        try await client.executeThenClose { parts, answers in
            var head: HTTPRequestHead?
            var body: [UInt8] = []
            var isTooLarge = false
            for try await part in parts {
                switch part {
                case .head(let new):
                    head = new
                    body = []
                    isTooLarge = false
                    if new.headers["Expect"].first?.lowercased() == "100-continue" {
                        try await answers.write(.head(HTTPResponseHead(version: new.version, status: .continue)))
                    }
                case .body(let bytes):
                    if body.count + bytes.readableBytes > Invocation.answerLimit {
                        isTooLarge = true
                    } else {
                        body.append(contentsOf: bytes.readableBytesView)
                    }
                case .end:
                    guard let request = head else { continue }
                    let call = RuntimeCall(
                        method: request.method.rawValue, uri: request.uri, body: body, isTooLarge: isTooLarge)
                    guard let reply = await call.answer(by: sandbox) else { return }
                    try await write(reply, to: request, answers)
                    if !request.isKeepAlive { return }
                }
            }
        }
    }

    private static func write(
        _ reply: RuntimeCall.Reply, to request: HTTPRequestHead,
        _ answers: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    ) async throws {
        // awslambdaric crashes on an answer without a Content-Type.
        var headers: HTTPHeaders = ["Content-Type": "application/json", "Content-Length": "\(reply.body.count)"]
        for (name, value) in reply.headers { headers.add(name: name, value: value) }
        let status = HTTPResponseStatus(statusCode: reply.status)
        try await answers.write(
            contentsOf: [
                .head(HTTPResponseHead(version: request.version, status: status, headers: headers)),
                .body(.byteBuffer(ByteBuffer(bytes: reply.body))), .end(nil),
            ])
    }
}
