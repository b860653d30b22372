import Foundation
import Integrations
import JSON
import LocalFunctions

extension LambdaAPI {
    /// Invoke: `RequestResponse`, `Event` and `DryRun`.
    func invoke(_ reference: FunctionReference, _ request: LambdaRequest) async throws -> LambdaReply {
        guard let definition = await host.definition(of: reference.name, qualifier: reference.qualifier) else {
            throw LambdaFailure.notFound(reference.arn)
        }
        guard request.body.count <= Invocation.payloadLimit else {
            throw LambdaFailure(
                status: 413, type: "RequestTooLargeException",
                message:
                    "Request must be smaller than \(Invocation.payloadLimit) bytes for the InvokeFunction operation")
        }
        let payload = request.body.isEmpty ? Array("{}".utf8) : request.body
        guard (try? JSONValue.parse(payload)) != nil else {
            throw LambdaFailure(
                status: 400, type: "InvalidRequestContentException",
                message: "Could not parse request body into json: Could not parse payload into json")
        }
        let context = request.headers["x-amz-client-context"].flatMap { Data(base64Encoded: $0) }
        let invocation = Invocation(
            requestID: UUID().uuidString.lowercased(), payload: payload, functionARN: reference.arn,
            clientContext: context.map { String(decoding: $0, as: UTF8.self) },
            wantsLog: request.headers["x-amz-log-type"] == "Tail")
        switch request.headers["x-amz-invocation-type"] ?? "RequestResponse" {
        case "DryRun": return LambdaReply(status: 204)
        case "Event":
            let host = host
            Task { _ = await host.invoke(reference.name, qualifier: reference.qualifier, invocation) }
            return LambdaReply(status: 202)
        default: break
        }
        guard let answer = await host.invoke(reference.name, qualifier: reference.qualifier, invocation) else {
            throw LambdaFailure.notFound(reference.arn)
        }
        var reply = LambdaReply(
            status: 200,
            headers: [
                "Content-Type": "application/json", "X-Amz-Executed-Version": definition.version,
                "x-amzn-RequestId": invocation.requestID,
            ])
        switch answer.outcome {
        case .success(let bytes): reply.body = bytes
        case .functionError(let bytes):
            reply.body = bytes
            reply.headers["X-Amz-Function-Error"] = "Unhandled"
        }
        if request.headers["x-amz-log-type"] == "Tail" {
            reply.headers["X-Amz-Log-Result"] = Data(answer.logTail).base64EncodedString()
        }
        return reply
    }
}
