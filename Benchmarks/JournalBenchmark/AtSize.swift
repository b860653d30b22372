import Glibc
import Journal

/// Whether costs stay flat as executions pile up: commits, and the reads that the API rests on.
func measureAtSize(_ path: String, _ works: Works, _ stored: Int) throws {
    print("\nwith stored executions")
    let journal = try SQLiteJournal(directory: path)
    let epochs = Dictionary(uniqueKeysWithValues: try journal.acquireLeases().map { ($0.shard, $0.epoch) })
    var count = 0
    var target = 1_000
    while count < stored {
        while count < target {
            let part = works.turns(min(100, target - count), from: count)
            try journal.commit(JournalCommit(epochs: epochs, turns: part))
            count += part.count
        }
        try measure(journal, epochs, works, count)
        count += 1_000
        target = min(stored, target * 10)
    }
    print(
        "    file \(fileBytes(path + "/fermata.db") / count) bytes a turn, log \(fileBytes(path + "/fermata.db-wal") / 1024) KiB"
    )
    journal.close()
    try Meter {
        let again = try SQLiteJournal(directory: path)
        _ = try again.acquireLeases()
        for shard in 0..<4 as Range<UInt16> {
            _ = try again.nextExecutionNumber(shard: shard)
            _ = try again.timers(shard: shard, through: .max, limit: 1_000)
            _ = try again.dispatches(shard: shard, after: nil, limit: 1_000)
            _ = try again.inbox(shard: shard, limit: 1_000)
        }
        again.close()
    }.report("open, leases, recovery's reads", 1, "times")
}

private func measure(_ journal: SQLiteJournal, _ epochs: [UInt16: Int64], _ works: Works, _ count: Int) throws {
    let turns = works.turns(1_000, from: count)
    try Meter {
        for part in stride(from: 0, to: 1_000, by: 10) {
            try journal.commit(JournalCommit(epochs: epochs, turns: Array(turns[part..<part + 10])))
        }
    }.report("\(count): 10 turns a commit", 1_000, "turns")
    try Meter {
        for _ in 0..<50 { _ = try journal.executions(ExecutionQuery(owner: 1, limit: 100)) }
    }.report("\(count): list of 100", 50, "times")
    let middle = ExecutionKey(shard: 1, number: Int64(count / 8 + 1))
    if let row = try journal.execution(middle) {
        let cursor = (row.startDate, row.key)
        try Meter {
            for _ in 0..<50 { _ = try journal.executions(ExecutionQuery(owner: 1, cursor: cursor, limit: 100)) }
        }.report("\(count): list of 100 from the middle", 50, "times")
    }
    try Meter {
        for index in 0..<500 {
            let key = ExecutionKey(shard: UInt16(index % 4), number: Int64(index * 7919 % (count / 4) + 1))
            let row = try journal.execution(key)
            _ = try journal.execution(owner: 1, name: row?.name ?? "")
            _ = try journal.chunks(of: key, from: 0, reversed: false, byteLimit: 100_000)
        }
    }.report("\(count): row by key, by name, history", 500, "times")
    try Meter { _ = try journal.executionCounts(owner: 1) }.report("\(count): counts by status", 1, "times")
}
