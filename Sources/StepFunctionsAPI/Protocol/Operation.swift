import Engine

/// One operation of the API: its name, the shape of its request, and what it does.
struct Operation: Sendable {
    let name: String
    let request: Shape.Structure
    let run: @Sendable (APIRequest, Engine) async throws(ServiceError) -> [UInt8]

    init(
        _ name: String, _ members: [Shape.Member],
        run: @escaping @Sendable (APIRequest, Engine) async throws(ServiceError) -> [UInt8]
    ) {
        self.name = name
        request = Shape.Structure(name, members)
        self.run = run
    }
}

extension Operation {
    /// Every operation, by name.
    static let all: [String: Operation] = Dictionary(
        uniqueKeysWithValues: [
            createActivity, createStateMachine, createStateMachineAlias, deleteActivity, deleteStateMachine,
            deleteStateMachineAlias, deleteStateMachineVersion, describeActivity, describeExecution, describeMapRun,
            describeStateMachine, describeStateMachineAlias, describeStateMachineForExecution, getActivityTask,
            getExecutionHistory, listActivities, listExecutions, listMapRuns, listStateMachineAliases,
            listStateMachineVersions, listStateMachines, listTagsForResource, publishStateMachineVersion,
            redriveExecution, sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess, startExecution, startSyncExecution,
            stopExecution, tagResource, testState, untagResource, updateMapRun, updateStateMachine,
            updateStateMachineAlias,
            validateStateMachineDefinition,
        ].map { ($0.name, $0) })
}
