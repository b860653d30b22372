import Digests
import Foundation
import Integrations
import JSON
import LocalFunctions

extension LambdaAPI {
    // MARK: CreateFunction, UpdateFunctionCode, UpdateFunctionConfiguration, DeleteFunction

    func create(_ request: LambdaRequest) async throws -> LambdaReply {
        let body = try Self.body(request)
        guard let name = body["FunctionName"]?.string,
            let reference = FunctionReference(name, account: request.account, region: request.region),
            (1...64).contains(reference.name.utf8.count),
            reference.name.utf8.allSatisfy({
                UnicodeScalar($0).properties.isAlphabetic || (48...57).contains($0) || $0 == 45 || $0 == 95
            })
        else {
            throw LambdaFailure.invalid(
                "1 validation error detected: Value at 'functionName' is not a function's name.")
        }
        if await host.definition(of: reference.name) != nil {
            throw LambdaFailure.conflict("Function already exist: \(reference.name)")
        }
        if let layers = body["Layers"]?.array, !layers.isEmpty {
            throw LambdaFailure.invalid("Layers are not supported here.")
        }
        guard body["PackageType"]?.string ?? "Zip" == "Zip" else {
            throw LambdaFailure.invalid("Functions here come as a zip; images are not supported.")
        }
        var version = StoredFunction.Version(
            version: FunctionDefinition.latest, runtime: "", handler: "", role: body["Role"]?.string ?? "",
            description: "",
            timeout: 3, memory: 128, environment: [:], codeSHA256: "", codeSize: 0, codeFolder: "", modified: "",
            revision: "")
        try apply(body, to: &version)
        try setCode(body["Code"] ?? [:], of: &version)
        var function = StoredFunction(name: reference.name, latest: version)
        function.tags = body["Tags"]?.object ?? [:]
        if body["Publish"]?.bool == true { publish(&function, description: nil) }
        try await keep(function)
        return .json(201, description(of: function, function.versions.last ?? function.latest, reference))
    }

    func updateCode(_ reference: FunctionReference, _ request: LambdaRequest) async throws -> LambdaReply {
        let body = try Self.body(request)
        var function = try function(reference)
        try setCode(body, of: &function.latest)
        if body["DryRun"]?.bool != true {
            if body["Publish"]?.bool == true { publish(&function, description: nil) }
            try await keep(function)
        }
        return .json(200, description(of: function, function.latest, reference))
    }

    func updateConfiguration(_ reference: FunctionReference, _ request: LambdaRequest) async throws -> LambdaReply {
        var function = try function(reference)
        try apply(try Self.body(request), to: &function.latest)
        try await keep(function)
        return .json(200, description(of: function, function.latest, reference))
    }

    func delete(_ reference: FunctionReference) async throws -> LambdaReply {
        var function = try function(reference)
        if let qualifier = reference.qualifier, qualifier != FunctionDefinition.latest {
            function.versions.removeAll { $0.version == qualifier }
            try await keep(function)
            await host.remove(function.name, version: qualifier)
        } else {
            try store.remove(function.name)
            functions[function.name] = nil
            await host.remove(function.name)
        }
        return LambdaReply(status: 204)
    }

    // MARK: GetFunction, GetFunctionConfiguration, ListFunctions

    func get(_ reference: FunctionReference) async throws -> LambdaReply {
        let stored = functions[reference.name]
        var answer: JSONObject = ["Configuration": try await configuration(reference)]
        answer["Code"] = ["RepositoryType": "S3", "Location": ""]
        if let stored, !stored.tags.members.isEmpty { answer["Tags"] = .object(stored.tags) }
        if let concurrency = stored?.concurrency {
            answer["Concurrency"] = ["ReservedConcurrentExecutions": .int(concurrency)]
        }
        return .json(200, .object(answer))
    }

    func configuration(_ reference: FunctionReference) async throws -> JSONValue {
        if let function = functions[reference.name] {
            guard let version = function.version(reference.qualifier) else {
                throw LambdaFailure.notFound(reference.arn)
            }
            return description(of: function, version, reference)
        }
        guard let definition = await host.definition(of: reference.name, qualifier: reference.qualifier) else {
            throw LambdaFailure.notFound(reference.arn)
        }
        return description(of: definition, reference)
    }

    func list(_ request: LambdaRequest) async throws -> LambdaReply {
        var all: [JSONValue] = []
        for status in await host.list() where status.definition.version == FunctionDefinition.latest {
            guard
                let reference = FunctionReference(
                    status.definition.name, account: request.account, region: request.region)
            else { continue }
            all.append(try await configuration(reference))
        }
        let start = request.query["Marker"].flatMap(Int.init) ?? 0
        let count = request.query["MaxItems"].flatMap(Int.init) ?? 50
        var answer: JSONObject = ["Functions": .array(Array(all.dropFirst(start).prefix(count)))]
        if all.count > start + count { answer["NextMarker"] = .string("\(start + count)") }
        return .json(200, .object(answer))
    }

    // MARK: Values

    static func body(_ request: LambdaRequest) throws(LambdaFailure) -> JSONValue {
        if request.body.isEmpty { return [:] }
        guard let value = try? JSONValue.parse(request.body), value.object != nil else {
            throw LambdaFailure(
                status: 400, type: "InvalidRequestContentException", message: "Could not parse request body into json")
        }
        return value
    }

