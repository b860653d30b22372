import Digests
import JSON

/// The answer of Lambda's Invoke API in the shape of `lambda:invoke`, its HTTP headers included.
struct LambdaResponse {
    let requestID: String
    /// Seconds since 1970.
    let now: Double
    let status: Int64
    var payloadLength = 0
    var executedVersion: String?
    var logTail: [UInt8]?

    init(requestID: String, now: Double, status: Int64) {
        self.requestID = requestID
        self.now = now
        self.status = status
    }

    func value(payload: JSONValue) -> JSONValue {
        var result = JSONObject()
        if let executedVersion { result["ExecutedVersion"] = .string(executedVersion) }
        if let logTail { result["LogResult"] = .string(Base64.encoded(logTail)) }
        result["Payload"] = payload
        result["SdkHttpMetadata"] = [
            "AllHttpHeaders": .object(
                JSONObject(order(Self.allOrder).map { name, value in (name, .array([.string(value)])) })),
            "HttpHeaders": .object(JSONObject(order(Self.sortedOrder).map { name, value in (name, .string(value)) })),
            "HttpStatusCode": .int(status),
        ]
        result["SdkResponseMetadata"] = ["RequestId": .string(requestID)]
        result["StatusCode"] = .int(status)
        return .object(result)
    }

    // The orders in which recorded histories have the headers.
    private static let allOrder = [
        "X-Amz-Executed-Version", "X-Amz-Log-Result", "x-amzn-Remapped-Content-Length", "Connection",
        "x-amzn-RequestId", "Content-Length", "Date", "X-Amzn-Trace-Id", "Content-Type",
    ]
    private static let sortedOrder = [
        "Connection", "Content-Length", "Content-Type", "Date", "X-Amz-Executed-Version", "X-Amz-Log-Result",
        "x-amzn-Remapped-Content-Length", "x-amzn-RequestId", "X-Amzn-Trace-Id",
    ]

    private func order(_ names: [String]) -> [(String, String)] {
        names.compactMap { name in header(name).map { (name, $0) } }
    }

    private func header(_ name: String) -> String? {
        switch name {
        case "X-Amz-Executed-Version": executedVersion
        case "X-Amz-Log-Result": logTail.map(Base64.encoded)
        case "x-amzn-Remapped-Content-Length": "0"
        case "Connection": "keep-alive"
        case "x-amzn-RequestId": requestID
        case "Content-Length": "\(payloadLength)"
        case "Date": HTTPDate.text(now)
        case "X-Amzn-Trace-Id": traceID
        case "Content-Type": status == 200 ? "application/json" : nil
        default: nil
        }
    }

    private var traceID: String {
        let digits = Digest.hex(of: Array(requestID.utf8), .sha256)
        let time = String(UInt32(truncatingIfNeeded: Int64(now)), radix: 16)
        let start = String(repeating: "0", count: 8 - time.count) + time
        return "Root=1-\(start)-\(digits.prefix(24));Parent=\(digits.dropFirst(24).prefix(16));Sampled=0"
    }
}
