import Engine

/// One operation of the API: its name, the shape of its request, and what it does.
struct Operation: Sendable {
    let name: String
    let request: Shape.Structure
    let pace: Pace
    let run: @Sendable (APIRequest, Engine) async throws(ServiceError) -> [UInt8]

    init(
        _ name: String, _ members: [Shape.Member], pace: Pace = .long,
        run: @escaping @Sendable (APIRequest, Engine) async throws(ServiceError) -> [UInt8]
    ) {
        self.name = name
        self.pace = pace
        request = Shape.Structure(name, members)
        self.run = run
    }
}

extension Operation {
    /// What a call asks of the event loop that it came to.
    enum Pace {
        /// Stays off the loop: it may compute or read for long.
        case long
        /// Computes little before it waits, and after: the loop runs it from start to end.
        case brief
        /// Computes little before it waits for something, if it does: the loop runs it until then.
        case instant
    }

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

    /// By the header that names them, `X-Amz-Target`.
    static let byTarget = Dictionary(
        uniqueKeysWithValues: all.map { ("\(StepFunctionsAPI.targetPrefix).\($0)", $1) })
}
