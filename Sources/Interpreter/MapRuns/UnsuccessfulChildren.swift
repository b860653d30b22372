/// The children of a map run that came to no success, for a redrive: by how they ended, as ranges of their indices.
public struct UnsuccessfulChildren: Sendable, Equatable {
    private var indices: [ChildStatus: IndexRanges] = [:]
    /// Those that no redrive can run again, as their history is full.
    public private(set) var spent = IndexRanges()
    /// Items of those that have more or less than one.
    private var itemCounts: [Int: Int] = [:]

    static let statuses: [ChildStatus] = [.failed, .timedOut, .aborted, .pending]

    public var isEmpty: Bool { indices.isEmpty }

    public var all: IndexRanges { indices.values.reduce(IndexRanges()) { $0.union($1) } }

    public func with(_ status: ChildStatus) -> IndexRanges { indices[status] ?? IndexRanges() }

    public func status(of index: Int) -> ChildStatus? {
        Self.statuses.first { indices[$0]?.contains(index) ?? false }
    }

    public func items(of index: Int) -> Int { itemCounts[index] ?? 1 }

    public func items(of children: IndexRanges) -> Int {
        itemCounts.reduce(children.count) { children.contains($1.key) ? $0 + $1.value - 1 : $0 }
    }

    mutating func insert(_ outcome: ChildOutcome, items: Int) {
        indices[outcome.status, default: IndexRanges()].insert(outcome.index)
        if outcome.isSpent { spent.insert(outcome.index) }
        if items != 1 { itemCounts[outcome.index] = items }
    }

    mutating func remove(_ index: Int) {
        guard let status = status(of: index) else { return }
        indices[status]?.remove(index)
        if indices[status]?.isEmpty ?? false { indices[status] = nil }
        spent.remove(index)
        itemCounts[index] = nil
    }
}
