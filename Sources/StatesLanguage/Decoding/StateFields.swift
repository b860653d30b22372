/// Which fields a state may have, by its type (ASL spec, "Table of State Types and Fields"; measured on AWS with
/// ValidateStateMachineDefinition, 2026-09-05).
enum StateFields {
    static let types = ["Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map"]

    static func allowed(inType type: String) -> Set<String>? { byType[type] }

    private static let common: Set<String> = ["Type", "Comment", "QueryLanguage"]
    private static let transition: Set<String> = ["Next", "End"]
    private static let ends: Set<String> = ["InputPath", "OutputPath", "Output"]
    private static let flow = ends.union(["Assign"])
    private static let work = flow.union(transition).union([
        "ResultPath", "Parameters", "ResultSelector", "Retry", "Catch",
    ])

    private static let byType: [String: Set<String>] = [
        "Pass": flow.union(transition).union(["Result", "ResultPath", "Parameters"]),
        "Task": work.union([
            "Arguments", "Resource", "Credentials", "TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds",
            "HeartbeatSecondsPath",
        ]),
        "Wait": flow.union(transition).union(["Seconds", "Timestamp", "SecondsPath", "TimestampPath"]),
        "Parallel": work.union(["Arguments", "Branches"]),
        "Map": work.union([
            "ItemProcessor", "Iterator", "ItemsPath", "Items", "ItemSelector", "ItemReader", "ItemBatcher",
            "ResultWriter", "MaxConcurrency", "MaxConcurrencyPath", "ToleratedFailurePercentage",
            "ToleratedFailurePercentagePath", "ToleratedFailureCount", "ToleratedFailureCountPath", "Label",
        ]),
        "Choice": flow.union(["Choices", "Default"]),
        "Succeed": ends,
        "Fail": ["Error", "Cause", "ErrorPath", "CausePath"],
    ].mapValues { $0.union(common) }

    /// Fields that only states of one query language may have, wherever they stand.
    static let jsonPathOnly: Set<String> = [
        "InputPath", "OutputPath", "ResultPath", "Parameters", "ResultSelector", "Result", "ItemsPath",
        "TimeoutSecondsPath", "HeartbeatSecondsPath", "SecondsPath", "TimestampPath", "MaxConcurrencyPath",
        "ToleratedFailurePercentagePath", "ToleratedFailureCountPath", "ErrorPath", "CausePath", "MaxItemsPath",
        "MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath", "Variable", "And", "Or", "Not",
    ]
    static let jsonataOnly: Set<String> = ["Arguments", "Output", "Items", "Condition"]
}
