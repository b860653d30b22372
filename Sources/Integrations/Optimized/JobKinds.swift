import JSON

extension JobKind {
    static let all: [JobKind] =
        [ecs, batch, glue, databrew, athena, mediaConvert, bedrock] + codeBuild + sageMaker + emr
        + emrContainers + eks

    private static let ecs = JobKind(
        service: "ecs", action: "runTask",
        describe: inquiry(
            "describeTasks",
            [("Cluster", ["started", "Tasks", "0", "ClusterArn"]), ("Tasks", ["started", "Tasks", "0", "TaskArn"])],
            lists: ["Tasks"]),
        result: ["Tasks", "0"], state: ["LastStatus"], succeeded: ["STOPPED"], failed: [],
        stop: inquiry(
            "stopTask",
            [("Cluster", ["started", "Tasks", "0", "ClusterArn"]), ("Task", ["started", "Tasks", "0", "TaskArn"])]),
        isSuccess: { task in
            let containers = task["Containers"]?.array ?? []
            return containers.allSatisfy { $0["ExitCode"]?.integer == 0 } && task["StopCode"] != "TaskFailedToStart"
        })

    private static let batch = JobKind(
        service: "batch", action: "submitJob",
        describe: inquiry("describeJobs", [("Jobs", ["started", "JobId"])], lists: ["Jobs"]), result: ["Jobs", "0"],
        state: ["Status"], succeeded: ["SUCCEEDED"], failed: ["FAILED"],
        stop: Inquiry(action: "terminateJob") { _, started in
            ["JobId": started["JobId"] ?? .null, "Reason": "The execution was stopped."]
        })

    private static let glue = JobKind(
        service: "glue", action: "startJobRun",
        describe: inquiry("getJobRun", [("JobName", ["sent", "JobName"]), ("RunId", ["started", "JobRunId"])]),
        result: ["JobRun"], state: ["JobRunState"], succeeded: ["SUCCEEDED"],
        failed: ["FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"],
        stop: inquiry(
            "batchStopJobRun", [("JobName", ["sent", "JobName"]), ("JobRunIds", ["started", "JobRunId"])],
            lists: ["JobRunIds"]))

    private static let databrew = JobKind(
        service: "databrew", action: "startJobRun",
        describe: inquiry("describeJobRun", [("Name", ["sent", "Name"]), ("RunId", ["started", "RunId"])]), result: [],
        state: ["State"], succeeded: ["SUCCEEDED"], failed: ["FAILED", "STOPPED", "TIMEOUT"],
        stop: inquiry("stopJobRun", [("Name", ["sent", "Name"]), ("RunId", ["started", "RunId"])]))

    private static let athena = JobKind(
        service: "athena", action: "startQueryExecution",
        describe: inquiry("getQueryExecution", [("QueryExecutionId", ["started", "QueryExecutionId"])]), result: [],
        state: ["QueryExecution", "Status", "State"], succeeded: ["SUCCEEDED"], failed: ["FAILED", "CANCELLED"],
        stop: inquiry("stopQueryExecution", [("QueryExecutionId", ["started", "QueryExecutionId"])]))

    private static let mediaConvert = JobKind(
        service: "mediaconvert", action: "createJob", describe: inquiry("getJob", [("Id", ["started", "Job", "Id"])]),
        result: [], state: ["Job", "Status"], succeeded: ["COMPLETE"], failed: ["ERROR", "CANCELED"],
        stop: inquiry("cancelJob", [("Id", ["started", "Job", "Id"])]))

    private static let bedrock = JobKind(
        service: "bedrock", action: "createModelCustomizationJob",
        describe: inquiry("getModelCustomizationJob", [("JobIdentifier", ["started", "JobArn"])]), result: [],
        state: ["Status"], succeeded: ["Completed"], failed: ["Failed", "Stopped"],
        stop: inquiry("stopModelCustomizationJob", [("JobIdentifier", ["started", "JobArn"])]))

    private static let codeBuild = [
        JobKind(
            service: "codebuild", action: "startBuild",
            describe: inquiry("batchGetBuilds", [("Ids", ["started", "Build", "Id"])], lists: ["Ids"]),
            result: ["Builds", "0"], state: ["BuildStatus"], succeeded: ["SUCCEEDED"],
            failed: ["FAILED", "FAULT", "TIMED_OUT", "STOPPED"],
            stop: inquiry("stopBuild", [("Id", ["started", "Build", "Id"])])),
        JobKind(
            service: "codebuild", action: "startBuildBatch",
            describe: inquiry("batchGetBuildBatches", [("Ids", ["started", "BuildBatch", "Id"])], lists: ["Ids"]),
            result: ["BuildBatches", "0"], state: ["BuildBatchStatus"], succeeded: ["SUCCEEDED"],
            failed: ["FAILED", "FAULT", "TIMED_OUT", "STOPPED"],
            stop: inquiry("stopBuildBatch", [("Id", ["started", "BuildBatch", "Id"])])),
    ]

