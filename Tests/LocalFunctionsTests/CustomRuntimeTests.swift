import Foundation
import Testing

@testable import LocalFunctions

/// An executable `bootstrap` that speaks the Runtime API with nothing but a shell and curl.
@Suite(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl"), "needs curl"), .timeLimit(.minutes(2)))
struct CustomRuntimeTests {
    static let bootstrap = """
        #!/bin/sh
        base="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
        while :; do
            body=$(curl -sS -D "$HEADERS" "$base/invocation/next") || exit 0
            id=$(tr -d '\\r' <"$HEADERS" | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: //p')
            case $body in
            *fail*) curl -sS -d '{"errorType":"Shell","errorMessage":"failed"}' "$base/invocation/$id/error" >&2 ;;
            *garbage*) curl -sS -d 'not { json' "$base/invocation/$id/response" >&2 ;;
            *child*) sleep 300 & echo $! >"$HEADERS.child"; sleep 300 ;;
            *) curl -sS -H 'Transfer-Encoding: chunked' -d "{\\"got\\":$body}" "$base/invocation/$id/response" >&2 ;;
            esac
        done
        """

    private func host(_ folder: FunctionFolder, timeout: Double = 10) async -> FunctionHost {
        let host = folder.host()
        await host.register([
            FunctionDefinition(
                name: "f", runtime: .provided(executable: folder.path + "/bootstrap"), directory: folder.path,
                timeoutSeconds: timeout, environment: ["HEADERS": folder.path + "/headers"])
        ])
        return host
    }

    @Test func answersErrorsAndGarbage() async throws {
        let folder = try FunctionFolder(["bootstrap": Self.bootstrap])
        let host = await host(folder)
        #expect(await host.invoke("f", .of("[1]"))?.text == #"{"got":[1]}"#)
        #expect(
            await host.invoke("f", .of(#""fail""#))?.text == #"ERROR {"errorType":"Shell","errorMessage":"failed"}"#)
        #expect(await host.invoke("f", .of(#""garbage""#))?.text == "not { json")
        await host.shutdown()
    }

    @Test func killsTheWholeGroupAtTheTimeout() async throws {
        let folder = try FunctionFolder(["bootstrap": Self.bootstrap])
        let host = await host(folder, timeout: 1)
        #expect(await host.invoke("f", .of(#""child""#))?.text.contains("Sandbox.Timedout") == true)
        await host.shutdown()
        let child = try #require(pid_t(folder.text("headers.child").trimmingCharacters(in: .whitespacesAndNewlines)))
        // A kill is delivered at once but carried out by the kernel a little later.
        while !Self.isGone(child) { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Whether a process has ended; a zombie that its new parent hasn't reaped yet counts as ended.
    static func isGone(_ process: pid_t) -> Bool {
        guard let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return true }
        return state.split(separator: ")").last?.hasPrefix(" Z") == true
    }

    /// A server that is killed closes its pipe to the watchdog, as `stop` does here.
    @Test func theWatchdogKillsWhatIsLeft() async throws {
        let folder = try FunctionFolder(["bootstrap": "#!/bin/sh\nsleep 300\n"])
        let watchdog = ProcessWatchdog()
        let process = SandboxProcess(
            command: [folder.path + "/bootstrap"], directory: folder.path, environment: ["PATH": "/usr/bin:/bin"],
            memoryMB: 64)
        let (starts, start) = AsyncStream<pid_t>.makeStream()
        let run = Task {
            await process.run(watchdog: watchdog, started: { start.yield($0) }, output: { _ in })
        }
        #expect(await starts.first { _ in true } ?? 0 > 1)
        await watchdog.stop()
        #expect(await run.value == .signalled(SIGKILL))
    }

    @Test func aCallerThatIsCancelledReturnsAtOnce() async throws {
        let folder = try FunctionFolder(["bootstrap": Self.bootstrap])
        let host = await host(folder, timeout: 60)
        let task = Task { await host.invoke("f", .of(#""child""#)) }
        while await host.list().first?.processes != 1 { await Task.yield() }
        task.cancel()
        #expect(await task.value == nil)
        await host.shutdown()
    }

    @Test func reapsIdleProcesses() async throws {
        let folder = try FunctionFolder(["bootstrap": Self.bootstrap])
        let host = FunctionHost(.init(python: "python3", logDirectory: folder.path + "/logs", idleSeconds: 0.05))
        await host.register([
            FunctionDefinition(
                name: "f", runtime: .provided(executable: folder.path + "/bootstrap"), directory: folder.path,
                environment: ["HEADERS": folder.path + "/headers"])
        ])
        #expect(await host.invoke("f", .of("1"))?.text == #"{"got":1}"#)
        while await host.list().first?.processes != 0 { try await Task.sleep(for: .milliseconds(10)) }
        await host.shutdown()
    }
}