    private func apply(_ body: JSONValue, to version: inout StoredFunction.Version) throws(LambdaFailure) {
        if let runtime = body["Runtime"]?.string { version.runtime = runtime }
        guard version.runtime.hasPrefix("python") || version.runtime.hasPrefix("provided") else {
            throw .invalid(
                "The runtime '\(version.runtime)' can't run here: use python3.x (awslambdaric) or provided.al2023 (an "
                    + "executable 'bootstrap').")
        }
        if let handler = body["Handler"]?.string { version.handler = handler }
        if version.runtime.hasPrefix("python"), version.handler.split(separator: ".").count < 2 {
            throw .invalid("The handler '\(version.handler)' must be 'module.function'.")
        }
        if let role = body["Role"]?.string { version.role = role }
        if let description = body["Description"]?.string { version.description = description }
        if let timeout = body["Timeout"]?.integer {
            guard (1...900).contains(timeout) else { throw Self.outOfRange("timeout", timeout, 900) }
            version.timeout = timeout
        }
        if let memory = body["MemorySize"]?.integer {
            guard (128...10_240).contains(memory) else { throw Self.outOfRange("memorySize", memory, 10_240) }
            version.memory = memory
        }
        if let variables = body["Environment"]?["Variables"]?.object { version.environment = variables }
        touch(&version)
    }

    private static func outOfRange(_ name: String, _ value: Int64, _ limit: Int64) -> LambdaFailure {
        LambdaFailure(
            status: 400, type: "ValidationException",
            message:
                "1 validation error detected: Value '\(value)' at '\(name)' failed to satisfy constraint: Member must have "
                + "value less than or equal to \(limit)")
    }

    private func setCode(_ code: JSONValue, of version: inout StoredFunction.Version) throws {
        guard let text = code["ZipFile"]?.string else {
            throw LambdaFailure.invalid("The code must come as ZipFile; S3 and images are not supported here.")
        }
        guard let data = Data(base64Encoded: text) else { throw LambdaFailure.invalid("ZipFile is not Base64.") }
        let bytes = [UInt8](data)
        let archive: ZipArchive
        do {
            archive = try ZipArchive(bytes)
        } catch ZipArchive.Failure.unsafePath(let path) {
            throw LambdaFailure.invalid("The zip has a path that leads outside of it: \(path)")
        } catch ZipArchive.Failure.tooLarge {
            throw LambdaFailure.invalid("Unzipped size must be smaller than \(ZipArchive.limit) bytes")
        } catch ZipArchive.Failure.unsupported(let why) {
            throw LambdaFailure.invalid("Could not unzip uploaded file: \(why).")
        } catch {
            throw LambdaFailure.invalid(
                "Could not unzip uploaded file. Please check your file, then try to upload again.")
        }
        let digest = Digest.bytes(of: bytes, .sha256)
        version.codeFolder = try store.unpack(archive, digest: Digest.hex(digest))
        version.codeSHA256 = Data(digest).base64EncodedString()
        version.codeSize = Int64(bytes.count)
        touch(&version)
    }

    private func touch(_ version: inout StoredFunction.Version) {
        version.modified = LambdaTime.text(now())
        version.revision = UUID().uuidString.lowercased()
    }

    func description(
        of function: StoredFunction, _ version: StoredFunction.Version, _ reference: FunctionReference
    ) -> JSONValue {
        var arn = reference
        arn.qualifier = reference.qualifier ?? (version.version == FunctionDefinition.latest ? nil : version.version)
        return [
            "FunctionName": .string(function.name), "FunctionArn": .string(arn.arn),
            "Runtime": .string(version.runtime),
            "Role": .string(version.role), "Handler": .string(version.handler), "CodeSize": .int(version.codeSize),
            "Description": .string(version.description), "Timeout": .int(version.timeout),
            "MemorySize": .int(version.memory), "LastModified": .string(version.modified),
            "CodeSha256": .string(version.codeSHA256), "Version": .string(version.version),
            "Environment": ["Variables": .object(version.environment)], "TracingConfig": ["Mode": "PassThrough"],
            "RevisionId": .string(version.revision), "State": "Active", "LastUpdateStatus": "Successful",
            "PackageType": "Zip", "Architectures": ["x86_64"], "EphemeralStorage": ["Size": 512],
            "SnapStart": ["ApplyOn": "None", "OptimizationStatus": "Off"],
            "LoggingConfig": ["LogFormat": "Text", "LogGroup": .string("/aws/lambda/\(function.name)")],
        ]
    }

    /// Of a function of `fermata.yaml`.
    private func description(of definition: FunctionDefinition, _ reference: FunctionReference) -> JSONValue {
        [
            "FunctionName": .string(definition.name), "FunctionArn": .string(reference.arn),
            "Runtime": .string(definition.runtime.name == "python" ? "python3.12" : "provided.al2023"), "Role": "",
            "Handler": .string(definition.runtime.handler), "CodeSize": 0, "Description": "",
            "Timeout": .int(Int64(definition.timeoutSeconds)), "MemorySize": .int(Int64(definition.memoryMB)),
            "LastModified": .string(LambdaTime.text(0)), "CodeSha256": "", "Version": .string(definition.version),
            "TracingConfig": ["Mode": "PassThrough"], "State": "Active", "LastUpdateStatus": "Successful",
            "PackageType": "Zip", "Architectures": ["x86_64"],
        ]
    }
}

/// `2024-02-29T12:34:56.000+0000`, as Lambda writes moments.
enum LambdaTime {
    static func text(_ seconds: Double) -> String {
        let date = Date(timeIntervalSince1970: seconds.rounded(.down))
        let text = date.formatted(.iso8601)
        return text.dropLast() + ".000+0000"
    }
}
