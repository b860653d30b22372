import JSON

/// What a line has room for, out of an event's details.
struct EventSummary {
    /// The longest text that a line shows of a payload or cause.
    static let longestText = 120

    /// The state, the resource or the worker.
    var subject: String?
    var error: String?
    var cause: String?
    var input: String?
    var output: String?

    var hasReason: Bool { error != nil || cause != nil }

    /// - Parameter event: as GetExecutionHistory gives it.
    init(_ event: JSONValue) {
        let details = event.object?.members.first { $0.key.hasSuffix("EventDetails") }?.value
        error = details?["error"]?.string
        cause = details?["cause"]?.string.map(Self.shortened)
        input = (details?["input"] ?? details?["parameters"])?.string.map(Self.shortened)
        output = details?["output"]?.string.map(Self.shortened)
        subject = Self.subject(details)
    }

    private static func subject(_ details: JSONValue?) -> String? {
        if let name = details?["name"]?.string {
            return details?["index"]?.integer.map { "\(name) #\($0)" } ?? name
        }
        if let worker = details?["workerName"]?.string { return worker }
        if let function = functionName(details) { return function }
        if let type = details?["resourceType"]?.string, let resource = details?["resource"]?.string {
            return "\(type):\(resource)"
        }
        return details?["resource"]?.string.map { lastPart($0) }
    }

    /// Of a `lambda:invoke`.
    private static func functionName(_ details: JSONValue?) -> String? {
        guard let parameters = details?["parameters"]?.string, details?["resourceType"]?.string == "lambda" else {
            return nil
        }
        return (try? JSONValue.parse(parameters))?["FunctionName"]?.string.map { lastPart($0) }
    }

    private static func lastPart(_ arn: String) -> String {
        arn.split(separator: ":").last.map(String.init) ?? arn
    }

    static func shortened(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > longestText ? line.prefix(longestText - 1) + "…" : line
    }
}
