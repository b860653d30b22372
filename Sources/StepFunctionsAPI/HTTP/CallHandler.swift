import Engine
import NIOCore

/// Takes the API's own calls (``CallHead``) out of a connection's bytes and answers them from the event loop: no
/// streams, no router. From the first byte of anything else on, the connection belongs to the handlers behind.
///
///     reading ── a whole call ──▶ answering ── response written ──▶ reading
///        └── anything else ──▶ passing
///
/// One call at a time: what a client sends ahead waits in the buffer, and a full buffer stops the reading.
final class CallHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        case reading
        case answering(Answer)
        case passing
    }

    /// A call under way.
    private final class Answer {
        let isKeepAlive: Bool
        /// Nobody waits for a long poll any more when the connection is gone; other calls go on to their end.
        let isPoll: Bool
        var task: Task<Void, Never>?

        init(isKeepAlive: Bool, isPoll: Bool) {
            self.isKeepAlive = isKeepAlive
            self.isPoll = isPoll
        }
    }

    private let api: StepFunctionsAPI
    private let configuration: APIServer.Configuration
    private let executor: EventLoopExecutor
    private var state = State.reading
    /// What has come and is not taken yet.
    private var buffer = ByteBuffer()
    /// A read that was asked for while the buffer is full.
    private var owesRead = false
    /// The server ends: the call under way is the last.
    private var closesAfterAnswer = false
    /// The client sends no more: what it sent is answered, then the connection ends.
    private var inputHasEnded = false
    private var hasEnded = false
    private var isTaking = false

    init(api: StepFunctionsAPI, configuration: APIServer.Configuration, eventLoop: any EventLoop) {
        self.api = api
        executor = EventLoopExecutor(eventLoop)
        self.configuration = configuration
    }

    // MARK: Events of the connection

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .passing = state { return context.fireChannelRead(data) }
        var part = unwrapInboundIn(data)
        if buffer.readableBytes == 0 { buffer = part } else { buffer.writeBuffer(&part) }
        takeCalls(context)
    }

    func read(context: ChannelHandlerContext) {
        if case .answering = state, buffer.readableBytes > configuration.bodyLimit {
            owesRead = true
        } else {
            context.read()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        hasEnded = true
        if case .answering(let answer) = state, answer.isPoll { answer.task?.cancel() }
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .answering(let answer) = state else { return context.fireUserInboundEventTriggered(event) }
        switch event {
        case is ChannelShouldQuiesceEvent:
            closesAfterAnswer = true
            // Its answer: no task, ask again.
            if answer.isPoll { answer.task?.cancel() }
        case ChannelEvent.inputClosed:
            inputHasEnded = true
            if answer.isPoll { answer.task?.cancel() }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    // MARK: Calls

    /// Answers the calls that are whole, one after another.
    private func takeCalls(_ context: ChannelHandlerContext) {
        // An answer that is there at once comes back here: the loop below goes on.
        guard !isTaking else { return }
        isTaking = true
        defer { isTaking = false }
        while case .reading = state, buffer.readableBytes > 0, !hasEnded {
            switch buffer.withUnsafeReadableBytes({ CallHead.read($0) }) {
            case .incomplete: return
            case .call(let head) where head.bodyLength <= configuration.bodyLimit:
                guard buffer.readableBytes >= head.length + head.bodyLength else {
                    buffer.reserveCapacity(minimumWritableBytes: head.length + head.bodyLength - buffer.readableBytes)
                    return
                }
                answer(head, context)
            case .call, .foreign: return pass(context)
            }
        }
    }

    private func pass(_ context: ChannelHandlerContext) {
        state = .passing
        let bytes = buffer
        buffer = ByteBuffer()
        context.fireChannelRead(wrapInboundOut(bytes))
        if inputHasEnded { context.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
    }

    /// Whether what has come has a next request, whoever answers it.
    private var hasNext: Bool {
        guard buffer.readableBytes > 0 else { return false }
        switch buffer.withUnsafeReadableBytes({ CallHead.read($0) }) {
        case .incomplete: return false
        case .call(let head):
            return head.bodyLength > configuration.bodyLimit || buffer.readableBytes >= head.length + head.bodyLength
        case .foreign: return true
        }
    }

    private func answer(_ head: CallHead, _ context: ChannelHandlerContext) {
        let scope = buffer.withUnsafeReadableBytes { bytes in
            RequestScope.of(
                authorization: UnsafeRawBufferPointer(rebasing: bytes[head.authorization]),
                default: configuration.defaultScope)
        }
        buffer.moveReaderIndex(forwardBy: head.length)
        let body = buffer.readBytes(length: head.bodyLength) ?? []
        // So that the next bytes can come into the same memory.
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
        let answer = Answer(isKeepAlive: head.isKeepAlive, isPoll: head.target.hasSuffix(".GetActivityTask"))
        state = .answering(answer)
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        let loop = context.eventLoop
        let call = { @Sendable [api] in
            let response = await api.respond(
                target: head.target, body: body, scope: scope, isSyncHost: head.isSyncHost)
            if loop.inEventLoop {
                bound.value.handler.finish(response, bound.value.context)
            } else {
                loop.execute { bound.value.handler.finish(response, bound.value.context) }
            }
        }
        // What is begun here and now, and comes back here after its wait, needs no other thread.
        let task =
            switch StepFunctionsAPI.pace(target: head.target, bodyBytes: head.bodyLength) {
            case .long: Task(operation: call)
            case .brief: Task.immediate(executorPreference: executor, operation: call)
            case .instant: Task.immediate(operation: call)
            }
        if case .answering(let current) = state, current === answer { answer.task = task }
    }

    private func finish(_ response: APIResponse, _ context: ChannelHandlerContext) {
        guard case .answering(let answer) = state, !hasEnded else { return }
        state = .reading
        let closes = closesAfterAnswer || !answer.isKeepAlive || inputHasEnded && !hasNext
        let bytes = wrapOutboundOut(response.http(closing: closes))
        if closes {
            hasEnded = true
            let channel = context.channel
            context.writeAndFlush(bytes).whenComplete { _ in channel.close(promise: nil) }
            return
        }
        context.writeAndFlush(bytes, promise: nil)
        if owesRead {
            owesRead = false
            context.read()
        }
        takeCalls(context)
    }
}
