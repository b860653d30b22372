public import StatesLanguage

extension Catalog {
    /// A definition as CreateStateMachine takes it: throws `InvalidDefinition` with AWS's findings.
    public static func compile(
        _ source: String, type: StateMachineType
    ) throws(ServiceError) -> StateMachineDefinition {
        do {
            return try StateMachineDefinition.parse(source, type: type)
        } catch {
            throw ServiceError(.invalidDefinition, error.apiMessage)
        }
    }

    /// A definition that was accepted before.
    static func compileStored(
        _ source: String, type: StateMachineType
    ) throws(ServiceError) -> StateMachineDefinition {
        try compile(source, type: type)
    }
}
