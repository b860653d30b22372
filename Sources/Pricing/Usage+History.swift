public import JSON

extension Usage {
    /// What an execution that ran used, told by its history.
    ///
    /// - Parameters:
    ///   - events: of GetExecutionHistory, the first one first.
    ///   - memory: megabytes of Lambda functions by name.
    ///   - defaultMemory: of functions that it doesn't name.
    public init(history events: [JSONValue], memory: [String: Double] = [:], defaultMemory: Double = 128) {
        self.init()
        var start = Meter()
        start.standardExecutions = 1
        add(start, to: "(start and end)")
        var one = Meter()
        one.transitions = 1
        var states: [Int64: String] = [:]
        // What the state under way has begun already: a second beginning is a retry.
        var begun: [Int64: Int64] = [:]
        var attempts: Set<Int64> = []
        var calls: [Int64: (time: Double, function: String)] = [:]
        for event in events {
            let id = event["id"]?.integer ?? 0
            let previous = event["previousEventId"]?.integer ?? 0
            let type = event["type"]?.string ?? ""
            let time = event["timestamp"]?.number ?? 0
            if type.hasSuffix("StateEntered") {
                let name = event["stateEnteredEventDetails"]?["name"]?.string ?? type
                states[id] = name
                begun[id] = id
                add(one, to: name)
                continue
            }
            if type == "ExecutionRedriven" { add(one, to: "(redrive)") }
            states[id] = states[previous]
            begun[id] = begun[previous]
            calls[id] = calls[previous]
            let name = states[id] ?? type
            if [
                "TaskScheduled", "LambdaFunctionScheduled", "ActivityScheduled", "ParallelStateStarted",
                "MapStateStarted",
            ]
            .contains(type), let entry = begun[id] {
                if !attempts.insert(entry).inserted { add(one, to: name) }
                calls[id] = Self.function(of: event, type).map { (time, $0) }
            }
            if let call = calls[id],
                type.hasSuffix("Succeeded") || type.hasSuffix("Failed") || type == "TaskSubmitted"
                    || type.hasSuffix("TimedOut"), !type.hasPrefix("Execution")
            {
                let megabytes = memory[call.function] ?? defaultMemory
                add(LambdaMetering.meter(milliseconds: max(0, time - call.time) * 1000, megabytes: megabytes), to: name)
                calls[id] = nil
            }
        }
        if let first = events.first?["timestamp"]?.number, let last = events.last?["timestamp"]?.number {
            milliseconds = (last - first) * 1000
        }
    }

    /// The Lambda function that a Scheduled event calls.
    private static func function(of event: JSONValue, _ type: String) -> String? {
        if type == "LambdaFunctionScheduled" {
            return event["lambdaFunctionScheduledEventDetails"]?["resource"]?.string.map(shortName)
        }
        guard let details = event["taskScheduledEventDetails"], details["resourceType"]?.string == "lambda" else {
            return nil
        }
        let parameters = details["parameters"]?.string.flatMap { try? JSONValue.parse($0) }
        return parameters?["FunctionName"]?.string.map(shortName) ?? ""
    }

    private static func shortName(_ text: String) -> String {
        let parts = text.split(separator: ":").map(String.init)
        if let place = parts.firstIndex(of: "function"), place + 1 < parts.count { return parts[place + 1] }
        return parts.first ?? text
    }
}
