import Testing

@testable import Journal

/// What is written is read, table by table.
@Suite struct RoundTripTests {
    let leased: LeasedJournal
    var journal: SQLiteJournal { leased.journal }

    init() throws { leased = try LeasedJournal() }

    @Test(arguments: [0, 1, 200, SQLiteJournal.inlineChunkLimit, SQLiteJournal.inlineChunkLimit + 1, 300_000])
    func executionAndFirstChunk(size: Int) throws {
        let row = makeRow(5, shard: 3, status: .succeeded, stop: 2_000)
        let chunk = Chunk(firstRecord: 0, bytes: (0..<size).map { UInt8(truncatingIfNeeded: $0) })
        try leased.commit(start(row, chunk: chunk))
        #expect(try journal.execution(row.key) == row)
        #expect(try journal.execution(owner: 1, name: row.name) == row)
        for reversed in [false, true] {
            #expect(try journal.chunks(of: row.key, from: 0, reversed: reversed, byteLimit: 1) == [chunk])
        }
        #expect(try journal.execution(ExecutionKey(shard: 3, number: 4)) == nil)
        #expect(try journal.execution(owner: 2, name: row.name) == nil)
        #expect(try journal.nextExecutionNumber(shard: 3) == 6)
        #expect(try journal.nextExecutionNumber(shard: 2) == 1)
    }

    @Test(arguments: ["", "Grüße 🍕", "a'b\"c", String(repeating: "n", count: 80), "nul\0inside"])
    func names(name: String) throws {
        let row = makeRow(1, name: name)
        try leased.commit(start(row))
        #expect(try journal.execution(owner: 1, name: name)?.name == name)
    }

    @Test func emptyBody() throws {
        var row = makeRow(1)
        row.body = []
        try leased.commit(start(row, chunk: nil))
        #expect(try journal.execution(row.key) == row)
        #expect(try journal.chunks(of: row.key, from: 0, reversed: false, byteLimit: 1) == [])
    }

    @Test func statusChanges() throws {
        var row = makeRow(1)
        try leased.commit(start(row))
        for (status, stop) in [(ExecutionStatus.failed, Int64?.some(9)), (.running, nil), (.succeeded, 12)] {
            try leased.commit(turn(1) { $0.status = (status, stop) })
            (row.status, row.stopDate) = (status, stop)
            #expect(try journal.execution(row.key) == row)
            #expect(try journal.executionCounts(owner: 1) == [status: 1])
        }
    }

    @Test func chunksFromAnywhere() throws {
        let row = makeRow(2)
        // Neighbours must not show.
        try leased.commit(
            start(makeRow(1)), start(makeRow(3)), turn(1) { $0.chunk = Chunk(firstRecord: 9, bytes: [0]) })
        let sizes: [(Int64, Int)] = [(0, 10), (5, 20), (9, 30), (20, 40)]
        let chunks = sizes.map { Chunk(firstRecord: $0, bytes: [UInt8](repeating: UInt8($1), count: $1)) }
        try leased.commit(start(row, chunk: chunks[0]))
        for chunk in chunks.dropFirst() { try leased.commit(turn(2) { $0.chunk = chunk }) }

        func read(_ record: Int64, _ reversed: Bool, _ limit: Int) throws -> [Int64] {
            try journal.chunks(of: row.key, from: record, reversed: reversed, byteLimit: limit).map(\.firstRecord)
        }
        #expect(try journal.chunks(of: row.key, from: 0, reversed: false, byteLimit: .max) == chunks)
        #expect(try journal.chunks(of: row.key, from: .max, reversed: true, byteLimit: .max) == chunks.reversed())
        #expect(try read(4, false, .max) == [0, 5, 9, 20])
        #expect(try read(5, false, .max) == [5, 9, 20])
        #expect(try read(8, false, 21) == [5, 9])
        #expect(try read(9, false, 30) == [9])
        #expect(try read(99, false, .max) == [20])
        #expect(try read(0, false, 0) == [0])
        #expect(try read(19, true, .max) == [9, 5, 0])
        #expect(try read(9, true, 31) == [9, 5])
        #expect(try read(9, true, 1) == [9])
        #expect(try read(4, true, 1) == [0])
    }

    @Test func snapshotIsReplaced() throws {
        let key = ExecutionKey(shard: 0, number: 1)
        try leased.commit(start(makeRow(1)))
        #expect(try journal.snapshot(of: key) == nil)
        for record in [500, 1_000] as [Int64] {
            let snapshot = Chunk(firstRecord: record, bytes: [UInt8](repeating: 1, count: Int(record) * 10))
            try leased.commit(turn(1) { $0.snapshot = snapshot })
            #expect(try journal.snapshot(of: key) == snapshot)
        }
    }

