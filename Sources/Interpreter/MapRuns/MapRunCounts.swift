/// How many children, or items, are in which state (API reference, DescribeMapRun).
public struct MapRunCounts: Sendable, Equatable {
    public var total = 0
    public var running = 0
    public var succeeded = 0
    public var failed = 0
    public var timedOut = 0
    public var aborted = 0
    public var resultsWritten = 0
    /// Of those that failed, timed out or were stopped, as many as no redrive can run again.
    public var failuresNotRedrivable = 0
    public var pendingRedrive = 0

    public var ended: Int { succeeded + failed + timedOut + aborted }
    public var pending: Int { max(0, total - ended - running - pendingRedrive) }

    /// Some have come to an end; those that never began are pending again.
    mutating func end(_ status: ChildStatus, _ amount: Int) {
        switch status {
        case .succeeded: succeeded += amount
        case .failed: failed += amount
        case .timedOut: timedOut += amount
        case .aborted: aborted += amount
        case .pending: break
        }
    }

    /// Some that had ended wait for their redrive.
    mutating func awaitRedrive(_ status: ChildStatus, _ amount: Int) {
        end(status, -amount)
        if status != .pending { pendingRedrive += amount }
    }
}
