#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The command and the environment of a function's process, as Lambda has them.
struct FunctionEnvironment {
    private let definition: FunctionDefinition
    private let configuration: FunctionHost.Configuration

    /// What a process takes over from the server; the rest stays with the server.
    private static let inherited = [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR",
    ]

    init(_ definition: FunctionDefinition, _ configuration: FunctionHost.Configuration) {
        self.definition = definition
        self.configuration = configuration
    }

    func process(address: String) -> SandboxProcess {
        let command =
            switch definition.runtime {
            case .python(let handler): [configuration.python, "-m", "awslambdaric", handler]
            case .provided(let executable): [executable]
            }
        return SandboxProcess(
            command: command, directory: definition.directory, environment: variables(address: address),
            memoryMB: definition.memoryMB)
    }

    private func variables(address: String) -> [String: String] {
        var variables: [String: String] = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]
        for name in Self.inherited {
            if let value = getenv(name) { variables[name] = String(cString: value) }
        }
        variables["TZ"] = ":UTC"
        variables["PYTHONUNBUFFERED"] = "1"
        variables["AWS_REGION"] = configuration.region
        variables["AWS_DEFAULT_REGION"] = configuration.region
        // An access key of twelve digits names the account at Fermata and at moto.
        variables["AWS_ACCESS_KEY_ID"] = configuration.account
        variables["AWS_SECRET_ACCESS_KEY"] = "local"
        for (name, value) in configuration.environment { variables[name] = value }
        for (name, value) in definition.environment { variables[name] = value }
        variables["PYTHONPATH"] = [definition.directory, variables["PYTHONPATH"] ?? ""].filter { !$0.isEmpty }
            .joined(separator: ":")
        variables["LAMBDA_TASK_ROOT"] = definition.directory
        variables["_HANDLER"] = definition.runtime.handler
        // awslambdaric leaves letters beyond ASCII as they are from Python 3.12 on, and tells it by this name.
        variables["AWS_EXECUTION_ENV"] =
            switch definition.runtime {
            case .python: "AWS_Lambda_python3.13"
            case .provided: "AWS_Lambda_provided.al2023"
            }
        variables["AWS_LAMBDA_RUNTIME_API"] = address
        variables["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand"
        variables["AWS_LAMBDA_FUNCTION_NAME"] = definition.name
        variables["AWS_LAMBDA_FUNCTION_VERSION"] = definition.version
        variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "\(definition.memoryMB)"
        variables["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/\(definition.name)"
        variables["AWS_LAMBDA_LOG_STREAM_NAME"] =
            "fermata/[\(definition.version)]\(address.split(separator: ":").last ?? "")"
        return variables
    }
}
