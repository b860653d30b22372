import Engine
import JSON
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The API models of AWS services, read from botocore's data where that is installed: TestState holds mocked results
/// against them. None of them is part of Fermata.
public final class ServiceModels: Sendable {
    /// botocore's `data` folder; nil where there is none.
    public let directory: String?
    private let loaded = Mutex<[String: ServiceModel]>([:])

    public init(directory: String?) { self.directory = directory }

    /// Those of the botocore that Python has here; `FERMATA_SERVICE_MODELS` names another `data` folder.
    public static let installed = ServiceModels(
        directory: candidates(ProcessInfo.processInfo.environment).first { isDirectory($0) })

    /// The model of a service by its folder's name (hyphens don't matter); nil where botocore has no such service.
    func model(of service: String) throws(ServiceError) -> ServiceModel? {
        if let model = loaded.withLock({ $0[service] }) { return model }
        guard let directory else {
            throw ServiceError(
                .validation,
                "Mock result schema validation error: the API models of AWS services are not installed here. "
                    + "Install botocore (pip install botocore), name its data folder in FERMATA_SERVICE_MODELS, "
                    + "or set fieldValidationMode to NONE")
        }
        guard let file = Self.file(of: service, in: directory) else { return nil }
        guard let bytes = Self.read(file), let root = try? JSONValue.parse(bytes) else {
            throw ServiceError(
                .validation, "Mock result schema validation error: the API model \(file) is not readable")
        }
        let model = ServiceModel(root: root)
        loaded.withLock { $0[service] = model }
        return model
    }

    private static func file(of service: String, in directory: String) -> String? {
        let exact = "\(directory)/\(service)"
        let folder: String
        if isDirectory(exact) {
            folder = exact
        } else {
            let plain = service.filter { $0 != "-" }
            guard let name = names(in: directory).first(where: { $0.filter { $0 != "-" } == plain }) else { return nil }
            folder = "\(directory)/\(name)"
        }
        // Folders of API versions are dates: the last is the newest.
        for version in names(in: folder).sorted().reversed() {
            for name in ["service-2.json.gz", "service-2.json"] {
                let path = "\(folder)/\(version)/\(name)"
                if FileManager.default.fileExists(atPath: path) { return path }
            }
        }
        return nil
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let bytes = Array(data)
        return path.hasSuffix(".gz") ? GzipStream.content(of: bytes) : bytes
    }

    private static func names(in directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
    }

    private static func candidates(_ environment: [String: String]) -> [String] {
        var found: [String] = []
        if let named = environment["FERMATA_SERVICE_MODELS"] { found.append(named) }
        var roots: [String] = []
        if let venv = environment["VIRTUAL_ENV"] { roots.append(venv) }
        // Python's packages stand in `lib` beside the `bin` that it runs from.
        for bin in (environment["PATH"] ?? "").split(separator: ":") where bin.hasSuffix("/bin") {
            roots.append(String(bin.dropLast(4)))
        }
        let home = environment["HOME"] ?? "/root"
        roots += [home + "/.local", "/usr", "/usr/local"]
        let pyenv = (environment["PYENV_ROOT"] ?? home + "/.pyenv") + "/versions"
        roots += names(in: pyenv).sorted().reversed().map { "\(pyenv)/\($0)" }
        for root in roots {
            for python in names(in: root + "/lib").filter({ $0.hasPrefix("python3") }).sorted().reversed() {
                for packages in ["site-packages", "dist-packages"] {
                    found.append("\(root)/lib/\(python)/\(packages)/botocore/data")
                }
            }
        }
        found.append("/usr/local/aws-cli/v2/current/dist/awscli/botocore/data")
        return found
    }
}

/// One service's API: operations and shapes, as botocore writes them.
struct ServiceModel: Sendable {
    fileprivate let root: JSONValue

    /// The name of the shape that an operation answers with; nil where it answers nothing, or doesn't exist.
    func output(of operation: String) -> String? { root["operations"]?[operation]?["output"]?["shape"]?.string }

    func shape(_ name: String) -> JSONValue? { root["shapes"]?[name] }
}
