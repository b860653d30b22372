/// One request of the Runtime API.
struct RuntimeCall: Sendable {
    struct Reply: Sendable {
        var status: Int
        var headers: [(String, String)] = []
        var body: [UInt8] = []

        static let accepted = Reply(status: 202, body: Array(#"{"status":"OK"}"#.utf8))

        static func error(_ status: Int, _ type: String, _ message: String) -> Reply {
            Reply(status: status, body: Array(#"{"errorMessage":"\#(message)","errorType":"\#(type)"}"#.utf8))
        }
    }

    var method: String
    var uri: String
    var body: [UInt8]
    /// The body was larger than an answer may be; ``body`` holds its beginning.
    var isTooLarge: Bool

    /// nil: the sandbox ends, and there is nothing more to answer.
    func answer(by sandbox: Sandbox) async -> Reply? {
        let path = uri.prefix { $0 != "?" }.split(separator: "/")
        guard path.starts(with: ["2018-06-01", "runtime"]) else { return .error(404, "NotFound", "No such path.") }
        switch (method, path.dropFirst(2).map(String.init)) {
        case ("GET", ["invocation", "next"]):
            return await sandbox.next().map(Self.reply)
        case ("POST", let rest) where rest.count == 3 && rest[0] == "invocation" && rest[2] == "response":
            let isKnown = await sandbox.respond(rest[1], isTooLarge ? Self.tooLarge : .success(body))
            if isTooLarge { return .error(413, "RequestEntityTooLarge", "Exceeded maximum allowed payload size.") }
            return isKnown ? .accepted : Self.unknownRequest
        case ("POST", let rest) where rest.count == 3 && rest[0] == "invocation" && rest[2] == "error":
            return await sandbox.respond(rest[1], .functionError(body)) ? .accepted : Self.unknownRequest
        case ("POST", ["init", "error"]):
            await sandbox.initialisationFailed(body)
            return .accepted
        default:
            return .error(404, "NotFound", "No such path.")
        }
    }

    private static let unknownRequest = Reply.error(400, "InvalidRequestID", "Invalid request ID")

    private static let tooLarge = InvocationAnswer.Outcome.functionError(
        Array(
            #"{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum allowed payload size (\#(Invocation.answerLimit) bytes)."}"#
                .utf8))

    private static func reply(_ delivery: Sandbox.Delivery) -> Reply {
        let invocation = delivery.invocation
        var headers = [
            ("Lambda-Runtime-Aws-Request-Id", invocation.requestID),
            ("Lambda-Runtime-Deadline-Ms", "\(delivery.deadlineMilliseconds)"),
            ("Lambda-Runtime-Invoked-Function-Arn", invocation.functionARN),
        ]
        if let context = invocation.clientContext { headers.append(("Lambda-Runtime-Client-Context", context)) }
        return Reply(status: 200, headers: headers, body: invocation.payload)
    }
}
