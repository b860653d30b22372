/// The path that was taken beside the one that was expected.
struct PathComparison {
    let expected: [String]
    let taken: [String]

    /// `...` in an expected path stands for any states.
    static let gap = "..."

    var holds: Bool { Self.matches(expected[...], taken[...]) }

    private static func matches(_ expected: ArraySlice<String>, _ taken: ArraySlice<String>) -> Bool {
        // As in a pattern with stars: only the last gap is ever tried again.
        var want = expected.startIndex
        var have = taken.startIndex
        var retry: (want: Int, have: Int)?
        while have < taken.endIndex {
            if want < expected.endIndex, expected[want] == gap {
                retry = (want, have)
                want += 1
            } else if want < expected.endIndex, expected[want] == taken[have] {
                want += 1
                have += 1
            } else if let last = retry {
                retry = (last.want, last.have + 1)
                want = last.want + 1
                have = last.have + 1
            } else {
                return false
            }
        }
        return expected[want...].allSatisfy { $0 == gap }
    }

    /// Lines with both paths, `=` where they agree, the rest of a long agreement left out.
    func drawing() -> [String] {
        let pairs = aligned()
        let width = max(12, min(40, pairs.compactMap { $0.expected?.count }.max() ?? 0))
        var lines = ["  " + Self.padded("expected", width) + "     taken"]
        var skipped = 0
        for (place, pair) in pairs.enumerated() {
            let near = pairs[max(0, place - 2)..<min(pairs.count, place + 3)].contains { !$0.isEqual }
            guard near || place == 0 || place == pairs.count - 1 else {
                skipped += 1
                continue
            }
            if skipped > 0 { lines.append("  … \(skipped) the same …") }
            skipped = 0
            let mark = pair.isEqual ? "   " : pair.expected == nil ? " + " : pair.taken == nil ? " - " : " ! "
            lines.append("  " + Self.padded(pair.expected ?? "", width) + " " + mark + " " + (pair.taken ?? ""))
        }
        return lines
    }

    private struct Pair {
        var expected: String?
        var taken: String?
        var isEqual: Bool { expected == taken || expected == PathComparison.gap }
    }

    /// By the longest common subsequence; of very long paths the parts after their first 400 states side by side.
    private func aligned() -> [Pair] {
        let left = Array(expected.prefix(400))
        let right = Array(taken.prefix(400))
        var lengths = [[Int]](repeating: [Int](repeating: 0, count: right.count + 1), count: left.count + 1)
        for row in left.indices.reversed() {
            for column in right.indices.reversed() {
                lengths[row][column] =
                    left[row] == right[column]
                    ? lengths[row + 1][column + 1] + 1 : max(lengths[row + 1][column], lengths[row][column + 1])
            }
        }
        var pairs: [Pair] = []
        var (row, column) = (0, 0)
        while row < left.count || column < right.count {
            if row < left.count, column < right.count, left[row] == right[column] {
                pairs.append(Pair(expected: left[row], taken: right[column]))
                row += 1
                column += 1
            } else if column == right.count
                || (row < left.count && lengths[row + 1][column] >= lengths[row][column + 1])
            {
                pairs.append(Pair(expected: left[row], taken: nil))
                row += 1
            } else {
                pairs.append(Pair(expected: nil, taken: right[column]))
                column += 1
            }
        }
        return pairs
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }
}
