import Interpreter
import JSON
import Journal
import StatesLanguage

/// Runs one map run: reads items, starts children, takes their ends, until all have ended or it is stopped.
///
///     source ─▶ claim ─▶ commit ─▶ children ─▶ ends ─▶ commit ─▶ … ─▶ result ─▶ parent
///
/// A claim says which items became which children and is on disk before a Standard child starts; a child's name follows
/// from its index, so after a crash each open child is either found or started. Express children start at once, and
/// start again after a crash unless their result was stored. Why it stops is on disk, too: no child starts after that.
actor MapRunner {
    nonisolated let origin: MapRunOrigin
    nonisolated let mailbox = MapRunMailbox()
    /// What readers see while it runs.
    nonisolated let published: Guarded<MapRunMachine>
    let engine: Engine
    private let request: MapRunRequest?
    var machine: MapRunMachine
    var unsaved: [MapRunRecord] = []
    var unsavedResults: [ExpressResult] = []
    /// Where the source begins.
    var opening = JSONValue.null
    /// Whether Standard children under way were told to stop.
    var hasStopped = false
    var waiters: [CheckedContinuation<Void, Never>] = []

    /// Children of one claim.
    static let claimSize = 256
    /// Children claimed before what was claimed is stored and started.
    static let roundSize = 2_048

    init(origin: MapRunOrigin, request: MapRunRequest?, engine: Engine) {
        self.origin = origin
        self.request = request
        self.engine = engine
        machine = MapRunMachine(settings: origin.body.settings)
        published = Guarded(machine)
    }

    func run() async throws(ServiceError) {
        machine = try engine.foldMapRun(origin)
        publish()
        defer { for waiter in waiters { waiter.resume() } }
        if let end = machine.end {
            guard let request else { return }
            guard machine.redriveCount < request.redriveCount else {
                try await tell(end, request)
                return
            }
            let most = engine.configuration.mapRunRedrives
            guard machine.redriveCount < most else {
                let cause = "The Map Run has been redriven \(most) times, the most that it can be."
                try await tell(
                    MapRunEnd(status: .failed, error: "States.Runtime", cause: cause, time: end.time), request)
                return
            }
            try await beginRedrive()
        }
        guard let request else {
            try await abandon()
            return
        }
        let launcher = ChildLauncher(origin: origin, evaluator: request.evaluator, mailbox: mailbox, engine: engine)
        var pages: ItemPages?
        do throws(SourceFault) {
            try await resume(launcher, request)
            pages = try await open(request)
        } catch {
            stop(failure(error))
        }
        guard try await work(&pages, launcher, request) else { return }
        try await finish(&pages, request)
    }

    // MARK: The loop

    /// False where the server stops; the map run goes on when it starts again.
    private func work(
        _ pages: inout ItemPages?, _ launcher: ChildLauncher, _ request: MapRunRequest
    ) async throws(ServiceError) -> Bool {
        if machine.exceedsTolerance { stop(.toleranceExceeded(engine.clock.now())) }
        while true {
            var claimed: [PendingChild] = []
            var again: [Int] = []
            if machine.stopping == nil, !machine.redo.isEmpty, room > 0 {
                again = machine.redo.first(min(room, Self.roundSize))
                record(.restarted(again))
            }
            if machine.stopping == nil, !machine.isExhausted, room > 0 {
                claimed = await claim(&pages, request)
            }
            if origin.body.childType == .express { launch(claimed, launcher) }
            try await save()
            if origin.body.childType == .standard { launch(claimed, launcher) }
            if !again.isEmpty {
                do throws(SourceFault) { try await runAgain(again, launcher, request) } catch {
                    stop(failure(error))
                }
            }
            if machine.stopping != nil {
                if try await stopChildren() { return true }
            } else if machine.isComplete {
                return true
            }
            let waits =
                machine.stopping != nil || machine.isExhausted && machine.redo.isEmpty || room == 0
            let news = await mailbox.take(waits: waits)
            if news.closes { return false }
            take(news)
        }
    }

    private func launch(_ children: [PendingChild], _ launcher: ChildLauncher) {
        var rest = children[...]
        while !rest.isEmpty {
            launcher.launch(Array(rest.prefix(Self.claimSize)), checksRows: false)
            rest = rest.dropFirst(Self.claimSize)
        }
    }

    /// Children that may start now.
    var room: Int {
        let most = engine.configuration.mapRunConcurrency
        let limit = machine.concurrency > 0 ? min(Int(clamping: machine.concurrency), most) : most
        return max(0, limit - machine.executions.running)
    }

    private func take(_ news: MapRunMailbox.News) {
        let ended = news.ended.filter { machine.isUnderWay($0.index) }
        let results = news.results.filter { machine.isUnderWay($0.index) }
        unsavedResults += results
        var outcomes = ended + results.map { ChildOutcome(index: $0.index, status: $0.status) }
        if outcomes.count > 1 { outcomes.sort { $0.index < $1.index } }
        if !outcomes.isEmpty { record(.ended(outcomes)) }
        for limit in news.limits { record(limit) }
        waiters += news.waiters
        let now = engine.clock.now()
        if news.stops {
            stop(MapRunEnd(status: .aborted, time: now))
        } else if let fault = news.fault {
            stop(MapRunEnd(status: .failed, error: fault.error, cause: fault.cause, time: now))
        } else if machine.exceedsTolerance {
            stop(.toleranceExceeded(now))
        }
    }

    // MARK: Ends

    /// Lets no further child start. The first reason is the one that counts.
    func stop(_ end: MapRunEnd) {
        if machine.stopping == nil { record(.stopping(end)) }
    }

    func failure(_ fault: SourceFault) -> MapRunEnd {
        MapRunEnd(status: .failed, error: fault.error, cause: fault.cause, time: engine.clock.now())
    }
}

extension MapRunEnd {
    fileprivate static func toleranceExceeded(_ now: Int64) -> MapRunEnd {
        MapRunEnd(
            status: .failed, error: "States.ExceedToleratedFailureThreshold",
            cause: "The specified tolerated failure threshold was exceeded", time: now)
    }
}
