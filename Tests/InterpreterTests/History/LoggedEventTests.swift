import JSON
import Testing

@testable import Interpreter

/// What goes to a log group: which events, and how they look there.
struct LoggedEventTests {
    @Test(arguments: [
        ("ExecutionStarted", LogLevel.all), ("PassStateExited", .all), ("TaskSucceeded", .all),
        ("TaskStateExited", .all),
        ("MapRunStarted", .all), ("ExecutionSucceeded", .all), ("FailStateEntered", .error), ("TaskFailed", .error),
        ("TaskTimedOut", .error), ("TaskStateAborted", .error), ("LambdaFunctionFailed", .error),
        ("LambdaFunctionTimedOut", .error), ("ActivityTimedOut", .error), ("EvaluationFailed", .error),
        ("MapIterationFailed", .error), ("MapRunFailed", .error), ("ParallelStateFailed", .error),
        ("ExecutionFailed", .fatal), ("ExecutionAborted", .fatal), ("ExecutionTimedOut", .fatal),
    ])
    func levels(type: String, highest: LogLevel) {
        let order: [LogLevel] = [.all, .error, .fatal]
        for (place, level) in order.enumerated() {
            #expect(level.takes(type) == (place <= order.firstIndex(of: highest) ?? 0), "\(type) at \(level)")
        }
        #expect(!LogLevel.off.takes(type))
    }

    @Test func aLine() throws {
        var scenario = try Scenario(Definitions.single(#"{"Type": "Pass", "Result": 1, "End": true}"#))
        scenario.start(text: #"{ "a": 1 }"#)
        let event = scenario.events[1]
        #expect(
            event.logged(executionARN: "arn", redriveCount: 2, includeExecutionData: true).serialized()
                == #"{"id":"2","type":"PassStateEntered","details":{"name":"S","input":"{ \"a\": 1 }","inputDetails":{"truncated":false}},"previous_event_id":"0","event_timestamp":"1795356000000","execution_arn":"arn","redrive_count":"2"}"#
        )
        let bare = event.logged(executionARN: "arn", redriveCount: 0, includeExecutionData: false)
        #expect(bare["details"] == ["name": "S"])
    }

    /// 248 KiB of a payload are shown, and that there was more.
    @Test(arguments: [(HistoryEvent.loggedBytes, false), (HistoryEvent.loggedBytes + 1, true)])
    func longPayloads(bytes: Int, isCut: Bool) throws {
        var scenario = try Scenario(Definitions.single(#"{"Type": "Pass", "End": true}"#))
        scenario.start(.string(String(repeating: "x", count: bytes - 2)))
        let details = scenario.events[0].logged(executionARN: "arn", redriveCount: 0, includeExecutionData: true)[
            "details"]
        #expect(details?["input"]?.string?.utf8.count == HistoryEvent.loggedBytes)
        #expect(details?["inputDetails"] == ["truncated": .bool(isCut)])
    }
}