    private static let sageMaker = ["Training", "Transform", "Processing", "HyperParameterTuning", "Labeling"].map {
        kind in
        let status = kind == "Labeling" ? "LabelingJobStatus" : "\(kind)JobStatus"
        return JobKind(
            service: "sagemaker", action: "create\(kind)Job",
            describe: inquiry("describe\(kind)Job", [("\(kind)JobName", ["sent", "\(kind)JobName"])]), result: [],
            state: [status], succeeded: ["Completed"], failed: ["Failed", "Stopped", "DeleteFailed"],
            stop: inquiry("stop\(kind)Job", [("\(kind)JobName", ["sent", "\(kind)JobName"])]))
    }

    private static let emr = [
        JobKind(
            service: "elasticmapreduce", action: "createCluster",
            describe: inquiry("describeCluster", [("ClusterId", ["started", "JobFlowId"])]), result: ["Cluster"],
            state: ["Status", "State"], succeeded: ["WAITING", "TERMINATED"], failed: ["TERMINATED_WITH_ERRORS"],
            stop: inquiry("terminateJobFlows", [("JobFlowIds", ["started", "JobFlowId"])], lists: ["JobFlowIds"])),
        JobKind(
            service: "elasticmapreduce", action: "terminateCluster",
            describe: inquiry("describeCluster", [("ClusterId", ["sent", "ClusterId"])]), result: ["Cluster"],
            state: ["Status", "State"], succeeded: ["TERMINATED", "TERMINATED_WITH_ERRORS"], failed: []),
        JobKind(
            service: "elasticmapreduce", action: "addStep",
            describe: inquiry(
                "describeStep", [("ClusterId", ["sent", "ClusterId"]), ("StepId", ["started", "StepIds", "0"])]),
            result: [], state: ["Step", "Status", "State"], succeeded: ["COMPLETED"],
            failed: ["FAILED", "CANCELLED", "INTERRUPTED"],
            stop: inquiry(
                "cancelSteps", [("ClusterId", ["sent", "ClusterId"]), ("StepIds", ["started", "StepIds", "0"])],
                lists: ["StepIds"])),
    ]

    private static let emrContainers = [
        JobKind(
            service: "emr-containers", action: "startJobRun",
            describe: inquiry(
                "describeJobRun", [("VirtualClusterId", ["sent", "VirtualClusterId"]), ("Id", ["started", "Id"])]),
            result: ["JobRun"], state: ["State"], succeeded: ["COMPLETED"], failed: ["FAILED", "CANCELLED"],
            stop: inquiry(
                "cancelJobRun", [("VirtualClusterId", ["sent", "VirtualClusterId"]), ("Id", ["started", "Id"])])),
        JobKind(
            service: "emr-containers", action: "createVirtualCluster",
            describe: inquiry("describeVirtualCluster", [("Id", ["started", "Id"])]), result: ["VirtualCluster"],
            state: ["State"], succeeded: ["RUNNING"], failed: ["ARRESTED", "TERMINATED"],
            stop: inquiry("deleteVirtualCluster", [("Id", ["started", "Id"])])),
        JobKind(
            service: "emr-containers", action: "deleteVirtualCluster",
            describe: inquiry("describeVirtualCluster", [("Id", ["sent", "Id"])]), result: ["VirtualCluster"],
            state: ["State"], succeeded: ["TERMINATED"], failed: ["ARRESTED"], endsWhenGone: true),
    ]

    private static let eks = [
        ("Cluster", "", "Cluster", ["Name"]),
        ("Nodegroup", "Nodegroup", "Nodegroup", ["ClusterName", "NodegroupName"]),
        ("FargateProfile", "FargateProfile", "FargateProfile", ["ClusterName", "FargateProfileName"]),
    ].flatMap { kind, _, member, keys in
        let parameters = keys.map { ($0, ["sent", $0]) }
        return [
            JobKind(
                service: "eks", action: "create\(kind)", describe: inquiry("describe\(kind)", parameters), result: [],
                state: [member, "Status"], succeeded: ["ACTIVE"], failed: ["FAILED", "CREATE_FAILED", "DELETING"],
                stop: inquiry("delete\(kind)", parameters)),
            JobKind(
                service: "eks", action: "delete\(kind)", describe: inquiry("describe\(kind)", parameters), result: [],
                state: [member, "Status"], succeeded: [], failed: ["FAILED", "DELETE_FAILED"], endsWhenGone: true),
        ]
    }
}
