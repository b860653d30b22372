public import JSON

/// A test file made of what an execution did: its calls' answers as mocks, its path and its end as expectations.
public struct RecordedTest {
    private let definition: String
    private let execution: JSONValue
    private let events: [JSONValue]

    /// - Parameters:
    ///   - execution: the answer of DescribeExecution.
    ///   - events: those of GetExecutionHistory, the first one first.
    public init(definition: String, execution: JSONValue, events: [JSONValue]) {
        self.definition = definition
        self.execution = execution
        self.events = events
    }

    public var text: String {
        var lines = ["definition: \(Self.flow(.string(definition)))", "tests:"]
        lines.append("  - name: \(Self.flow(execution["name"] ?? "recorded"))")
        if let input = Self.parsed(execution["input"]) { lines.append("    input: \(Self.flow(input))") }
        if let start = execution["startDate"]?.number {
            lines.append("    startTime: \(Self.flow(.string(Self.timestamp(start))))")
        }
        let answers = self.answers
        if !answers.isEmpty { lines.append("    mocks:") }
        for (state, list) in answers {
            lines.append("      \(Self.flow(.string(state))):")
            for answer in list { lines.append("        - \(Self.flow(.object(answer)))") }
        }
        lines.append("    expect:")
        lines.append("      status: \(execution["status"]?.string ?? "SUCCEEDED")")
        if let output = Self.parsed(execution["output"]) { lines.append("      output: \(Self.flow(output))") }
        for field in ["error", "cause"] {
            if let value = execution[field], !value.isNull { lines.append("      \(field): \(Self.flow(value))") }
        }
        lines.append("      path:")
        for state in path { lines.append("        - \(Self.flow(.string(state)))") }
        return lines.joined(separator: "\n")
    }

    private var path: [String] {
        events.compactMap { event in
            guard event["type"]?.string?.hasSuffix("StateEntered") == true else { return nil }
            return event["stateEnteredEventDetails"]?["name"]?.string
        }
    }

    /// By state in the order of the first call: what each call was answered, and after which time.
    private var answers: [(state: String, answers: [JSONObject])] {
        var states: [Int64: String] = [:]
        var scheduled: [Int64: Double] = [:]
        var result: [(state: String, answers: [JSONObject])] = []
        for event in events {
            let id = event["id"]?.integer ?? 0
            let previous = event["previousEventId"]?.integer ?? 0
            let type = event["type"]?.string ?? ""
            let time = event["timestamp"]?.number ?? 0
            if type.hasSuffix("StateEntered") {
                states[id] = event["stateEnteredEventDetails"]?["name"]?.string
                continue
            }
            states[id] = states[previous]
            scheduled[id] = type.hasSuffix("Scheduled") ? time : scheduled[previous]
            guard let state = states[id], let answer = Self.answer(type, event, after: time - (scheduled[id] ?? time))
            else {
                continue
            }
            if let place = result.firstIndex(where: { $0.state == state }) {
                result[place].answers.append(answer)
            } else {
                result.append((state, [answer]))
            }
        }
        return result
    }

    private static func answer(_ type: String, _ event: JSONValue, after seconds: Double) -> JSONObject? {
        guard ["Task", "LambdaFunction", "Activity"].contains(where: type.hasPrefix), !type.hasPrefix("TaskState")
        else {
            return nil
        }
        let details = event.object?.members.first { $0.key.hasSuffix("EventDetails") }?.value
        var answer = JSONObject()
        if type.hasSuffix("Succeeded") {
            answer["result"] = literal(parsed(details?["output"]) ?? .null)
        } else if type.hasSuffix("TimedOut") {
            answer["never"] = true
            return answer
        } else if type.hasSuffix("Failed") {
            answer["error"] = details?["error"] ?? "States.TaskFailed"
            answer["cause"] = details?["cause"]
        } else {
            return nil
        }
        let milliseconds = Int64((seconds * 1000).rounded())
        if milliseconds > 0 { answer["delay"] = .string(DurationText.text(milliseconds)) }
        return answer
    }

    private static func literal(_ value: JSONValue) -> JSONValue { DefinitionDraft.literal(value) }

    private static func parsed(_ value: JSONValue?) -> JSONValue? {
        guard let text = value?.string else { return value }
        return (try? JSONValue.parse(text)) ?? value
    }

    private static func timestamp(_ seconds: Double) -> String { TimestampText.text(seconds) }

    /// JSON is YAML's flow style.
    private static func flow(_ value: JSONValue) -> String { value.serialized() }
}
