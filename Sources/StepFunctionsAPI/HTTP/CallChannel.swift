import HummingbirdCore
import Logging
import NIOCore

/// A connection: the API's calls are answered by a ``CallHandler``, all else by Hummingbird behind it.
struct CallChannel: ServerChildChannel {
    let api: StepFunctionsAPI
    let configuration: APIServer.Configuration
    let rest: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        do {
            let calls = CallHandler(api: api, configuration: configuration, eventLoop: channel.eventLoop)
            try channel.pipeline.syncOperations.addHandler(calls)
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return rest.setup(channel: channel, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await rest.handle(value: value, logger: logger) }
}
