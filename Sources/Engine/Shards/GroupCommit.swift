import Journal

/// Many units in one transaction, and what a failure of it means for units that rest on them.
struct GroupCommit {
    let journal: any Journal
    /// By shard: no unit of this generation or an older one can be written any more.
    private var failedGenerations: [UInt16: Int] = [:]

    init(journal: any Journal) { self.journal = journal }

    /// Writes the units and tells each how it went.
    mutating func commit(_ units: [CommitUnit]) {
        var commit = JournalCommit()
        var written: [CommitUnit] = []
        for unit in units {
            if let generation = failedGenerations[unit.shard], unit.generation <= generation, unit.turn != nil {
                unit.completion(.failure(JournalError(.io, "A commit before this one failed.")))
                continue
            }
            if let turn = unit.turn {
                commit.epochs[unit.shard] = unit.epoch
                commit.turns.append(turn)
                commit.turns += unit.more
            }
            commit.catalog += unit.catalog
            written.append(unit)
        }
        var result: Result<Void, JournalError> = .success(())
        if !commit.turns.isEmpty || !commit.catalog.isEmpty {
            do throws(JournalError) { try journal.commit(commit) } catch { result = .failure(error) }
        }
        if case .failure(let error) = result, written.count > 1, error.concernsSomeUnits {
            // What can't be written must not take along what can.
            for unit in written { self.commit([unit]) }
            return
        }
        if case .failure = result {
            // Nothing rests on an execution that didn't start.
            for unit in written where unit.turn != nil && !unit.isBareStart {
                failedGenerations[unit.shard] = max(failedGenerations[unit.shard] ?? 0, unit.generation)
            }
        }
        for unit in written { unit.completion(result) }
    }
}

extension JournalError {
    /// Whether other units of the same commit may be written without the one that this error is about.
    fileprivate var concernsSomeUnits: Bool { [.duplicate, .conflict, .invalid, .fenced].contains(code) }
}
