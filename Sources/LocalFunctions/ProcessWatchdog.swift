import Subprocess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Ends the functions' process groups when the server is gone, however it went.
///
/// A shell in a session of its own reads from a pipe which groups live. The server's end of the pipe closes with the
/// server, even by `kill -9`; then the shell kills the groups that are left. A sandbox waits for its go-ahead until the
/// watchdog knows it (``SandboxProcess``), so none can be missed.
actor ProcessWatchdog {
    private struct Message: Sendable {
        var line: String
        var written: CheckedContinuation<Void, Never>
    }

    private static let script = """
        cd /
        trap '' INT TERM HUP QUIT PIPE
        groups=' '
        while read -r sign group; do
            case $sign in
            +) groups="$groups$group " ;;
            -) case $groups in *" $group "*) groups="${groups%% $group *} ${groups#* $group }" ;; esac ;;
            esac
        done
        for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
        """

    private var messages: AsyncStream<Message>.Continuation?
    private var run: Task<Void, Never>?
    private var groups: Set<pid_t> = []
    private var isStopped = false

    /// Returns once the watchdog's pipe holds the group.
    func add(_ group: pid_t) async {
        groups.insert(group)
        await send("+ \(group)\n")
    }

    func remove(_ group: pid_t) async {
        guard groups.remove(group) != nil else { return }
        await send("- \(group)\n")
    }

    /// Ends the watchdog, which kills the groups that are left.
    func stop() async {
        isStopped = true
        messages?.finish()
        await run?.value
    }

    private func send(_ line: String) async {
        guard !isStopped else { return }
        let messages = messages ?? start()
        await withCheckedContinuation { written in
            if case .enqueued = messages.yield(Message(line: line, written: written)) { return }
            written.resume()
        }
    }

    private func start() -> AsyncStream<Message>.Continuation {
        let (stream, continuation) = AsyncStream<Message>.makeStream()
        messages = continuation
        let known = groups.map { "+ \($0)\n" }.joined()
        run = Task {
            await Self.run(stream, known: known)
            // Someone killed it, or it couldn't start: the next group's message starts another.
            continuation.finish()
            self.ended()
            for await message in stream { message.written.resume() }
        }
        return continuation
    }

    private func ended() { messages = nil }

    private static func run(_ messages: AsyncStream<Message>, known: String) async {
        var options = PlatformOptions()
        options.createSession = true
        let configuration = Configuration(
            executable: .name("sh"), arguments: ["-c", script],
            environment: .custom(["PATH": "/usr/bin:/bin"]), platformOptions: options)
        _ = try? await Subprocess.run(
            configuration, input: .inputWriter, output: .discarded, error: .discarded
        ) { execution in
            _ = try await execution.standardInputWriter.write(known)
            for await message in messages {
                let result: Int? = try? await execution.standardInputWriter.write(message.line)
                message.written.resume()
                if result == nil { break }
            }
            try await execution.standardInputWriter.finish()
        }
    }
}
