import JSON
import LocalFunctions

/// The services that an installed botocore describes, read when first used.
public actor ModelCatalog {
    /// botocore's `data` folder.
    public nonisolated let directory: String?
    private var models: [String: ServiceModel] = [:]
    private var index: [String: String]?
    private var rules: [String: EndpointRules] = [:]
    private var partitions: JSONValue?

    /// `directory` nil: no botocore, and so no services.
    public init(directory: String?) { self.directory = directory }

    /// The `data` folder of the botocore that a Python environment has; nil where there is none.
    ///
    /// `path` is the environment's folder (`.venv`), its Python, or a botocore's `data` folder itself.
    public static func find(near path: String) -> String? {
        if DataFiles.isDirectory("\(path)/dynamodb") { return path }
        var environment = path
        for suffix in ["/bin/python3", "/bin/python"] where path.hasSuffix(suffix) {
            environment = String(path.dropLast(suffix.count))
        }
        for name in DataFiles.names(in: "\(environment)/lib") where name.hasPrefix("python3") {
            let data = "\(environment)/lib/\(name)/site-packages/botocore/data"
            if DataFiles.isDirectory(data) { return data }
        }
        return nil
    }

    enum Failure: Error, Equatable {
        case noModels
        case unknownService(String)
        case unreadable(String)
    }

    /// A service by its name in an ARN: `dynamodb`, `secretsmanager`, `sfn`.
    func service(_ name: String) throws(Failure) -> ServiceModel {
        if let model = models[name] { return model }
        guard let directory else { throw .noModels }
        guard let folder = folder(of: name, in: directory) else { throw .unknownService(name) }
        guard let bytes = Self.modelFile(in: "\(directory)/\(folder)"), var document = try? JSONValue.parse(bytes)
        else { throw .unreadable("\(directory)/\(folder)") }
        for extra in Self.extras(in: "\(directory)/\(folder)") { document = Self.merged(document, extra) }
        guard let model = ServiceModel(Self.withoutProse(document))
        else { throw .unreadable("\(directory)/\(folder)") }
        models[name] = model
        return model
    }

    /// The rules of a service's endpoints.
    func endpointRules(_ name: String) throws(Failure) -> EndpointRules {
        if let known = rules[name] { return known }
        guard let directory else { throw .noModels }
        guard let folder = folder(of: name, in: directory) else { throw .unknownService(name) }
        let path = Self.latestVersion("\(directory)/\(folder)").map { "\($0)/endpoint-rule-set-1.json" } ?? ""
        let bytes = DataFiles.bytes(of: "\(path).gz").flatMap { try? Inflate.gunzip($0) } ?? DataFiles.bytes(of: path)
        guard let document = bytes.flatMap({ try? JSONValue.parse($0) }),
            let found = EndpointRules(document, partitions: partitionTable(directory))
        else { throw .unreadable(path) }
        rules[name] = found
        return found
    }

    private func partitionTable(_ directory: String) -> JSONValue {
        if let partitions { return partitions }
        let table = DataFiles.bytes(of: "\(directory)/partitions.json").flatMap { try? JSONValue.parse($0) } ?? [:]
        partitions = table
        return table
    }

    /// Each service's name in ARNs, with its folder; for lists and tests.
    func services() -> [String: String] {
        if let index { return index }
        var index: [String: String] = [:]
        for folder in directory.map(DataFiles.names) ?? [] {
            guard let directory, let id = Self.serviceID(in: "\(directory)/\(folder)") else { continue }
            index[AWSNames.service(serviceID: id)] = folder
        }
        self.index = index
        return index
    }

    private func folder(of name: String, in directory: String) -> String? {
        if let id = Self.serviceID(in: "\(directory)/\(name)"), AWSNames.service(serviceID: id) == name { return name }
        return services()[name]
    }

    // MARK: Files

    private static func latestVersion(_ folder: String) -> String? {
        DataFiles.names(in: folder).last { name in
            DataFiles.exists("\(folder)/\(name)/service-2.json.gz")
                || DataFiles.exists("\(folder)/\(name)/service-2.json")
        }
        .map { "\(folder)/\($0)" }
    }

    private static func modelFile(in folder: String) -> [UInt8]? {
        guard let version = latestVersion(folder) else { return nil }
        if let packed = DataFiles.bytes(of: "\(version)/service-2.json.gz") { return try? Inflate.gunzip(packed) }
        return DataFiles.bytes(of: "\(version)/service-2.json")
    }

    /// botocore's own additions to a model: `service-2.sdk-extras.json`.
    private static func extras(in folder: String) -> [JSONValue] {
        guard let version = latestVersion(folder) else { return [] }
        let names = DataFiles.names(in: version).filter {
            $0.hasPrefix("service-2.") && $0.hasSuffix("sdk-extras.json")
        }
        return names.compactMap { name in
            DataFiles.bytes(of: "\(version)/\(name)").flatMap { try? JSONValue.parse($0) }?["merge"]
        }
    }

    private static func merged(_ value: JSONValue, _ addition: JSONValue) -> JSONValue {
        guard case .object(var object) = value, case .object(let added) = addition else { return addition }
        for member in added.members {
            object[member.key] = object[member.key].map { merged($0, member.value) } ?? member.value
        }
        return .object(object)
    }

    /// The service id, from the beginning of the model's file.
    private static func serviceID(in folder: String) -> String? {
        guard let version = latestVersion(folder) else { return nil }
        let bytes =
            DataFiles.bytes(of: "\(version)/service-2.json.gz").flatMap { try? Inflate.gunzip($0, prefix: 4_096) }
            ?? DataFiles.bytes(of: "\(version)/service-2.json")
        guard let bytes else { return nil }
        let text = String(decoding: bytes.prefix(4_096), as: UTF8.self)
        guard let key = text.firstRange(of: "\"serviceId\"") else { return nil }
        return text[key.upperBound...].split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
            .dropFirst().first.map(String.init)
    }

    /// The model without its documentation, half of its size.
    private static func withoutProse(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map(withoutProse))
        case .object(let object):
            let members = object.members.filter { !($0.key == "documentation" && $0.value.string != nil) }
            return .object(
                JSONObject(uniqueMembers: members.map { .init(key: $0.key, value: withoutProse($0.value)) }))
        default: return value
        }
    }
}
