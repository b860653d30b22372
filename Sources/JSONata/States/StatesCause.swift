extension JSONataError {
    /// AWS's sentence for an error at run time, as it stands in the cause of `States.QueryEvaluationError`.
    ///
    /// - Parameters:
    ///   - expression: the text between `{%` and `%}`, trimmed.
    ///   - field: the path of the field, such as `Output/result`.
    ///   - requestId: a fresh UUID, which AWS adds to a fault that it calls internal.
    public func statesCause(expression: String, field: String, requestId: String = "") -> String {
        let start = "The JSONata expression '\(expression)' specified for the field '\(field)' threw an "
        if isInternal {
            return start + "internal error during evaluation." + (requestId.isEmpty ? "" : " " + requestId)
        }
        if code.isEmpty { return start + "error during evaluation: \(message)" }
        return start + "error during evaluation. \(code): \(message)"
    }
}
