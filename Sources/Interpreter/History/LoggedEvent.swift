public import JSON

/// `level` of a logging configuration: which events of a history are logged
/// (Step Functions, "Log levels for Step Functions execution events").
public enum LogLevel: String, Sendable, CaseIterable {
    case all = "ALL"
    case error = "ERROR"
    case fatal = "FATAL"
    case off = "OFF"

    private static let ends: Set<String> = ["ExecutionAborted", "ExecutionFailed", "ExecutionTimedOut"]
    private static let failures: Set<String> = [
        "EvaluationFailed", "FailStateEntered", "MapIterationAborted", "MapIterationFailed", "MapRunAborted",
        "MapRunFailed", "MapStateAborted", "MapStateFailed", "ParallelStateAborted", "ParallelStateFailed",
        "TaskStateAborted", "WaitStateAborted",
    ]
    private static let tasks = ["Activity", "LambdaFunction", "Task"]
    private static let taskFailures = ["Failed", "ScheduleFailed", "StartFailed", "SubmitFailed", "TimedOut"]

    public func takes(_ type: String) -> Bool {
        switch self {
        case .all: true
        case .off: false
        case .fatal: Self.ends.contains(type)
        case .error:
            Self.ends.contains(type) || Self.failures.contains(type)
                || Self.tasks.contains { task in Self.taskFailures.contains { type == task + $0 } }
        }
    }
}

extension HistoryEvent {
    /// The bytes of an input, output or of parameters that a log shows; the rest is cut off
    /// (Step Functions, "Logging using CloudWatch Logs").
    static let loggedBytes = 248 * 1024

    /// The event as AWS writes it to a log group (recorded).
    ///
    /// - Parameter redriveCount: how often the execution had been redriven then.
    public func logged(executionARN: String, redriveCount: Int, includeExecutionData: Bool) -> JSONValue {
        let (type, details) = shape(includeExecutionData: includeExecutionData)
        return [
            "id": .string(String(link.id)), "type": .string(type),
            "details": .object((details?.value ?? [:]).cut(to: Self.loggedBytes)),
            "previous_event_id": .string(String(link.previous)), "event_timestamp": .string(String(entry.time)),
            "execution_arn": .string(executionARN), "redrive_count": .string(String(redriveCount)),
        ]
    }
}

extension JSONObject {
    fileprivate func cut(to limit: Int) -> JSONObject {
        var result = self
        for name in ["input", "output", "parameters"] {
            guard let text = self[name]?.string, text.utf8.count > limit else { continue }
            result[name] = .string(String(decoding: text.utf8.prefix(limit), as: UTF8.self))
            result["\(name)Details"] = ["truncated": true]
        }
        return result
    }
}
