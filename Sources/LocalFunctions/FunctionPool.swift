import JSON
import NIOCore

/// The processes of one function: started when needed, kept warm, reaped when idle.
actor FunctionPool {
    private struct Idle {
        var sandbox: Sandbox
        var since: ContinuousClock.Instant
    }

    private let definition: FunctionDefinition
    private let log: FunctionLog
    private let idleSeconds: Double
    private let makeSandbox: @Sendable (FunctionDefinition, UInt64, FunctionLog) -> Sandbox

    private var idle: [Idle] = []
    /// Sandboxes that are alive: idle ones and those at work.
    private var alive = 0
    /// Each gets a sandbox, or nil: start one.
    private var waiting: [CheckedContinuation<Sandbox?, Never>] = []
    private var busy: [ObjectIdentifier: Sandbox] = [:]
    private var invocations = 0
    private var lastError: String?
    private var reaper: Task<Void, Never>?
    private var isStopped = false
    private var fingerprint: UInt64 = 0
    private var fingerprintTime: ContinuousClock.Instant?

    init(
        _ definition: FunctionDefinition, log: FunctionLog, idleSeconds: Double,
        makeSandbox: @escaping @Sendable (FunctionDefinition, UInt64, FunctionLog) -> Sandbox
    ) {
        self.definition = definition
        self.log = log
        self.idleSeconds = idleSeconds
        self.makeSandbox = makeSandbox
    }

    func invoke(_ invocation: Invocation) async -> InvocationAnswer {
        invocations += 1
        await log.write(Array("START RequestId: \(invocation.requestID) Version: \(definition.version)\n".utf8))
        // A warm process can die between two invocations: it never saw this one, so another takes it.
        for _ in 0..<3 {
            guard let sandbox = await acquire() else { break }
            let result = await sandbox.invoke(invocation)
            await release(sandbox)
            if case .answered(let answer) = result {
                if case .functionError(let payload) = answer.outcome { note(payload) }
                return answer
            }
        }
        let failure = FunctionFailure.exit(.failed("stopped"), invocation, definition, tail: [])
        return InvocationAnswer(.functionError(failure))
    }

    func status() -> FunctionStatus {
        FunctionStatus(
            definition: definition, processes: alive, invocations: invocations, waiting: waiting.count,
            lastError: lastError, logPath: log.path)
    }

    /// Kills all processes; what runs ends as `Runtime.ExitError`.
    func stop() async {
        isStopped = true
        reaper?.cancel()
        for waiter in waiting { waiter.resume(returning: nil) }
        waiting = []
        let sandboxes = idle.map(\.sandbox) + busy.values
        idle = []
        await withDiscardingTaskGroup { group in
            for sandbox in sandboxes { group.addTask { await sandbox.stop() } }
        }
    }

    // MARK: Sandboxes

    /// nil: the function was stopped.
    private func acquire() async -> Sandbox? {
        let current = currentFingerprint()
        while let last = idle.popLast() {
            if last.sandbox.fingerprint == current, await !last.sandbox.isEnded { return take(last.sandbox) }
            alive -= 1
            let old = last.sandbox
            Task { await old.stop() }
        }
        guard !isStopped else { return nil }
        if alive >= definition.concurrency {
            if let handed = await withCheckedContinuation({ waiting.append($0) }) { return take(handed) }
            if isStopped { return nil }
        } else {
            alive += 1
        }
        let sandbox = makeSandbox(definition, current, log)
        await sandbox.start()
        return take(sandbox)
    }

    private func take(_ sandbox: Sandbox) -> Sandbox {
        busy[ObjectIdentifier(sandbox)] = sandbox
        return sandbox
    }

    private func release(_ sandbox: Sandbox) async {
        let isUsable = await !sandbox.isEnded
        busy[ObjectIdentifier(sandbox)] = nil
        if isStopped { return }
        if isUsable {
            if waiting.isEmpty {
                idle.append(Idle(sandbox: sandbox, since: .now))
                scheduleReaping()
            } else {
                waiting.removeFirst().resume(returning: sandbox)
            }
        } else if waiting.isEmpty {
            alive -= 1
        } else {
            // The waiting one starts a process in the place of the dead one.
            waiting.removeFirst().resume(returning: nil)
        }
    }

    private func scheduleReaping() {
        guard reaper == nil, let oldest = idle.first else { return }
        let due = oldest.since + .seconds(idleSeconds)
        reaper = Task {
            guard (try? await Task.sleep(until: due, clock: .continuous)) != nil else { return }
            await self.reap()
        }
    }

    private func reap() async {
        reaper = nil
        let limit = ContinuousClock.now - .seconds(idleSeconds)
        let old = idle.prefix { $0.since <= limit }
        idle.removeFirst(old.count)
        alive -= old.count
        scheduleReaping()
        for one in old { await one.sandbox.stop() }
    }

    /// At most once a second, as it reads the folder.
    private func currentFingerprint() -> UInt64 {
        if let fingerprintTime, fingerprintTime.duration(to: .now) < .seconds(1) { return fingerprint }
        fingerprint = CodeFingerprint.of(definition.directory)
        fingerprintTime = .now
        return fingerprint
    }

    private func note(_ payload: [UInt8]) {
        let value = try? JSONValue.parse(payload)
        let type = value?["errorType"]?.string ?? "Unknown"
        lastError = "\(type): \(value?["errorMessage"]?.string ?? "")"
    }
}
