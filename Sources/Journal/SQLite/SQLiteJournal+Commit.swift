extension SQLiteJournal {
    /// A first chunk up to this size lies in its execution's row, which a change of status writes again.
    static let inlineChunkLimit = 2048

    public func commit(_ commit: JournalCommit) throws(JournalError) {
        try transaction { connection throws(JournalError) in
            try connection.compareEpochs(of: commit)
            for turn in commit.turns { try connection.write(turn) }
            for change in commit.catalog { try connection.write(change) }
        }
    }
}

extension SQLiteConnection {
    fileprivate func compareEpochs(of commit: JournalCommit) throws(JournalError) {
        for (shard, epoch) in commit.epochs {
            let stored = try first(.epoch) { statement throws(JournalError) in
                try statement.bind(1, Int64(shard))
            } row: {
                $0.integer(0)
            }
            guard stored == epoch else {
                throw JournalError(
                    .fenced, "shard \(shard) was decided under epoch \(epoch), but its epoch is \(stored ?? -1)")
            }
        }
        for turn in commit.turns where commit.epochs[turn.key.shard] == nil {
            throw JournalError(.fenced, "the commit names no epoch of shard \(turn.key.shard)")
        }
    }

    /// Removals come before additions of the same kind.
    fileprivate func write(_ turn: JournalTurn) throws(JournalError) {
        guard turn.key.isStorable else {
            throw JournalError(.invalid, "execution \(turn.key.number) of shard \(turn.key.shard) is out of range")
        }
        let execution = turn.key.packed
        if turn.start != nil || turn.chunk != nil || turn.status != nil { try writeExecution(turn, execution) }
        if turn.dropsSnapshot { try dropSnapshot(execution) }
        if let snapshot = turn.snapshot { try write(snapshot: snapshot, execution) }
        try writeTimers(turn)
        try writeDispatches(turn, execution)
        try writeActivityTasks(turn)
        try writeMessages(turn)
    }

    private func writeExecution(_ turn: JournalTurn, _ execution: Int64) throws(JournalError) {
        if let chunk = turn.chunk, !(0..<ExecutionKey.recordLimit).contains(chunk.firstRecord) {
            throw JournalError(
                .invalid, "an execution has at most \(ExecutionKey.recordLimit) records, not \(chunk.firstRecord)")
        }
        var chunk = turn.chunk
        if let start = turn.start {
            guard start.key == turn.key else {
                throw JournalError(.invalid, "the turn of \(turn.key) starts another execution, \(start.key)")
            }
            let inline = chunk.flatMap { $0.bytes.count <= SQLiteJournal.inlineChunkLimit ? $0 : nil }
            if inline != nil { chunk = nil }
            try write(start, execution, firstChunk: inline)
        }
        if let chunk {
            let statement = try statement(.insertChunk)
            try statement.bind(1, turn.key.packed(record: chunk.firstRecord))
            try statement.bind(2, chunk.bytes)
            try statement.run()
        }
        if let (status, stopDate) = turn.status {
            let statement = try statement(.updateStatus)
            try statement.bind(1, execution)
            try statement.bind(2, Int64(status.rawValue))
            try statement.bind(3, stopDate)
            try statement.run()
            guard changes == 1 else {
                throw JournalError(.invalid, "\(turn.key) changes its status, but was never started")
            }
        }
    }

    private func write(_ row: ExecutionRow, _ execution: Int64, firstChunk: Chunk?) throws(JournalError) {
        let statement = try statement(.insertExecution)
        try statement.bind(1, execution)
        try statement.bind(2, row.owner)
        try statement.bind(3, row.name)
        try statement.bind(4, Int64(row.status.rawValue))
        try statement.bind(5, row.startDate)
        try statement.bind(6, row.stopDate)
        try statement.bind(7, row.body)
        try statement.bind(8, firstChunk?.firstRecord)
        try statement.bind(9, firstChunk?.bytes)
        try statement.run()
    }

    private func write(snapshot: Chunk, _ execution: Int64) throws(JournalError) {
        let statement = try statement(.putSnapshot)
        try statement.bind(1, execution)
        try statement.bind(2, snapshot.firstRecord)
        try statement.bind(3, snapshot.bytes)
        try statement.run()
    }

    private func dropSnapshot(_ execution: Int64) throws(JournalError) {
        let statement = try statement(.deleteSnapshot)
        try statement.bind(1, execution)
        try statement.run()
    }

    private func writeTimers(_ turn: JournalTurn) throws(JournalError) {
        for (query, rows) in [(SQLiteQuery.deleteTimer, turn.timersCleared), (.insertTimer, turn.timersSet)] {
            for row in rows {
                let statement = try statement(query)
                try statement.bind(1, Int64(row.key.shard))
                try statement.bind(2, row.due)
                try statement.bind(3, row.key.number)
                try statement.bind(4, row.id)
                try statement.run()
            }
        }
    }

    private func writeDispatches(_ turn: JournalTurn, _ execution: Int64) throws(JournalError) {
        for task in turn.dispatchesRemoved {
            let statement = try statement(.deleteDispatch)
            try statement.bind(1, execution)
            try statement.bind(2, task)
            try statement.run()
        }
        for row in turn.dispatchesAdded {
            let statement = try statement(.putDispatch)
            try statement.bind(1, row.key.packed)
            try statement.bind(2, row.task)
            try statement.bind(3, row.body)
            try statement.run()
        }
    }

    private func writeActivityTasks(_ turn: JournalTurn) throws(JournalError) {
        for (query, rows) in [
            (SQLiteQuery.deleteActivityTask, turn.activityTasksRemoved), (.insertActivityTask, turn.activityTasksAdded),
        ] {
            for row in rows {
                let statement = try statement(query)
                try statement.bind(1, row.activity)
                try statement.bind(2, row.scheduled)
                try statement.bind(3, row.key.packed)
                try statement.bind(4, row.task)
                try statement.run()
            }
        }
    }

    private func writeMessages(_ turn: JournalTurn) throws(JournalError) {
        for row in turn.inboxConsumed {
            let statement = try statement(.deleteMessage)
            try bindKey(of: row, statement)
            try statement.run()
        }
        for row in turn.inboxAdded {
            let statement = try statement(.insertMessage)
            try bindKey(of: row, statement)
            try statement.bind(4, row.body)
            try statement.run()
        }
    }

    private func bindKey(of row: InboxRow, _ statement: SQLiteStatement) throws(JournalError) {
        guard row.receiver.isStorable else {
            throw JournalError(.invalid, "a message goes to \(row.receiver), which is out of range")
        }
        try statement.bind(1, row.receiver.packed)
        try statement.bind(2, row.sender.packed)
        try statement.bind(3, row.senderRecord)
    }

    fileprivate func write(_ change: CatalogChange) throws(JournalError) {
        switch change {
        case .put(let entry):
            let statement = try statement(.putCatalog)
            try statement.bind(1, entry.kind)
            try statement.bind(2, entry.key)
            try statement.bind(3, entry.body)
            try statement.run()
        case .delete(let kind, let key):
            let statement = try statement(.deleteCatalog)
            try statement.bind(1, kind)
            try statement.bind(2, key)
            try statement.run()
        }
    }
}
