import Testing

@testable import Journal

/// Lists are newest first, by status or over all, and pages neither repeat nor skip.
@Suite struct ListTests {
    let leased: LeasedJournal
    /// 60 executions over all statuses and shards, several in the same millisecond; others of another owner between.
    let rows: [ExecutionRow]

    init() throws {
        leased = try LeasedJournal()
        rows = (0..<60).map { (index: Int) -> ExecutionRow in
            let status = ExecutionStatus.allCases[index * 7 % 6]
            let (number, start) = (Int64(index / 4 + 1), Int64(1_000 + index / 5))
            return makeRow(number, shard: UInt16(index % 4), name: "n\(index)", status: status, start: start)
        }
        let others = (0..<20).map { makeRow(Int64(100 + $0), owner: 2, status: .succeeded, start: 1_005) }
        try leased.commit(all: (rows + others).map { start($0) })
    }

    @Test(arguments: [1, 2, 5, 7, 59, 60, 61, 1_000], [nil] + ExecutionStatus.allCases.map(Optional.some))
    func pages(limit: Int, status: ExecutionStatus?) throws {
        let expected = rows.filter { status == nil || $0.status == status }
            .sorted { ($0.startDate, $0.key) > ($1.startDate, $1.key) }
        var read: [ExecutionRow] = []
        var query = ExecutionQuery(owner: 1, status: status, limit: limit)
        while true {
            let page = try leased.journal.executions(query)
            #expect(page.count <= limit)
            guard let last = page.last else { break }
            read += page
            query.cursor = (last.startDate, last.key)
        }
        #expect(read == expected)
    }

    @Test func counts() throws {
        #expect(
            try leased.journal.executionCounts(owner: 1)
                == Dictionary(uniqueKeysWithValues: ExecutionStatus.allCases.map { ($0, 10) }))
        #expect(try leased.journal.executionCounts(owner: 2) == [.succeeded: 20])
        #expect(try leased.journal.executionCounts(owner: 3) == [:])
    }

    @Test func aChangedStatusMovesBetweenLists() throws {
        let running = try #require(rows.first { $0.status == .running })
        try leased.commit(turn(running.key.number, shard: running.key.shard) { $0.status = (.aborted, 5_000) })
        let aborted = try leased.journal.executions(ExecutionQuery(owner: 1, status: .aborted, limit: 99))
        #expect(aborted.count == 11)
        #expect(aborted.contains { $0.key == running.key && $0.stopDate == 5_000 })
        #expect(try leased.journal.executions(ExecutionQuery(owner: 1, status: .running, limit: 99)).count == 9)
        #expect(try leased.journal.executions(ExecutionQuery(owner: 1, limit: 99)).count == 60)
    }

    @Test func noLimitNoRows() throws {
        for limit in [0, -1] {
            #expect(try leased.journal.executions(ExecutionQuery(owner: 1, limit: limit)) == [])
        }
    }
}
