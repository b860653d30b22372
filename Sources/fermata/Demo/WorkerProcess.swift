import Foundation

/// A Python script that runs beside a server, and ends with this process however that ends.
final class WorkerProcess {
    private let process = Process()
    private let lifeline = Pipe()

    /// - Parameter log: the file that takes what the script writes.
    init(script: String, arguments: [String] = [], python: String, environment: [String: String], log: String) throws {
        // The shell waits until the pipe closes, which the system does for a process that is killed, too. A worker may
        // have inherited that SIGTERM is ignored.
        process.executableURL = URL(filePath: "/bin/sh")
        let wait = #""$@" </dev/null & child=$!; cat >/dev/null; kill -KILL $child"#
        process.arguments = ["-c", wait, "sh", python, script] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = lifeline
        if FileManager.default.createFile(atPath: log, contents: nil),
            let output = FileHandle(forWritingAtPath: log)
        {
            process.standardOutput = output
            process.standardError = output
        }
        do {
            try process.run()
        } catch {
            throw CommandError(.unavailable, "The worker \(script) can't be started: \(error.localizedDescription).")
        }
    }

    /// Ends it; the shell sees to it, so there is nothing to wait for.
    func stop() {
        try? lifeline.fileHandleForWriting.close()
    }
}
