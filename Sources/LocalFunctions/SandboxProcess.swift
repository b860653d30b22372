import Subprocess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One process of a function, the leader of a process group of its own.
struct SandboxProcess: Sendable {
    /// How a process ended.
    enum End: Sendable, Equatable {
        case exited(Int32)
        case signalled(Int32)
        /// It didn't even start.
        case failed(String)

        /// As Lambda words it in `Runtime.ExitError`.
        var reason: String {
            switch self {
            case .exited(0): "Runtime exited without providing a reason"
            case .exited(let status): "Runtime exited with error: exit status \(status)"
            case .signalled(SIGKILL): "Runtime exited with error: signal: killed"
            case .signalled(SIGSEGV): "Runtime exited with error: signal: segmentation fault"
            case .signalled(SIGABRT): "Runtime exited with error: signal: aborted"
            case .signalled(SIGTERM): "Runtime exited with error: signal: terminated"
            case .signalled(let signal): "Runtime exited with error: signal: \(signal)"
            case .failed(let why): "Runtime failed to start: \(why)"
            }
        }
    }

    let command: [String]
    let directory: String
    let environment: [String: String]
    let memoryMB: Int

    /// Waits until the watchdog knows the group (a closed pipe means that the server is gone), then becomes the function.
    private static let script = """
        read -r go && [ "$go" = go ] || exit 1
        ulimit -c 0
        cd "$1" || exit 1
        ulimit -d "$2" 2>/dev/null
        shift 2
        exec "$@" </dev/null
        """

    /// Runs it to its end. `started` learns the process group, `output` all that it writes.
    func run(
        watchdog: ProcessWatchdog, started: @Sendable (pid_t) async -> Void,
        output: @Sendable ([UInt8]) async -> Void
    ) async -> End {
        var options = PlatformOptions()
        options.processGroupID = 0
        let variables = Dictionary(
            uniqueKeysWithValues: environment.compactMap { name, value in
                Environment.Key(rawValue: name).map { ($0, value) }
            })
        let limit = (memoryMB + Self.runtimeOverheadMB) * 1024
        let configuration = Configuration(
            executable: .name("sh"),
            arguments: Arguments(["-c", Self.script, "sandbox", directory, "\(limit)"] + command),
            environment: .custom(variables), platformOptions: options)
        do {
            let result = try await Subprocess.run(
                configuration, input: .inputWriter, output: .sequence, error: .combinedWithOutput
            ) { execution in
                let group = execution.processIdentifier.value
                await watchdog.add(group)
                await started(group)
                _ = try? await execution.standardInputWriter.write("go\n")
                try? await execution.standardInputWriter.finish()
                for try await chunk in execution.standardOutput {
                    await output(chunk.withUnsafeBytes { Array($0) })
                }
            }
            // What the process left behind in its group ends with it.
            Self.kill(group: result.processIdentifier.value)
            await watchdog.remove(result.processIdentifier.value)
            switch result.terminationStatus {
            case .exited(let status): return .exited(status)
            case .signaled(let signal): return .signalled(signal)
            }
        } catch {
            return .failed("\(error)")
        }
    }

    /// What an interpreter and its threads need before the function's own memory counts, in MiB.
    static let runtimeOverheadMB = 64

    static func kill(group: pid_t) {
        if group > 1 { _ = killpg(group, SIGKILL) }
    }
}
