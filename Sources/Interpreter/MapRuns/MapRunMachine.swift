public import JSON

/// How many children, or items, are in which state (API reference, DescribeMapRun).
public struct MapRunCounts: Sendable, Equatable {
    public var total = 0
    public var running = 0
    public var succeeded = 0
    public var failed = 0
    public var timedOut = 0
    public var aborted = 0
    public var resultsWritten = 0
    public var pendingRedrive = 0

    public var ended: Int { succeeded + failed + timedOut + aborted }
    public var pending: Int { max(0, total - ended - running - pendingRedrive) }

    mutating func beginRedrive() {
        pendingRedrive += failed + timedOut + aborted
        failed = 0
        timedOut = 0
        aborted = 0
    }

    mutating func end(_ status: ChildStatus, _ amount: Int) {
        switch status {
        case .succeeded: succeeded += amount
        case .failed: failed += amount
        case .timedOut: timedOut += amount
        case .aborted: aborted += amount
        }
    }
}

/// A map run as a pure state machine: a cursor into its items, what is under way, counts and tolerance. It never holds
/// its children.
public struct MapRunMachine: Sendable, Equatable {
    /// 0: as many as the server allows.
    public private(set) var concurrency: Int64
    public private(set) var toleratedFailureCount: Int64?
    public private(set) var toleratedFailurePercentage: Double?
    public private(set) var executions = MapRunCounts()
    public private(set) var items = MapRunCounts()
    /// Items that the source has; nil until it is known.
    public private(set) var itemCount: Int?
    public private(set) var tag: String?
    /// Whether the source was opened.
    public private(set) var isOpen = false
    public private(set) var nextChild = 0
    public private(set) var nextItem = 0
    /// Where the source stands after all claimed items.
    public private(set) var position = JSONValue.null
    public private(set) var isExhausted = false
    /// Claims with children that have not ended, in the order of their children.
    public private(set) var claims: [OpenClaim] = []
    /// Children that ended without success, for a redrive.
    public private(set) var unsuccessful = IndexRanges()
    /// Items of those that have more than one.
    private var unsuccessfulItems: [Int: Int] = [:]
    /// Children that a redrive has yet to run again, and those that it runs now.
    public private(set) var redo = IndexRanges()
    public private(set) var redoing: Set<Int> = []
    /// Where the results of each redrive are.
    public private(set) var redriveResults: [Int64] = []
    public private(set) var end: MapRunEnd?
    public private(set) var redriveCount = 0
    public private(set) var redriveDate: Int64?
    public private(set) var nextRecord: Int64 = 0

    /// A claim and which of its children are yet to end.
    public struct OpenClaim: Sendable, Equatable {
        public var claim: MapRunClaim
        public var open: Set<Int>
    }

    public init(settings: MapRunSettings) {
        concurrency = settings.concurrency
        toleratedFailureCount = settings.toleratedFailureCount
        toleratedFailurePercentage = settings.toleratedFailurePercentage
    }

    public mutating func apply(_ record: MapRunRecord) {
        nextRecord += 1
        switch record {
        case .opened(let count, let tag):
            isOpen = true
            itemCount = count
            self.tag = tag
            if let count { items.total = count }
        case .claimed(let claim): take(claim)
        case .exhausted:
            isExhausted = true
            items.total = nextItem
            itemCount = nextItem
            executions.total = nextChild
        case .ended(let outcomes): for outcome in outcomes { end(outcome) }
        case .limited(let concurrency, let count, let percentage):
            if let concurrency { self.concurrency = concurrency }
            if let count { toleratedFailureCount = count }
            if let percentage { toleratedFailurePercentage = percentage }
        case .finished(let end):
            self.end = end
            if end.status == .succeeded || executions.ended > 0 {
                executions.resultsWritten = executions.ended
                items.resultsWritten = items.ended
            }
        case .redriven(let time, let results):
            end = nil
            redriveCount += 1
            redriveDate = time
            redriveResults.append(results)
            redo = unsuccessful
            unsuccessful = IndexRanges()
            executions.beginRedrive()
            items.beginRedrive()
        case .restarted(let indices):
            redo.remove(indices)
            for index in indices { restart(index) }
        }
    }

    private mutating func take(_ claim: MapRunClaim) {
        nextChild = claim.first + claim.children
        nextItem = claim.firstItem + claim.items
        position = claim.to
        executions.running += claim.children
        executions.total = max(executions.total, nextChild)
        items.running += claim.items
        items.total = max(items.total, nextItem)
        claims.append(OpenClaim(claim: claim, open: Set(claim.first..<claim.first + claim.children)))
    }

    private mutating func restart(_ index: Int) {
        redoing.insert(index)
        let amount = unsuccessfulItems[index] ?? 1
        executions.pendingRedrive -= 1
        executions.running += 1
        items.pendingRedrive -= amount
        items.running += amount
    }

    private mutating func end(_ outcome: ChildOutcome) {
        if redoing.remove(outcome.index) != nil {
            count(outcome, unsuccessfulItems[outcome.index] ?? 1)
            return
        }
        guard let place = place(of: outcome.index), claims[place].open.remove(outcome.index) != nil else { return }
        let amount = claims[place].claim.items(of: outcome.index)
        count(outcome, amount)
        if claims[place].open.isEmpty { claims.remove(at: place) }
    }

    private mutating func count(_ outcome: ChildOutcome, _ amount: Int) {
        executions.running -= 1
        executions.end(outcome.status, 1)
        items.running -= amount
        items.end(outcome.status, amount)
        guard outcome.status != .succeeded else {
            unsuccessfulItems[outcome.index] = nil
            return
        }
        unsuccessful.insert(outcome.index)
        if amount != 1 { unsuccessfulItems[outcome.index] = amount }
    }

    /// The claim that a child is of, by bisection.
    private func place(of child: Int) -> Int? {
        var low = 0
        var high = claims.count
        while low < high {
            let middle = (low + high) / 2
            let claim = claims[middle].claim
            if claim.first + claim.children <= child { low = middle + 1 } else { high = middle }
        }
        guard low < claims.count, claims[low].claim.first <= child else { return nil }
        return low
    }

    public func isUnderWay(_ child: Int) -> Bool {
        redoing.contains(child) || place(of: child).map { claims[$0].open.contains(child) } ?? false
    }

    /// Children that run, in the order of their indices.
    public var underWay: [Int] { (claims.flatMap(\.open) + redoing).sorted() }

    /// All items are read and all children have ended.
    public var isComplete: Bool { isExhausted && claims.isEmpty && redo.isEmpty && redoing.isEmpty }

    /// Whether more items have failed than are tolerated; where both limits are given, either counts (Step Functions,
    /// "Tolerated failure threshold for Distributed Map state").
    public var exceedsTolerance: Bool {
        let failures = items.failed + items.timedOut
        guard failures > 0 else { return false }
        let count = toleratedFailureCount.flatMap { $0 > 0 ? $0 : nil }
        let percentage = toleratedFailurePercentage.flatMap { $0 > 0 ? $0 : nil }
        if count == nil, percentage == nil { return true }
        if let count, Int64(failures) > count { return true }
        // A source that is still being read may yet have more items; a share of all is known at its end.
        guard let percentage, percentage < 100, let total = itemCount, total > 0 else { return false }
        return Double(failures) / Double(total) * 100 > percentage
    }
}
