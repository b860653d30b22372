import Foundation
import LocalFunctions
import Testing

/// A folder of functions for one test, gone afterwards.
final class FunctionFolder: Sendable {
    let path: String

    init(_ files: [String: String]) throws {
        path = NSTemporaryDirectory() + "fermata-functions-\(UUID().uuidString)"
        for (name, text) in files {
            let file = URL(fileURLWithPath: "\(path)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            if text.hasPrefix("#!") {
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
            }
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    func text(_ name: String) -> String {
        (try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)) ?? ""
    }

    func host(python: String = LocalPython.path ?? "python3", idleSeconds: Double = 300) -> FunctionHost {
        FunctionHost(.init(python: python, logDirectory: "\(path)/logs", idleSeconds: idleSeconds))
    }
}

/// The Python that has awslambdaric: `FERMATA_PYTHON`, or the project's own environment.
enum LocalPython {
    static let path: String? = {
        let candidates = [
            ProcessInfo.processInfo.environment["FERMATA_PYTHON"],
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().path + "/.venv/bin/python3",
        ]
        return candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()
}

extension Trait where Self == ConditionTrait {
    static var needsPython: Self {
        .enabled(if: LocalPython.path != nil, "needs a Python with awslambdaric: FERMATA_PYTHON or .venv")
    }
}

extension Invocation {
    static func of(_ payload: String, id: String = "11111111-2222-8333-8444-555555555555") -> Invocation {
        Invocation(
            requestID: id, payload: Array(payload.utf8),
            functionARN: "arn:aws:lambda:us-east-1:000000000000:function:f")
    }
}

extension InvocationAnswer {
    var text: String {
        switch outcome {
        case .success(let bytes): String(decoding: bytes, as: UTF8.self)
        case .functionError(let bytes): "ERROR " + String(decoding: bytes, as: UTF8.self)
        }
    }
}
