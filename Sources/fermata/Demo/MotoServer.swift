import Foundation

/// `moto_server` of the Python environment, on loopback: it stands in for AWS's services as long as the demo runs.
struct MotoServer {
    let endpoint: String
    let log: String
    private let process: WorkerProcess

    /// nil: the environment of `python` has no moto.
    static func start(beside python: String, data: String) async throws -> MotoServer? {
        guard let slash = python.lastIndex(of: "/") else { return nil }
        let script = "\(python[..<slash])/moto_server"
        guard FileManager.default.fileExists(atPath: script) else { return nil }
        let port = try await FreePort.find("127.0.0.1")
        try? FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let log = "\(data)/moto_server.log"
        let process = try WorkerProcess(
            script: script, arguments: ["-H", "127.0.0.1", "-p", "\(port)"], python: python,
            environment: ["MOTO_ACCOUNT_ID": "000000000000"], log: log)
        return MotoServer(endpoint: "http://127.0.0.1:\(port)", log: log, process: process)
    }

    func stop() { process.stop() }
}
