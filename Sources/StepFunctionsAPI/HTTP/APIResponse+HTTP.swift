import NIOCore

extension APIResponse {
    /// Status line, headers and body, as they go over the connection.
    func http(closing: Bool) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: bytes.count + 192)
        buffer.writeStaticString(statusLine)
        buffer.writeStaticString("Content-Type: application/x-amz-json-1.0\r\nx-amzn-RequestId: ")
        buffer.writeString(requestID)
        buffer.writeStaticString("\r\nContent-Length: ")
        buffer.writeString(String(bytes.count))
        buffer.writeStaticString(closing ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n")
        buffer.writeBytes(bytes)
        return buffer
    }

    private var statusLine: StaticString {
        switch status {
        case 200: "HTTP/1.1 200 OK\r\n"
        case 500: "HTTP/1.1 500 Internal Server Error\r\n"
        default: "HTTP/1.1 400 Bad Request\r\n"
        }
    }
}
