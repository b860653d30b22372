import Digests

extension Invocation {
    /// The request id for an idempotency key: a UUID (RFC 9562, version 8) made of the key's SHA-256.
    ///
    /// A task that is dispatched again after a crash of the server has the same key and so the same
    /// `context.aws_request_id`: a handler can tell a repetition from a new attempt.
    public static func requestID(for idempotencyKey: String) -> String {
        var bytes = Array(Digest.bytes(of: Array(idempotencyKey.utf8), .sha256).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array(Digest.hex(bytes))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }.joined(separator: "-")
    }
}
