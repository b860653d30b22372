import JSON

/// EMR's actions in Step Functions differ from those of its API in names, and some in parameters.
enum ElasticMapReduce {
    /// The operation of the API behind an action.
    static func operation(_ action: String) -> String {
        switch action {
        case "createCluster": "runJobFlow"
        case "terminateCluster": "terminateJobFlows"
        case "addStep": "addJobFlowSteps"
        case "cancelStep": "cancelSteps"
        case "setClusterTerminationProtection": "setTerminationProtection"
        case "modifyInstanceFleetByName": "modifyInstanceFleet"
        case "modifyInstanceGroupByName": "modifyInstanceGroups"
        default: action
        }
    }

    static func parameters(_ action: String, _ value: JSONValue) -> JSONValue {
        func wrapped(_ name: String) -> JSONValue { value[name].map { .array([$0]) } ?? .null }
        let cluster = value["ClusterId"] ?? .null
        return switch action {
        case "terminateCluster": ["JobFlowIds": wrapped("ClusterId")]
        case "setClusterTerminationProtection":
            ["JobFlowIds": wrapped("ClusterId"), "TerminationProtected": value["TerminationProtected"] ?? .null]
        case "addStep":
            ["JobFlowId": cluster, "Steps": wrapped("Step"), "ExecutionRoleArn": value["ExecutionRoleArn"] ?? .null]
        case "cancelStep": ["ClusterId": cluster, "StepIds": wrapped("StepId")]
        default: value
        }
    }

    /// Answers in Step Functions' names.
    static func result(_ action: String, _ value: JSONValue) -> JSONValue {
        switch action {
        case "addStep": ["StepId": value["StepIds"]?[0] ?? .null]
        case "cancelStep": value["CancelStepsInfoList"]?[0] ?? value
        case "createCluster":
            ["ClusterArn": value["ClusterArn"] ?? .null, "ClusterId": value["JobFlowId"] ?? .null]
        default: value
        }
    }
}
