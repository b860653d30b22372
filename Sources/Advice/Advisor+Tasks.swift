import JSON
import StatesLanguage

extension Advisor {
    private static let transports: [(words: [String], service: String)] = [
        (["publish", "notify", "notification", "sns"], "sns:publish"),
        (["enqueue", "queue", "sqs", "send-message", "sendmessage"], "sqs:sendMessage"),
        (["save", "store-order", "put", "persist", "write-item", "insert"], "dynamodb:putItem"),
        (["get-item", "getitem", "read-item", "load-item", "fetch-item"], "dynamodb:getItem"),
        (["delete-item", "deleteitem", "remove-item"], "dynamodb:deleteItem"),
        (["emit-event", "put-event", "send-event", "emit"], "events:putEvents"),
        (["start-execution", "start-workflow", "startexecution"], "states:startExecution"),
        (["upload", "copy-object", "put-object"], "aws-sdk:s3:putObject"),
        (["call-api", "http", "webhook", "proxy"], "http:invoke"),
    ]

    /// Functions whose names say that they only hand something on.
    mutating func transports() {
        for state in definition.states where isFunction(state) && !isCallback(state) {
            guard let name = functionName(state)?.lowercased() else { continue }
            guard let match = Self.transports.first(where: { $0.words.contains { Self.says(name, $0) } }) else {
                continue
            }
            add(
                .transportFunction, .note, [state.name],
                "'\(state.name)' calls the function '\(functionName(state) ?? "")', which by its name only hands data to a service.",
                why: "A function in between costs its requests and time, starts cold, and is code to keep.",
                change:
                    "Call the service itself: \(match.service), with what the function passes on as its parameters.",
                saves: Advice.Saving(perMonth: setting.functions(1), words: "a function call an execution"))
        }
    }

    /// Whether a name has a word, at the borders of words.
    private static func says(_ name: String, _ word: String) -> Bool {
        let parts = name.split { $0 == "-" || $0 == "_" || $0 == "." }.joined(separator: "-")
        return "-\(parts)-".contains("-\(word)-") || (word.contains("-") && parts.contains(word))
    }

    /// A callback or an activity that nobody need ever answer.
    mutating func callbacks() {
        for state in definition.states {
            guard case .task(let task) = state.kind, isCallback(state) || isActivity(state) else { continue }
            let what = isActivity(state) ? "waits for an activity's worker" : "waits for a task token to come back"
            if task.timeoutSeconds == nil {
                add(
                    .callbackWithoutTimeout, .warning, [state.name],
                    "'\(state.name)' \(what), without TimeoutSeconds\(task.heartbeatSeconds == nil ? " or HeartbeatSeconds" : "").",
                    why: "If the answer is lost, the execution hangs for up to a year.",
                    change: "Set TimeoutSeconds, and HeartbeatSeconds where the other side can say that it is alive.")
            } else if task.heartbeatSeconds == nil {
                add(
                    .callbackWithoutTimeout, .note, [state.name], "'\(state.name)' \(what), without HeartbeatSeconds.",
                    why: "A worker that died is noticed only when TimeoutSeconds is over.",
                    change: "Set HeartbeatSeconds, and call SendTaskHeartbeat.")
            }
        }
    }

    /// Tasks without Retry, without a timeout, with retries in step.
    mutating func retries() {
        let retried = statesRetriedFromAbove
        var bare: [String] = []
        var endless: [String] = []
        for state in definition.states {
            guard case .task(let task) = state.kind else { continue }
            if state.retriers.isEmpty, !isActivity(state), !retried.contains(state.index) { bare.append(state.name) }
            if task.timeoutSeconds == nil, !isCallback(state), !isActivity(state) { endless.append(state.name) }
            let many = state.retriers.contains { !$0.jitter && $0.maxAttempts > 1 }
            if many {
                add(
                    .retryWithoutJitter, .note, [state.name], "'\(state.name)' retries without JitterStrategy.",
                    why: "Executions that fail together retry together, and overload what had just recovered.",
                    change: "Set \"JitterStrategy\": \"FULL\".")
            }
        }
        for name in bare {
            add(
                .taskWithoutRetry, .warning, [name], "'\(name)' has no Retry.",
                why: "One throttled or lost request fails the execution, which then runs again from its start.",
                change: "Add a Retry for the service's passing errors, such as Lambda.TooManyRequestsException.",
                saves: Advice.Saving(
                    perMonth: 0,
                    words: "executions that would fail for one lost request in a thousand: "
                        + "\(Int(setting.executions / 1000)) a month"))
        }
        for name in endless {
            add(
                .taskWithoutTimeout, .note, [name], "'\(name)' has no TimeoutSeconds.",
                why: "A call that hangs holds the execution for up to a year.",
                change: "Set TimeoutSeconds a little above the longest good answer.")
        }
    }

