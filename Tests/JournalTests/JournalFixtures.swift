@testable import Journal

/// An execution's row with everything but the named parts made up from its number.
func makeRow(
    _ number: Int64, shard: UInt16 = 0, owner: Int64 = 1, name: String? = nil, status: ExecutionStatus = .running,
    start: Int64? = nil, stop: Int64? = nil
) -> ExecutionRow {
    ExecutionRow(
        key: ExecutionKey(shard: shard, number: number), owner: owner, name: name ?? "execution-\(shard)-\(number)",
        status: status, startDate: start ?? 1_000 + number, stopDate: stop,
        body: [1, 2, UInt8(truncatingIfNeeded: number)])
}

func start(_ row: ExecutionRow, chunk: Chunk? = Chunk(firstRecord: 0, bytes: [7, 7])) -> JournalTurn {
    var turn = JournalTurn(key: row.key)
    turn.start = row
    turn.chunk = chunk
    return turn
}

func turn(_ number: Int64, shard: UInt16 = 0, _ fill: (inout JournalTurn) -> Void) -> JournalTurn {
    var turn = JournalTurn(key: ExecutionKey(shard: shard, number: number))
    fill(&turn)
    return turn
}

/// A journal with its leases taken, in a temporary directory.
struct LeasedJournal {
    let journal: SQLiteJournal
    let epochs: [UInt16: Int64]

    init(_ journal: SQLiteJournal? = nil) throws {
        self.journal = try journal ?? SQLiteJournal.temporary()
        epochs = Dictionary(uniqueKeysWithValues: try self.journal.acquireLeases().map { ($0.shard, $0.epoch) })
    }

    func commit(_ turns: JournalTurn..., catalog: [CatalogChange] = []) throws {
        try journal.commit(JournalCommit(epochs: epochs, turns: turns, catalog: catalog))
    }

    func commit(all turns: [JournalTurn]) throws {
        try journal.commit(JournalCommit(epochs: epochs, turns: turns))
    }
}

extension JournalError {
    /// The code that `body` throws.
    static func code(_ body: () throws -> Void) -> Code? {
        do {
            try body()
            return nil
        } catch let error as JournalError {
            return error.code
        } catch {
            return nil
        }
    }
}