    @Test func timers() throws {
        let timers = [(30, 2, 1), (10, 1, 2), (10, 1, 1), (20, 3, 1)].map { due, number, id in
            TimerRow(key: ExecutionKey(shard: 1, number: Int64(number)), due: Int64(due), id: Int64(id))
        }
        for timer in timers { try leased.commit(turn(timer.key.number, shard: 1) { $0.timersSet = [timer] }) }
        let sorted = [timers[2], timers[1], timers[3], timers[0]]
        #expect(try journal.timers(shard: 1, through: 30, limit: 9) == sorted)
        #expect(try journal.timers(shard: 1, through: 29, limit: 9) == Array(sorted.prefix(3)))
        #expect(try journal.timers(shard: 1, through: 30, limit: 2) == Array(sorted.prefix(2)))
        #expect(try journal.timers(shard: 0, through: .max, limit: 9) == [])
        let moved = TimerRow(key: timers[1].key, due: 40, id: 2)
        try leased.commit(
            turn(1, shard: 1) {
                $0.timersCleared = [timers[1]]
                $0.timersSet = [moved]
            })
        #expect(try journal.timers(shard: 1, through: .max, limit: 9) == [timers[2], timers[3], timers[0], moved])
    }

    @Test func dispatches() throws {
        let rows = [(1, 1), (1, 2), (2, 1), (3, 5)].map { number, task in
            TaskRow(key: ExecutionKey(shard: 2, number: Int64(number)), task: Int64(task), body: [UInt8(task)])
        }
        let other = TaskRow(key: ExecutionKey(shard: 3, number: 1), task: 1, body: [9])
        try leased.commit(
            all: (rows + [other]).map { row in turn(row.key.number, shard: row.key.shard) { $0.dispatchesAdded = [row] }
            })
        #expect(try journal.dispatches(shard: 2, after: nil, limit: 9) == rows)
        #expect(try journal.dispatches(shard: 2, after: rows[0], limit: 2) == [rows[1], rows[2]])
        #expect(try journal.dispatches(shard: 2, after: rows[3], limit: 9) == [])
        try leased.commit(turn(1, shard: 2) { $0.dispatchesRemoved = [2, 77] })
        #expect(try journal.dispatches(shard: 2, after: nil, limit: 9) == [rows[0], rows[2], rows[3]])
        #expect(try journal.dispatches(shard: 3, after: nil, limit: 9) == [other])
    }

    @Test func activityTasks() throws {
        let rows = [(10, 0, 2), (10, 1, 1), (20, 0, 1)].map { scheduled, shard, number in
            ActivityTaskRow(
                activity: 7, scheduled: Int64(scheduled),
                key: ExecutionKey(shard: UInt16(shard), number: Int64(number)),
                task: 3)
        }
        for row in rows.reversed() {
            try leased.commit(turn(row.key.number, shard: row.key.shard) { $0.activityTasksAdded = [row] })
        }
        #expect(try journal.activityTasks(activity: 7, after: nil, limit: 9) == rows)
        #expect(try journal.activityTasks(activity: 7, after: rows[0], limit: 1) == [rows[1]])
        #expect(try journal.activityTasks(activity: 8, after: nil, limit: 9) == [])
        try leased.commit(turn(1, shard: 1) { $0.activityTasksRemoved = [rows[1]] })
        #expect(try journal.activityTasks(activity: 7, after: nil, limit: 9) == [rows[0], rows[2]])
    }

    @Test func inbox() throws {
        let sender = ExecutionKey(shard: 0, number: 4)
        let messages = [(1, 8), (1, 9), (2, 3)].map { receiver, record in
            InboxRow(
                receiver: ExecutionKey(shard: 1, number: Int64(receiver)), sender: sender, senderRecord: Int64(record),
                body: [UInt8(record)])
        }
        try leased.commit(turn(4) { $0.inboxAdded = messages })
        #expect(try journal.inbox(shard: 1, limit: 9) == messages)
        #expect(try journal.inbox(shard: 1, limit: 1) == [messages[0]])
        #expect(try journal.inbox(shard: 0, limit: 9) == [])
        try leased.commit(turn(1, shard: 1) { $0.inboxConsumed = [messages[0]] })
        #expect(try journal.inbox(shard: 1, limit: 9) == [messages[1], messages[2]])
    }

    @Test func catalog() throws {
        let entries = ["b", "a"].map { CatalogEntry(kind: "machine", key: $0, body: Array($0.utf8)) }
        try leased.commit(catalog: entries.map { .put($0) })
        #expect(try journal.catalog(kind: "machine") == [entries[1], entries[0]])
        #expect(try journal.catalog(kind: "alias") == [])
        let changed = CatalogEntry(kind: "machine", key: "a", body: [])
        try leased.commit(catalog: [.put(changed), .delete(kind: "machine", key: "b")])
        #expect(try journal.catalog(kind: "machine") == [changed])
        #expect(try journal.catalogEntry(kind: "machine", key: "a") == changed)
        #expect(try journal.catalogEntry(kind: "machine", key: "b") == nil)
    }
}
