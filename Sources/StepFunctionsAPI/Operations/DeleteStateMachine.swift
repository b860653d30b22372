import Engine

extension Operation {
    static let deleteStateMachine = Operation(
        "DeleteStateMachine", [.required("stateMachineArn", .arn)]
    ) { (request, engine) async throws(ServiceError) in
        let parsed = try StateMachineARN(request.text("stateMachineArn"))
        guard parsed.label == nil else { throw .labelledARN }
        if parsed.qualifier == nil, parsed.scope == request.scope {
            try await engine.catalog.deleteStateMachine(arn: parsed.base)
        }
        return ObjectWriter.empty
    }
}
