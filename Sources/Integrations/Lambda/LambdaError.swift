import JSON
import LocalFunctions

/// A failed invocation, as Step Functions reports it.
struct LambdaError: Error {
    var error: String
    var cause: String

    var outcome: TaskOutcome { .failure(error: error, cause: cause) }

    static func notFound(_ function: FunctionReference, requestID: String) -> LambdaError {
        service(
            "ResourceNotFoundException", status: 404, "Function not found: \(function.qualifiedARN)",
            requestID: requestID)
    }

    static func tooLarge(requestID: String) -> LambdaError {
        service(
            "RequestTooLargeException", status: 413,
            "Request must be smaller than \(Invocation.payloadLimit) bytes for the InvokeFunction operation",
            requestID: requestID)
    }

    /// An error of the Lambda service itself, in the words of the SDK that Step Functions uses.
    static func service(_ code: String, status: Int, _ message: String, requestID: String) -> LambdaError {
        LambdaError(
            error: "Lambda.\(code)",
            cause:
                "\(message) (Service: AWSLambda; Status Code: \(status); Error Code: \(code); Request ID: \(requestID); "
                + "Proxy: null)")
    }

    /// What the function itself reported: the error is its `errorType`, the cause the whole payload.
    ///
    /// Paths of the function's folder read `/var/task`, as in Lambda; the function's log keeps them as they are.
    static func function(_ payload: [UInt8], directory: String?) -> LambdaError {
        var text = String(decoding: payload, as: UTF8.self)
        guard let value = try? JSONValue.parse(payload), let type = value["errorType"]?.string, !type.isEmpty else {
            return unknown(text)
        }
        if let directory { text = replacing("\(directory)/", by: "/var/task/", in: text) }
        return LambdaError(error: type, cause: text)
    }

    /// An answer that isn't JSON.
    static func garbage(_ payload: [UInt8]) -> LambdaError {
        unknown(String(decoding: payload.prefix(4_096), as: UTF8.self))
    }

    private static func unknown(_ payload: String) -> LambdaError {
        LambdaError(
            error: "Lambda.Unknown",
            cause:
                "The cause could not be determined because Lambda did not return an error type. Returned payload: \(payload)"
        )
    }

    private static func replacing(_ old: String, by new: String, in text: String) -> String {
        let (text, old) = (Array(text.utf8), Array(old.utf8))
        guard text.count >= old.count else { return String(decoding: text, as: UTF8.self) }
        var result: [UInt8] = []
        var place = 0
        while place < text.count {
            if text[place] == old[0], text[place...].starts(with: old) {
                result.append(contentsOf: new.utf8)
                place += old.count
            } else {
                result.append(text[place])
                place += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
