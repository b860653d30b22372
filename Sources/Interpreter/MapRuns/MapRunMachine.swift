public import JSON

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
    /// Children that ended without success, or never began.
    public private(set) var unsuccessful = UnsuccessfulChildren()
    /// Children that a redrive has yet to run again, and those that it runs now; both are still among the unsuccessful.
    public private(set) var redo = IndexRanges()
    public private(set) var redoing: Set<Int> = []
    /// Where the results of each redrive are.
    public private(set) var redriveResults: [Int64] = []
    /// How it will end once nothing runs any more: no further child starts.
    public private(set) var stopping: MapRunEnd?
    public private(set) var end: MapRunEnd?
    public private(set) var redriveCount = 0
    public private(set) var redriveDate: Int64?
    public private(set) var nextRecord: Int64 = 0

    /// Times that a map run can be redriven (Step Functions, "Redriving Map Runs").
    public static let mostRedrives = 1_000

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
        case .opened(let count, let tag, let children):
            isOpen = true
            itemCount = count
            self.tag = tag
            if let count { items.total = count }
            if let children { executions.total = children }
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
        case .stopping(let end): stopping = end
        case .left(let items, let children):
            self.items.total = nextItem + items
            executions.total = nextChild + children
        case .finished(let end): finish(end)
        case .redriven(let time, let results, let keeping): redrive(time, results, keeping)
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

    private mutating func end(_ outcome: ChildOutcome) {
        if redoing.remove(outcome.index) != nil {
            endAgain(outcome)
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
        if outcome.isSpent {
            executions.failuresNotRedrivable += 1
            items.failuresNotRedrivable += amount
        }
        if outcome.status != .succeeded { unsuccessful.insert(outcome, items: amount) }
    }

    private mutating func finish(_ end: MapRunEnd) {
        self.end = end
        stopping = nil
        // What waited for its redrive, and was not run again, is as it was before.
        awaitRedrive(redo, -1)
        redo = IndexRanges()
        let isWritten = end.hasResults && (end.status == .succeeded || executions.ended > 0)
        executions.resultsWritten = isWritten ? executions.ended : 0
        items.resultsWritten = isWritten ? items.ended : 0
    }

    // MARK: Redrive

    private mutating func redrive(_ time: Int64, _ results: Int64, _ keeping: [Int]) {
        end = nil
        redriveCount += 1
        redriveDate = time
        redriveResults.append(results)
        redo = unsuccessful.all
        redo.remove(keeping)
        awaitRedrive(redo, 1)
    }

    /// Counts children as waiting for their redrive, or (with a sign of -1) as what they came to.
    private mutating func awaitRedrive(_ children: IndexRanges, _ sign: Int) {
        for status in UnsuccessfulChildren.statuses {
            let some = children.intersection(unsuccessful.with(status))
            executions.awaitRedrive(status, sign * some.count)
            items.awaitRedrive(status, sign * unsuccessful.items(of: some))
        }
    }

    private mutating func restart(_ index: Int) {
        redoing.insert(index)
        run(index, 1)
    }

    /// A child that was to be redriven runs, or (with a sign of -1) waits again.
    private mutating func run(_ index: Int, _ sign: Int) {
        let amount = unsuccessful.items(of: index)
        executions.running += sign
        items.running += sign * amount
        guard unsuccessful.status(of: index) != .pending else { return }
        executions.pendingRedrive -= sign
        items.pendingRedrive -= sign * amount
    }

    /// The end of a child that was run again; one that never began again waits as before.
    private mutating func endAgain(_ outcome: ChildOutcome) {
        if outcome.status == .pending {
            run(outcome.index, -1)
            redo.insert(outcome.index)
            return
        }
        let amount = unsuccessful.items(of: outcome.index)
        if unsuccessful.spent.contains(outcome.index) {
            executions.failuresNotRedrivable -= 1
            items.failuresNotRedrivable -= amount
        }
        unsuccessful.remove(outcome.index)
        count(outcome, amount)
    }

    // MARK: What is under way

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
