import ArgumentParser
import Foundation
import LocalFunctions

/// The options of every command that starts a server in its own process.
struct ServerOptions: ParsableArguments {
    static let defaultPort = 8083

    @Option(help: "The address to listen on; one on loopback, as there is no authentication.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = ServerOptions.defaultPort

    @Option(help: "The folder that keeps state machines and executions.", completion: .directory)
    var data = "fermata-data"

    @Option(help: "What to do after a crash with a task whose answer is not recorded: redispatch or fail.")
    var onRecovery = RecoveryPolicy.redispatch

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Another limit than AWS's: \(LimitArgument.names.map(\.name).joined(separator: ", ")); may be given several times.",
            valueName: "name=value"))
    var limit: [LimitArgument] = []

    @Option(
        help: ArgumentHelp(
            "A folder that 'file:///...' buckets of ItemReader and ResultWriter may be in; may be given several times.",
            valueName: "dir"), completion: .directory)
    var fileRoot: [String] = []

    @Option(
        help: ArgumentHelp(
            "Step Functions Local's MockConfigFile.json: start '<state machine ARN>#<test case>' to have tasks mocked.",
            valueName: "file"), completion: .file())
    var mockConfig: String?

    @OptionGroup var functions: FunctionOptions

    @OptionGroup var aws: AWSOptions

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("A port is a number from 0 to 65535.") }
        guard !data.isEmpty else { throw ValidationError("Name a folder: --data fermata-data.") }
    }
}

/// How a server reaches AWS's services for tasks that call them.
struct AWSOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The endpoint of AWS's services: moto, LocalStack, …; SERVICE=URL for one of them, several times "
                + "(environment: AWS_ENDPOINT_URL[_SERVICE]; else AWS itself).", valueName: "[service=]url"))
    var awsEndpoint: [AWSEndpointArgument] = []

    @Option(
        help: "The folder of botocore's models, or a Python environment that has botocore; else that of --python.",
        completion: .directory)
    var awsModels: String?

    @Flag(help: "Let HTTP tasks call link-local addresses and the metadata services of clouds, too.")
    var allowLinkLocal = false
}

/// `URL` for all services, or `SERVICE=URL` for one by its name in ARNs (`dynamodb`, `lambda`).
struct AWSEndpointArgument: ExpressibleByArgument, Equatable {
    /// nil: all.
    let service: String?
    /// Without a slash at its end.
    let url: String

    init(service: String?, url: String) {
        self.service = service
        self.url = url
    }

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        let isOfOne = parts.count == 2 && !parts[0].contains("/")
        var url = isOfOne ? parts[1] : argument
        if !url.contains("://") { url = "http://\(url)" }
        while url.hasSuffix("/") { url.removeLast() }
        guard url.hasPrefix("http://") || url.hasPrefix("https://"), !url.hasSuffix(":") else { return nil }
        service = isOfOne ? parts[0] : nil
        self.url = url
    }
}

/// What happens to tasks that were under way when the server died.
enum RecoveryPolicy: String, ExpressibleByArgument, CaseIterable {
    /// They are called again under the same idempotency key.
    case redispatch
    /// They fail with a States.TaskFailed that the workflow can catch.
    case fail
}

/// Where a server finds its Lambda functions.
struct FunctionOptions: ParsableArguments {
    static let defaultFile = "fermata.yaml"

    @Option(
        name: .customLong("functions"),
        help: "A folder with a folder for each Lambda function: app.py, or an executable bootstrap.",
        completion: .directory)
    var directory: String?

    @Option(help: "A file that names the Lambda functions; fermata.yaml here, if there is one.", completion: .file())
    var config: String?

    @Option(
        help: "The Python, with awslambdaric, that runs handlers (environment: FERMATA_PYTHON; else .venv or python3).")
    var python: String?

    /// The functions of the file and of the folder; the folder's win.
    func definitions() throws -> [FunctionDefinition] {
        do throws(FunctionsFileError) {
            var definitions: [FunctionDefinition] = []
            if let file = config ?? Self.fileHere { definitions += try FunctionsFile.load(file) }
            if let directory { definitions += try FunctionsFile.scan(directory) }
            var byName: [String: FunctionDefinition] = [:]
            for definition in definitions { byName[definition.name] = definition }
            return byName.values.sorted { $0.name < $1.name }
        } catch {
            throw CommandError(.unavailable, error.description)
        }
    }

    var interpreter: String {
        if let python { return python }
        let variable = ProcessInfo.processInfo.environment["FERMATA_PYTHON"] ?? ""
        if !variable.isEmpty { return variable }
        let local = FileManager.default.currentDirectoryPath + "/.venv/bin/python"
        return FileManager.default.isExecutableFile(atPath: local) ? local : "python3"
    }

    private static var fileHere: String? {
        FileManager.default.fileExists(atPath: defaultFile) ? defaultFile : nil
    }
}
