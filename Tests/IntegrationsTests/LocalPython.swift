import Foundation
import Testing

@testable import Integrations

/// The Python with boto3 and moto: `FERMATA_PYTHON`, or the project's own environment.
enum LocalPython {
    static let path: String? = {
        let candidates = [
            ProcessInfo.processInfo.environment["FERMATA_PYTHON"],
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().path + "/.venv/bin/python3",
        ]
        return candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    static let models: String? = path.flatMap(ModelCatalog.find)

    static let moto: String? = path.flatMap { path in
        let server = URL(fileURLWithPath: path).deletingLastPathComponent().path + "/moto_server"
        return FileManager.default.isExecutableFile(atPath: server) ? server : nil
    }
}

extension Trait where Self == ConditionTrait {
    static var needsBotocore: Self {
        .enabled(if: LocalPython.models != nil, "needs a Python with botocore: FERMATA_PYTHON or .venv")
    }

    static var needsMoto: Self {
        .enabled(
            if: LocalPython.models != nil && LocalPython.moto != nil, "needs moto[server] in FERMATA_PYTHON or .venv")
    }
}
