/// A service that Step Functions integrates by hand, with names and messages of the AWS SDK for Java 1.x.
struct OptimizedService: Sendable {
    /// The service of the resource: `dynamodb`, `elasticmapreduce`.
    var name: String
    /// The service in botocore's models, by its SDK name.
    var model: String
    /// What errors begin with: `DynamoDB`.
    var errorPrefix: String
    /// The service in a cause: `AmazonDynamoDBv2`.
    var causeName: String
    /// The error of a code that the model doesn't know: `AmazonDynamoDBException`.
    var baseException: String
    var actions: Set<String>

    static let all: [OptimizedService] = [
        OptimizedService(
            name: "dynamodb", model: "dynamodb", errorPrefix: "DynamoDB", causeName: "AmazonDynamoDBv2",
            baseException: "AmazonDynamoDBException", actions: ["getItem", "putItem", "updateItem", "deleteItem"]),
        OptimizedService(
            name: "sqs", model: "sqs", errorPrefix: "SQS", causeName: "AmazonSQS", baseException: "AmazonSQSException",
            actions: ["sendMessage"]),
        OptimizedService(
            name: "sns", model: "sns", errorPrefix: "SNS", causeName: "AmazonSNS", baseException: "AmazonSNSException",
            actions: ["publish"]),
        OptimizedService(
            name: "events", model: "eventbridge", errorPrefix: "EventBridge", causeName: "AmazonEventBridge",
            baseException: "AmazonEventBridgeException", actions: ["putEvents"]),
        OptimizedService(
            name: "ecs", model: "ecs", errorPrefix: "ECS", causeName: "AmazonECS", baseException: "AmazonECSException",
            actions: ["runTask"]),
        OptimizedService(
            name: "batch", model: "batch", errorPrefix: "Batch", causeName: "AWSBatch",
            baseException: "AWSBatchException",
            actions: ["submitJob"]),
        OptimizedService(
            name: "glue", model: "glue", errorPrefix: "Glue", causeName: "AWSGlue", baseException: "AWSGlueException",
            actions: ["startJobRun"]),
        OptimizedService(
            name: "databrew", model: "databrew", errorPrefix: "GlueDataBrew", causeName: "AWSGlueDataBrew",
            baseException: "AWSGlueDataBrewException", actions: ["startJobRun"]),
        OptimizedService(
            name: "codebuild", model: "codebuild", errorPrefix: "CodeBuild", causeName: "AWSCodeBuild",
            baseException: "AWSCodeBuildException",
            actions: [
                "startBuild", "stopBuild", "batchDeleteBuilds", "batchGetReports", "startBuildBatch", "stopBuildBatch",
                "retryBuildBatch", "deleteBuildBatch",
            ]),
        OptimizedService(
            name: "athena", model: "athena", errorPrefix: "Athena", causeName: "AmazonAthena",
            baseException: "AmazonAthenaException",
            actions: ["startQueryExecution", "stopQueryExecution", "getQueryExecution", "getQueryResults"]),
        OptimizedService(
            name: "sagemaker", model: "sagemaker", errorPrefix: "SageMaker", causeName: "AmazonSageMaker",
            baseException: "AmazonSageMakerException",
            actions: [
                "createTrainingJob", "createTransformJob", "createProcessingJob", "createHyperParameterTuningJob",
                "createLabelingJob", "createEndpoint", "createEndpointConfig", "createModel", "updateEndpoint",
            ]),
        OptimizedService(
            name: "elasticmapreduce", model: "emr", errorPrefix: "ElasticMapReduce",
            causeName: "AmazonElasticMapReduce",
            baseException: "AmazonElasticMapReduceException",
            actions: [
                "createCluster", "setClusterTerminationProtection", "terminateCluster", "addStep", "cancelStep",
                "modifyInstanceFleetByName", "modifyInstanceGroupByName",
            ]),
        OptimizedService(
            name: "emr-containers", model: "emrcontainers", errorPrefix: "EMRContainers",
            causeName: "AmazonEMRContainers",
            baseException: "AmazonEMRContainersException",
            actions: ["createVirtualCluster", "deleteVirtualCluster", "startJobRun"]),
        OptimizedService(
            name: "eks", model: "eks", errorPrefix: "EKS", causeName: "AmazonEKS", baseException: "AmazonEKSException",
            actions: [
                "createCluster", "deleteCluster", "createNodegroup", "deleteNodegroup", "createFargateProfile",
                "deleteFargateProfile",
            ]),
        OptimizedService(
            name: "bedrock", model: "bedrock", errorPrefix: "Bedrock", causeName: "AmazonBedrock",
            baseException: "AmazonBedrockException", actions: ["createModelCustomizationJob"]),
        OptimizedService(
            name: "mediaconvert", model: "mediaconvert", errorPrefix: "MediaConvert", causeName: "AWSMediaConvert",
            baseException: "AWSMediaConvertException", actions: ["createJob"]),
    ]
}
