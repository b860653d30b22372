import JSON

/// Turns the events of a history, in order, into lines for people; states in branches and iterations are indented.
struct HistoryLines {
    let style: Style
    /// How deep what follows an event is, by the event's id.
    private var depths: [Int64: Int] = [0: 0]
    private var start: Double?

    init(style: Style) {
        self.style = style
    }

    /// The line for an event; nil for those that only say in more detail what their neighbours say.
    mutating func line(for event: JSONValue) -> String? {
        let type = event["type"]?.string ?? ""
        let time = event["timestamp"]?.number ?? 0
        let start = self.start ?? time
        self.start = start
        let depth = place(event, type)
        guard let text = text(type, EventSummary(event)) else { return nil }
        let offset = MomentText.offset(time - start)
        let padding = String(repeating: " ", count: max(0, 9 - offset.count))
        return style.dim(padding + offset) + "  " + String(repeating: "  ", count: depth) + text
    }

    private mutating func place(_ event: JSONValue, _ type: String) -> Int {
        let depth = depths[event["previousEventId"]?.integer ?? 0] ?? 0
        var shown = depth
        var following = depth
        switch type {
        case "ParallelStateStarted", "MapStateStarted", "MapIterationStarted":
            following = depth + 1
        case "ParallelStateSucceeded", "MapStateSucceeded", "ParallelStateFailed", "MapStateFailed",
            "MapIterationSucceeded", "MapIterationFailed", "MapIterationAborted", "ParallelStateAborted",
            "MapStateAborted":
            shown = max(0, depth - 1)
            following = shown
        case _ where type.hasPrefix("Execution"):
            shown = 0
        default:
            break
        }
        if let id = event["id"]?.integer { depths[id] = following }
        return shown
    }

    private func text(_ type: String, _ event: EventSummary) -> String? {
        let subject = event.subject ?? ""
        switch type {
        case "ExecutionStarted": return style.bold("▶ execution started")
        case "ExecutionSucceeded": return style.green("■ execution succeeded")
        case "ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted":
            return style.red("■ execution \(Self.words(type, without: "Execution"))") + reason(event)
        case _ where type.hasSuffix("StateEntered"): return "→ \(subject)"
        case _ where type.hasSuffix("StateExited"):
            return style.green("✓ \(subject)") + style.dim(event.output.map { "  \($0)" } ?? "")
        case _ where type.hasSuffix("StateAborted"): return style.yellow("◌ aborted")
        case "MapIterationStarted": return style.dim("· \(subject) started")
        case "MapIterationSucceeded": return style.dim("· \(subject) done")
        case "MapIterationFailed", "MapIterationAborted":
            return style.red("✗ \(subject) \(Self.words(type, without: "MapIteration"))")
        case "LambdaFunctionScheduled", "TaskScheduled", "ActivityScheduled":
            return style.dim("· calls \(subject)")
        case "ActivityStarted": return style.dim("· taken by \(subject)")
        case "TaskSubmitted": return style.dim("· submitted, waits for the answer")
        case "EvaluationFailed": return style.red("✗ \(Self.words(type, without: ""))") + reason(event)
        case _ where type.hasSuffix("Failed") || type.hasSuffix("TimedOut"):
            return event.hasReason ? style.red("✗ \(Self.words(type, without: ""))") + reason(event) : nil
        default: return nil
        }
    }

    private func reason(_ event: EventSummary) -> String {
        switch (event.error, event.cause) {
        case (let error?, let cause?): "  \(style.bold(error)): \(cause)"
        case (let error?, nil): "  \(style.bold(error))"
        case (nil, let cause?): "  \(cause)"
        case (nil, nil): ""
        }
    }

    /// `TimedOut` as `timed out`.
    private static func words(_ type: String, without prefix: String) -> String {
        var text = ""
        for character in type.dropFirst(prefix.count) {
            if character.isUppercase, !text.isEmpty { text += " " }
            text += character.lowercased()
        }
        return text
    }
}
