import JSON
import LocalFunctions

/// A function that was made through the API, as it is kept.
struct StoredFunction: Sendable, Equatable {
    /// One state of its code and configuration: `$LATEST` or a published version.
    struct Version: Sendable, Equatable {
        var version: String
        var runtime: String
        var handler: String
        var role: String
        var description: String
        /// Seconds.
        var timeout: Int64
        /// MiB.
        var memory: Int64
        var environment: JSONObject
        /// Base64 of the zip's SHA-256.
        var codeSHA256: String
        var codeSize: Int64
        /// The folder with the code, below the store's.
        var codeFolder: String
        /// ISO 8601, as Lambda shows it.
        var modified: String
        var revision: String
    }

    struct Alias: Sendable, Equatable {
        var name: String
        var version: String
        var description: String
        var revision: String
    }

    var name: String
    var latest: Version
    var versions: [Version] = []
    var aliases: [Alias] = []
    var tags: JSONObject = [:]
    var concurrency: Int64?

    func version(_ qualifier: String?) -> Version? {
        guard let qualifier, qualifier != FunctionDefinition.latest else { return latest }
        let number = aliases.first { $0.name == qualifier }?.version ?? qualifier
        return number == FunctionDefinition.latest ? latest : versions.first { $0.version == number }
    }
}

extension StoredFunction {
    var stored: JSONValue {
        [
            "Name": .string(name), "Latest": latest.stored, "Versions": .array(versions.map(\.stored)),
            "Aliases": .array(
                aliases.map {
                    [
                        "Name": .string($0.name), "Version": .string($0.version),
                        "Description": .string($0.description),
                        "Revision": .string($0.revision),
                    ]
                }),
            "Tags": .object(tags), "Concurrency": concurrency.map(JSONValue.int) ?? .null,
        ]
    }

    init?(stored value: JSONValue) {
        guard let name = value["Name"]?.string, let latest = value["Latest"].flatMap(Version.init(stored:)) else {
            return nil
        }
        self.name = name
        self.latest = latest
        versions = value["Versions"]?.array?.compactMap(Version.init(stored:)) ?? []
        aliases =
            value["Aliases"]?.array?.compactMap { alias in
                guard let name = alias["Name"]?.string, let version = alias["Version"]?.string else { return nil }
                return Alias(
                    name: name, version: version, description: alias["Description"]?.string ?? "",
                    revision: alias["Revision"]?.string ?? "")
            } ?? []
        tags = value["Tags"]?.object ?? [:]
        concurrency = value["Concurrency"]?.integer
    }
}

extension StoredFunction.Version {
    var stored: JSONValue {
        [
            "Version": .string(version), "Runtime": .string(runtime), "Handler": .string(handler),
            "Role": .string(role),
            "Description": .string(description), "Timeout": .int(timeout), "MemorySize": .int(memory),
            "Environment": .object(environment), "CodeSha256": .string(codeSHA256), "CodeSize": .int(codeSize),
            "CodeFolder": .string(codeFolder), "LastModified": .string(modified), "RevisionId": .string(revision),
        ]
    }

    init?(stored value: JSONValue) {
        guard let version = value["Version"]?.string, let runtime = value["Runtime"]?.string,
            let handler = value["Handler"]?.string, let folder = value["CodeFolder"]?.string
        else { return nil }
        self.version = version
        self.runtime = runtime
        self.handler = handler
        codeFolder = folder
        role = value["Role"]?.string ?? ""
        description = value["Description"]?.string ?? ""
        timeout = value["Timeout"]?.integer ?? 3
        memory = value["MemorySize"]?.integer ?? 128
        environment = value["Environment"]?.object ?? [:]
        codeSHA256 = value["CodeSha256"]?.string ?? ""
        codeSize = value["CodeSize"]?.integer ?? 0
        modified = value["LastModified"]?.string ?? ""
        revision = value["RevisionId"]?.string ?? ""
    }

    /// What the host runs. Memory below what an interpreter needs here is raised to it.
    func definition(of name: String, in directory: String, concurrency: Int64?) -> FunctionDefinition {
        let folder = "\(directory)/\(codeFolder)"
        let isPython = runtime.hasPrefix("python")
        return FunctionDefinition(
            name: name, runtime: isPython ? .python(handler: handler) : .provided(executable: folder + "/bootstrap"),
            directory: folder, timeoutSeconds: Double(timeout), memoryMB: Int(memory),
            environment: Dictionary(
                environment.members.compactMap { member in member.value.string.map { (member.key, $0) } },
                uniquingKeysWith: { $1 }),
            concurrency: Int(min(max(concurrency ?? Int64(FunctionDefinition.defaultConcurrency), 1), 1_000)),
            version: version)
    }
}
