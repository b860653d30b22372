import Engine

/// One operation of the API: its name, the shape of its request, and what it does.
struct Operation: Sendable {
    let name: String
    let request: Shape.Structure
    /// Whether the caller's thread may run it at once: it computes little before it waits.
    let isBrief: Bool
    let run: @Sendable (APIRequest, Engine) async throws(ServiceError) -> [UInt8]

    init(
        _ name: String, _ members: [Shape.Member], isBrief: Bool = false,
        run: @escaping @Sendable (APIRequest, Engine) async throws(ServiceError) -> [UInt8]
    ) {
        self.name = name
        self.isBrief = isBrief
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
