import Engine
import Foundation
import JSON
import LocalFunctions
import StepFunctionsAPI

/// A server in this process: engine, functions and the HTTP API, put together.
struct LocalServer: Sendable {
    struct Settings: Sendable {
        var host: String
        var port: Int
        /// The folder of the journal and of the functions' logs.
        var data: String
        var functions: [FunctionDefinition]
        /// Runs the handlers that are Python.
        var python: String
        var onRecovery: RecoveryPolicy
        var limits: [LimitArgument] = []
        /// Folders for `file://` buckets.
        var fileRoots: [String] = []
        /// Of AWS's services, the last of a kind counts; none: AWS's own.
        var awsEndpoints: [AWSEndpointArgument] = []
        /// Whether HTTP tasks may call link-local and metadata addresses.
        var allowsLinkLocal = false
        /// Step Functions Local's MockConfigFile.json.
        var mockConfig: String?
        /// Where botocore is; nil: beside `python`.
        var awsModels: String?

        init(_ options: ServerOptions) throws {
            host = options.host
            port = options.port
            data = options.data
            functions = try options.functions.definitions()
            python = options.functions.interpreter
            onRecovery = options.onRecovery
            limits = options.limit
            fileRoots = options.fileRoot
            awsEndpoints = options.aws.awsEndpoint
            allowsLinkLocal = options.aws.allowLinkLocal
            awsModels = options.aws.awsModels
            mockConfig = options.mockConfig
        }

        /// On any free port of loopback.
        init(data: String, functions options: FunctionOptions) throws {
            host = "127.0.0.1"
            port = 0
            self.data = data
            functions = try options.definitions()
            python = options.interpreter
            onRecovery = .redispatch
        }

        /// What stands in for AWS, where something does.
        var standIn: String? {
            awsEndpoints.last { $0.service == nil }?.url
                ?? ProcessInfo.processInfo.environment["AWS_ENDPOINT_URL"].flatMap(AWSEndpointArgument.init(argument:))?
                .url
        }
    }

    /// Where it listens: `http://127.0.0.1:8083`.
    let endpoint: String

    var client: StepFunctionsClient {
        StepFunctionsClient(endpoint: endpoint, region: "us-east-1", account: "000000000000")
    }

    /// What an AWS SDK needs to find this server, for functions and workers.
    var clientEnvironment: [String: String] {
        [
            "AWS_ENDPOINT_URL": endpoint, "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "000000000000", "AWS_SECRET_ACCESS_KEY": "local",
        ]
    }
}
