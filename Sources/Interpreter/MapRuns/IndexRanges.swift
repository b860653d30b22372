/// Indices as few ranges: what ended in order takes the room of one.
public struct IndexRanges: Sendable, Equatable {
    /// Ascending, never touching.
    public private(set) var ranges: [Range<Int>] = []

    public init() {}

    public init(_ range: Range<Int>) { if !range.isEmpty { ranges = [range] } }

    /// Of some indices in any order.
    public init(_ indices: some Sequence<Int>) {
        for index in indices { insert(index) }
    }

    public var isEmpty: Bool { ranges.isEmpty }
    public var count: Int { ranges.reduce(0) { $0 + $1.count } }

    public func contains(_ index: Int) -> Bool {
        let place = firstEnding(after: index)
        return place < ranges.count && ranges[place].lowerBound <= index
    }

    public mutating func insert(_ index: Int) {
        let place = firstEnding(after: index)
        if place < ranges.count, ranges[place].lowerBound <= index { return }
        let joinsBefore = place > 0 && ranges[place - 1].upperBound == index
        let joinsAfter = place < ranges.count && ranges[place].lowerBound == index + 1
        switch (joinsBefore, joinsAfter) {
        case (true, true):
            ranges[place - 1] = ranges[place - 1].lowerBound..<ranges[place].upperBound
            ranges.remove(at: place)
        case (true, false): ranges[place - 1] = ranges[place - 1].lowerBound..<(index + 1)
        case (false, true): ranges[place] = index..<ranges[place].upperBound
        case (false, false): ranges.insert(index..<(index + 1), at: place)
        }
    }

    public mutating func remove(_ index: Int) {
        let place = firstEnding(after: index)
        guard place < ranges.count, ranges[place].lowerBound <= index else { return }
        let range = ranges.remove(at: place)
        if index + 1 < range.upperBound { ranges.insert((index + 1)..<range.upperBound, at: place) }
        if range.lowerBound < index { ranges.insert(range.lowerBound..<index, at: place) }
    }

    /// Those that are in one of the two.
    public func union(_ other: IndexRanges) -> IndexRanges {
        var all = IndexRanges()
        for range in (ranges + other.ranges).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = all.ranges.last, last.upperBound >= range.lowerBound {
                all.ranges[all.ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                all.ranges.append(range)
            }
        }
        return all
    }

    /// Those that are in both.
    public func intersection(_ other: IndexRanges) -> IndexRanges {
        var both = IndexRanges()
        var (left, right) = (0, 0)
        while left < ranges.count, right < other.ranges.count {
            let common = ranges[left].clamped(to: other.ranges[right])
            if !common.isEmpty { both.ranges.append(common) }
            if ranges[left].upperBound < other.ranges[right].upperBound { left += 1 } else { right += 1 }
        }
        return both
    }

    /// Removes some indices in ascending order, in one pass.
    public mutating func remove(_ indices: [Int]) {
        var rest: [Range<Int>] = []
        var place = 0
        for range in ranges {
            var start = range.lowerBound
            while place < indices.count, indices[place] < range.upperBound {
                let index = indices[place]
                place += 1
                guard index >= start else { continue }
                if start < index { rest.append(start..<index) }
                start = index + 1
            }
            if start < range.upperBound { rest.append(start..<range.upperBound) }
        }
        ranges = rest
    }

    /// The first index that is at least `index`.
    public func first(from index: Int) -> Int? {
        let place = firstEnding(after: index)
        return place < ranges.count ? max(index, ranges[place].lowerBound) : nil
    }

    /// The first few.
    public func first(_ count: Int) -> [Int] {
        var indices: [Int] = []
        for range in ranges {
            for index in range {
                if indices.count == count { return indices }
                indices.append(index)
            }
        }
        return indices
    }

    /// Place of the first range that ends after `index`.
    private func firstEnding(after index: Int) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound > index { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
