/// The optimised integrations of Step Functions with the patterns that each call offers (Developer guide, "Integrating
/// optimized services with Step Functions"), and the form of AWS SDK integrations.
enum IntegrationCatalog {
    typealias Pattern = TaskResource.Pattern

    /// Whether a Task may name the call.
    static func offers(_ action: String, _ pattern: Pattern, of service: String) -> Bool {
        if let sdk = service.dropping(prefix: "aws-sdk:") {
            return isServiceName(sdk) && isActionName(action)
                && (pattern == .requestResponse || pattern == .waitForTaskToken)
        }
        return calls[service]?[action]?.contains(pattern) ?? false
    }

    /// `lambda:invoke`, for advice.
    static let resources: [String] = calls.flatMap { service, actions in
        actions.flatMap { action, patterns in patterns.map { "\(service):\(action)\($0.rawValue)" } }
    }.sorted()

    /// `dynamodb`, `apigatewayv2`, `cognitoidentityprovider`: AWS writes services in lower case without hyphens.
    private static func isServiceName(_ name: some StringProtocol) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    }

    /// `putItem`, `listObjectsV2`: camel case.
    private static func isActionName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
        }
    }

    private static let plain: Set<Pattern> = [.requestResponse]
    private static let token: Set<Pattern> = [.requestResponse, .waitForTaskToken]
    private static let job: Set<Pattern> = [.requestResponse, .sync]
    private static let jobOrToken: Set<Pattern> = [.requestResponse, .sync, .waitForTaskToken]

    private static let calls: [String: [String: Set<Pattern>]] = [
        "apigateway": ["invoke": token],
        "athena": [
            "startQueryExecution": job, "stopQueryExecution": plain, "getQueryExecution": plain,
            "getQueryResults": plain,
        ],
        "batch": ["submitJob": job],
        "bedrock": ["invokeModel": plain, "createModelCustomizationJob": job],
        "codebuild": [
            "startBuild": job, "stopBuild": plain, "batchDeleteBuilds": plain, "batchGetReports": plain,
            "startBuildBatch": job, "stopBuildBatch": plain, "retryBuildBatch": job, "deleteBuildBatch": plain,
        ],
        "databrew": ["startJobRun": job],
        "dynamodb": ["getItem": plain, "putItem": plain, "updateItem": plain, "deleteItem": plain],
        "ecs": ["runTask": jobOrToken],
        "eks": [
            "call": plain, "runJob": job, "createCluster": job, "deleteCluster": job, "createNodegroup": job,
            "deleteNodegroup": job, "createFargateProfile": job, "deleteFargateProfile": job,
        ],
        "elasticmapreduce": [
            "createCluster": job, "terminateCluster": job, "addStep": job, "cancelStep": plain,
            "setClusterTerminationProtection": plain, "modifyInstanceFleetByName": plain,
            "modifyInstanceGroupByName": plain,
        ],
        "emr-containers": ["createVirtualCluster": plain, "deleteVirtualCluster": job, "startJobRun": job],
        "emr-serverless": [
            "createApplication": job, "deleteApplication": job, "startApplication": job, "stopApplication": job,
            "startJobRun": job, "cancelJobRun": job,
        ],
        "events": ["putEvents": token],
        "glue": ["startJobRun": job],
        "http": ["invoke": plain],
        "lambda": ["invoke": token],
        "mediaconvert": ["createJob": job],
        "sagemaker": [
            "createTrainingJob": job, "createTransformJob": job, "createLabelingJob": job,
            "createProcessingJob": job, "createHyperParameterTuningJob": job, "createEndpoint": plain,
            "createEndpointConfig": plain, "createModel": plain, "updateEndpoint": plain,
        ],
        "sns": ["publish": token],
        "sqs": ["sendMessage": token],
        "states": ["startExecution": [.requestResponse, .sync, .sync2, .waitForTaskToken]],
    ]

    /// Fields that a call can't do without: AWS refuses a definition that leaves one out (measured; other calls fail when
    /// they are made).
    static func requiredFields(of integration: TaskResource.Integration) -> [String] {
        required["\(integration.service):\(integration.action)"] ?? []
    }

    private static let required = [
        "dynamodb:deleteItem": ["TableName", "Key"],
        "dynamodb:getItem": ["TableName", "Key"],
        "dynamodb:putItem": ["TableName", "Item"],
        "dynamodb:updateItem": ["TableName", "Key"],
        "ecs:runTask": ["TaskDefinition"],
        "events:putEvents": ["Entries"],
        "glue:startJobRun": ["JobName"],
        "lambda:invoke": ["FunctionName"],
        "sns:publish": ["Message"],
        "sqs:sendMessage": ["QueueUrl", "MessageBody"],
        "states:startExecution": ["StateMachineArn"],
    ]
}

extension String {
    fileprivate func dropping(prefix: String) -> Substring? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }
}
