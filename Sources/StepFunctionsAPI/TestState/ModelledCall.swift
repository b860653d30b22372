import StatesLanguage

/// Which operation of which API answers an integration.
struct ModelledCall {
    /// The service's folder in botocore's data.
    let service: String
    /// As the API's model names it.
    let operation: String
    /// Members of the result that Step Functions turns into JSON.
    let free: Set<String>

    /// nil where the result is no API's: a callback gives what it likes, and HTTP calls aren't modelled.
    init?(_ integration: TaskResource.Integration) {
        guard integration.pattern != .waitForTaskToken else { return nil }
        let isSDK = integration.service.hasPrefix("aws-sdk:")
        let name = isSDK ? String(integration.service.dropFirst("aws-sdk:".utf8.count)) : integration.service
        var action = integration.action
        var free: Set<String> = []
        switch (name, action, integration.pattern) {
        case ("states", "startExecution", .sync), ("states", "startExecution", .sync2):
            // Answered by what is asked until the execution ends; `.sync:2` gives its output as JSON.
            action = "describeExecution"
            if integration.pattern == .sync2 { free = ["Input", "Output"] }
        case (_, _, .sync), (_, _, .sync2): return nil
        case ("lambda", "invoke", _) where !isSDK: free = ["Payload"]
        case ("bedrock", "invokeModel", _) where !isSDK: free = ["Body"]
        default: break
        }
        service = isSDK ? Self.folder(ofSDK: name) : Self.folders[name] ?? name
        operation = action.prefix(1).uppercased() + action.dropFirst()
        self.free = free
    }

    /// Optimised integrations whose name is not the folder's.
    private static let folders = ["states": "stepfunctions", "elasticmapreduce": "emr", "bedrock": "bedrock-runtime"]

    private static func folder(ofSDK name: String) -> String { sdkFolders[name] ?? name }

    /// SDK names that differ from the folder by more than hyphens.
    private static let sdkFolders = [
        "applicationdiscovery": "discovery", "cloudwatchlogs": "logs", "cognitoidentityprovider": "cognito-idp",
        "config": "config", "costandusagereport": "cur", "costexplorer": "ce", "databasemigration": "dms",
        "directory": "ds", "elasticloadbalancing": "elb", "elasticloadbalancingv2": "elbv2", "elasticsearch": "es",
        "eventbridge": "events", "iotdataplane": "iot-data", "iotjobsdataplane": "iot-jobs-data",
        "lexmodelbuilding": "lex-models", "lexruntime": "lex-runtime", "lexmodelsv2": "lexv2-models",
        "lexruntimev2": "lexv2-runtime", "marketplaceentitlement": "marketplace-entitlement",
        "marketplacemetering": "meteringmarketplace", "migrationhub": "mgh",
        "serverlessapplicationrepository": "serverlessrepo", "pinpointsmsvoice": "sms-voice", "sfn": "stepfunctions",
    ]
}