    /// States within a Parallel or Map that is tried again as a whole.
    private var statesRetriedFromAbove: Set<StateIndex> {
        var found: Set<StateIndex> = []
        func collect(_ level: LevelIndex) {
            for index in definition[level].states where found.insert(index).inserted {
                inner(definition[index]).forEach(collect)
            }
        }
        for state in definition.states where !state.retriers.isEmpty { inner(state).forEach(collect) }
        return found
    }

    private func inner(_ state: State) -> [LevelIndex] {
        switch state.kind {
        case .parallel(let branches): branches
        case .map(let map): [map.processor]
        default: []
        }
    }

    /// Error names that no error has, or that stand behind one that takes all.
    mutating func errorNames() {
        let known: Set<String> = [
            "States.ALL", "States.Timeout", "States.TaskFailed", "States.Permissions", "States.HeartbeatTimeout",
            "States.Runtime", "States.DataLimitExceeded", "States.ResultPathMatchFailure",
            "States.ParameterPathFailure", "States.BranchFailed", "States.NoChoiceMatched", "States.IntrinsicFailure",
            "States.ExceedToleratedFailureThreshold", "States.ItemReaderFailed", "States.ResultWriterFailed",
            "States.QueryEvaluationError",
        ]
        let raised = errorsOfFails
        for state in definition.states {
            let lists = [("Retry", state.retriers.map(\.errorEquals)), ("Catch", state.catchers.map(\.errorEquals))]
            for (field, entries) in lists {
                for (number, names) in entries.enumerated() {
                    let earlier = Set(entries[..<number].flatMap { $0 })
                    for name in names {
                        let place = "\(field)[\(number)] of '\(state.name)'"
                        if let taken = Self.taker(of: name, among: earlier, field) {
                            dead(state, "\(place) names \(name), which an entry before it (\(taken)) takes already.")
                        } else if name == "States.Runtime" {
                            dead(state, "\(place) names States.Runtime, which no \(field) can take.")
                        } else if name.hasPrefix("States."), !known.contains(name), !name.hasPrefix("States.Http."),
                            let raised, !raised.contains(name)
                        {
                            dead(state, "\(place) names \(name), which Step Functions never raises.")
                        } else if name.hasPrefix("Lambda."), callsOnly(state) {
                            dead(state, "\(place) names \(name), but the state calls no function.")
                        }
                    }
                }
            }
        }
    }

    /// The entry that takes an error before it comes to its own. A Retrier that has spent its attempts lets the next one
    /// have its turn, so only the same name counts there.
    private static func taker(of name: String, among earlier: Set<String>, _ field: String) -> String? {
        if earlier.contains(name) { return name }
        guard field == "Catch" else { return nil }
        // Neither wildcard takes these.
        if ["States.DataLimitExceeded", "States.Runtime", "States.ALL"].contains(name) { return nil }
        if earlier.contains("States.ALL") { return "States.ALL" }
        let timeouts = ["States.Timeout", "States.HeartbeatTimeout"]
        return earlier.contains("States.TaskFailed") && !timeouts.contains(name) ? "States.TaskFailed" : nil
    }

    /// The error names of the definition's Fail states; nil where one computes its own.
    private var errorsOfFails: Set<String>? {
        var names: Set<String> = []
        for state in definition.states {
            guard case .fail = state.kind, let document = documents[state.name] else { continue }
            if document["ErrorPath"] != nil { return nil }
            guard let error = document["Error"]?.string else { continue }
            if error.hasPrefix("{%") { return nil }
            names.insert(error)
        }
        return names
    }

    /// Whether a Task gets its errors from a service other than Lambda, and from nobody else.
    private func callsOnly(_ state: State) -> Bool {
        guard case .task(let task) = state.kind, case .integration(let call) = task.resource.target else {
            return false
        }
        return call.service != "lambda" && call.service != "aws-sdk:lambda" && call.pattern != .waitForTaskToken
            && !["states", "aws-sdk:sfn", "http", "apigateway"].contains(call.service)
    }

    private mutating func dead(_ state: State, _ message: String) {
        add(
            .deadCatcher, .warning, [state.name], message,
            why: "The error that it is meant for goes elsewhere, or fails the execution.",
            change: "Name an error that the state can raise, and put the wider name last.")
    }
}
