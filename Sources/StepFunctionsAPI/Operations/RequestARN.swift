import Engine

/// ARNs in requests.
extension APIRequest {
    /// The ARN of a state machine without qualifier; one with a version or an alias names no state machine that could
    /// be changed.
    func plainStateMachineARN(in member: String) throws(ServiceError) -> String {
        let text = text(member)
        let parsed = try StateMachineARN(text)
        guard parsed.label == nil else { throw .labelledARN }
        guard parsed.qualifier == nil, parsed.scope == scope else {
            throw ServiceError(.stateMachineDoesNotExist, "State Machine Does Not Exist: '\(text)'")
        }
        return parsed.base
    }

    /// The ARN of an execution. Those of Express are refused: the API knows nothing of them.
    ///
    /// - Parameter takesExpressChild: also the Express child of a map run, whose ARN has the Map's label.
    func executionARN(in member: String, takesExpressChild: Bool = false) throws(ServiceError) -> ExecutionARN {
        let arn = try ResourceARN(text(member))
        let isExpressChild = arn.type == "express" && arn.resource.first?.contains("/") == true
        guard arn.type == "execution" || takesExpressChild && isExpressChild else { throw arn.wrongType() }
        guard arn.scope == scope else {
            throw ServiceError(.executionDoesNotExist, "Execution Does Not Exist: '\(arn.text)'")
        }
        return try ExecutionARN(arn.text)
    }

    func activity(in member: String, _ catalog: Catalog) throws(ServiceError) -> Activity {
        if let activity = catalog.activity(arn: text(member), in: scope) { return activity }
        let arn = try activityARN(in: member)
        throw ServiceError(.activityDoesNotExist, "Activity Does Not Exist: '\(arn.text)'")
    }

    func activityARN(in member: String) throws(ServiceError) -> ResourceARN {
        let arn = try ResourceARN(text(member))
        guard arn.type == "activity" else { throw arn.wrongType() }
        return arn
    }
}

extension ServiceError {
    static let labelledARN = ServiceError(
        .validation, "API does not support labeled state machine ARNs",
        reason: "API_DOES_NOT_SUPPORT_LABELED_ARNS")
}
