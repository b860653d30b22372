import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One process of a function with its Runtime API; it runs one invocation at a time.
///
///     starting --next--> ready --invoke--> busy --response, error--> starting (until the next `next`)
///     any --process ends, timeout, init error, stop--> ended
actor Sandbox {
    /// An invocation on its way to the process.
    struct Delivery: Sendable {
        var invocation: Invocation
        var deadlineMilliseconds: Int64
    }

    /// What became of an invocation here.
    enum Result: Sendable {
        case answered(InvocationAnswer)
        /// The process was gone before it saw the invocation: another one can take it.
        case untouched
    }

    /// The most that a process may take to its first `next`, in seconds, unless its function's timeout is longer.
    static let initialisationSeconds: Double = 10

    /// How long an answer waits for the log that its caller asked for.
    static let logGrace: Duration = .milliseconds(20)

    private struct Call {
        var invocation: Invocation
        var isDelivered = false
        var answer: CheckedContinuation<Result, Never>
        var timer: Task<Void, Never>?
        var startedMilliseconds: Int64
    }

    private let definition: FunctionDefinition
    private let process: @Sendable (String) -> SandboxProcess
    private let log: FunctionLog
    private let watchdog: ProcessWatchdog
    private let eventLoops: any EventLoopGroup
    /// The newest source in the function's folder when this process started.
    nonisolated let fingerprint: UInt64

    private var call: Call?
    private var waiter: CheckedContinuation<Delivery?, Never>?
    private var group: pid_t = 0
    private var run: Task<Void, Never>?
    private var wasReady = false
    private(set) var isEnded = false
    private var tail: [UInt8] = []

    init(
        _ definition: FunctionDefinition, fingerprint: UInt64, log: FunctionLog, watchdog: ProcessWatchdog,
        eventLoops: any EventLoopGroup, process: @escaping @Sendable (String) -> SandboxProcess
    ) {
        self.definition = definition
        self.fingerprint = fingerprint
        self.log = log
        self.watchdog = watchdog
        self.eventLoops = eventLoops
        self.process = process
    }

    // MARK: The host's side

    func start() {
        run = Task { await self.live() }
    }

    func invoke(_ invocation: Invocation) async -> Result {
        guard !isEnded, call == nil else { return .untouched }
        tail = Array("START RequestId: \(invocation.requestID) Version: \(definition.version)\n".utf8)
        return await withCheckedContinuation { answer in
            call = Call(invocation: invocation, answer: answer, startedMilliseconds: Self.now())
            if let waiter {
                self.waiter = nil
                waiter.resume(returning: deliver())
            } else {
                startTimer(max(Self.initialisationSeconds, definition.timeoutSeconds), isInitialisation: true)
            }
        }
    }

    /// Kills the process and its children.
    func stop() async {
        end()
        await run?.value
    }

    // MARK: The process's side

    /// nil: there will be no more.
    func next() async -> Delivery? {
        if isEnded { return nil }
        wasReady = true
        waiter?.resume(returning: nil)
        waiter = nil
        if call != nil { return deliver() }
        return await withCheckedContinuation { waiter = $0 }
    }

    /// Whether the request was the one that runs.
    func respond(_ requestID: String, _ outcome: InvocationAnswer.Outcome) async -> Bool {
        guard let call, call.isDelivered, call.invocation.requestID == requestID else { return false }
        let milliseconds = Self.now() - call.startedMilliseconds
        if call.invocation.wantsLog {
            // What it wrote before it answered comes by another way.
            call.timer?.cancel()
            try? await Task.sleep(for: Self.logGrace)
        }
        let report = Self.report(requestID, milliseconds, definition)
        tail.append(contentsOf: report)
        await log.write(report)
        finish(outcome)
        return true
    }

    /// The lines that close an invocation in Lambda's logs.
    private static func report(_ requestID: String, _ milliseconds: Int64, _ definition: FunctionDefinition) -> [UInt8]
    {
        Array(
            """
            END RequestId: \(requestID)
            REPORT RequestId: \(requestID)\tDuration: \(milliseconds) ms\tBilled Duration: \(max(milliseconds, 1)) ms\t\
            Memory Size: \(definition.memoryMB) MB

            """.utf8)
    }

    func initialisationFailed(_ body: [UInt8]) {
        finish(.functionError(body))
        end()
    }

    // MARK: Its life

    private func live() async {
        var ending = SandboxProcess.End.failed("")
        do {
            let server = try await RuntimeAPIServer.bind(on: eventLoops)
            let serving = Task { await server.serve(self) }
            if !isEnded {
                ending = await process(server.address).run(
                    watchdog: watchdog, started: { await self.started($0) }, output: { await self.wrote($0) })
            }
            serving.cancel()
        } catch {
            ending = .failed("no port for the Runtime API: \(error)")
        }
        await ended(ending)
    }

    private func started(_ group: pid_t) {
        self.group = group
        if isEnded { SandboxProcess.kill(group: group) }
    }

    private func wrote(_ bytes: [UInt8]) async {
        tail.append(contentsOf: bytes)
        if tail.count > 8_192 { tail.removeFirst(tail.count - 4_096) }
        await log.write(bytes)
    }

    private func ended(_ ending: SandboxProcess.End) async {
        if let call, !isEnded {
            if !call.isDelivered, wasReady {
                finish(nil)
            } else {
                await log.write(Array("\(ending.reason)\n".utf8))
                finish(.functionError(FunctionFailure.exit(ending, call.invocation, definition, tail: tail)))
            }
        }
        end()
        group = 0
    }

    private func end() {
        isEnded = true
        waiter?.resume(returning: nil)
        waiter = nil
        finish(nil)
        if group > 0 { SandboxProcess.kill(group: group) }
    }

    private func deliver() -> Delivery? {
        guard var call else { return nil }
        call.isDelivered = true
        call.timer?.cancel()
        self.call = call
        startTimer(definition.timeoutSeconds, isInitialisation: false)
        return Delivery(
            invocation: call.invocation,
            deadlineMilliseconds: Self.now() + Int64(definition.timeoutSeconds * 1000))
    }

    private func startTimer(_ seconds: Double, isInitialisation: Bool) {
        let requestID = call?.invocation.requestID
        call?.timer = Task {
            guard (try? await Task.sleep(for: .seconds(seconds))) != nil else { return }
            await self.timedOut(requestID, seconds, isInitialisation: isInitialisation)
        }
    }

    private func timedOut(_ requestID: String?, _ seconds: Double, isInitialisation: Bool) async {
        guard let call, call.invocation.requestID == requestID, call.isDelivered != isInitialisation else { return }
        let failure = FunctionFailure.timeout(call.invocation, seconds)
        finish(.functionError(failure))
        end()
        await log.write(failure + [UInt8(ascii: "\n")])
    }

    private func finish(_ outcome: InvocationAnswer.Outcome?) {
        guard let call else { return }
        self.call = nil
        call.timer?.cancel()
        if let outcome {
            call.answer.resume(returning: .answered(InvocationAnswer(outcome, logTail: Array(tail.suffix(4_096)))))
        } else {
            call.answer.resume(returning: .untouched)
        }
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
