import JSONPath

/// Why a state can't go on: an expression, a path or a limit.
struct Fault: Error, Sendable, Equatable {
    /// `States.Runtime`, `States.QueryEvaluationError`, `States.DataLimitExceeded`, …
    var error: String
    /// Without `An error occurred while executing the state …`.
    var cause: String
    /// The field of a JSONata state, as EvaluationFailed shows it.
    var location: String?

    init(error: String, cause: String, location: String? = nil) {
        self.error = error
        self.cause = cause
        self.location = location
    }

    init(_ path: JSONPathError) { self.init(error: path.error, cause: path.message) }

    static func runtime(_ cause: String) -> Fault { Fault(error: "States.Runtime", cause: cause) }

    static func query(_ cause: String, location: String?) -> Fault {
        Fault(error: "States.QueryEvaluationError", cause: cause, location: location)
    }

    static func sizeCause(_ name: String) -> String {
        "The state/task '\(name)' returned a result with a size exceeding the maximum number of bytes service limit."
    }

    static func dataLimitExceeded(_ name: String) -> Fault {
        Fault(error: "States.DataLimitExceeded", cause: sizeCause(name))
    }

    /// AWS prefixes the place to all causes but that of an oversized result.
    func cause(in state: String, enteredAt event: Int64) -> String {
        if error == "States.DataLimitExceeded" { return cause }
        return "An error occurred while executing the state '\(state)' (entered at the event id #\(event)). \(cause)"
    }
}
