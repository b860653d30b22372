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

    /// A definition that was accepted before, perhaps by an older version: its executions must go on.
    static func compileStored(
        _ source: String, type: StateMachineType
    ) throws(ServiceError) -> StateMachineDefinition {
        do {
            return try StateMachineDefinition.parse(accepted: source, type: type)
        } catch {
            throw ServiceError(.invalidDefinition, error.apiMessage)
        }
    }
}
