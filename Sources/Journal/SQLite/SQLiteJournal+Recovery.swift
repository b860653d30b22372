/// What recovery reads: histories, timers, dispatches, queues and messages.
extension SQLiteJournal {
    /// The extent of a chunk is not known here: the first one given is the last that begins at `record` or before.
    public func chunks(
        of key: ExecutionKey, from record: Int64, reversed: Bool, byteLimit: Int
    ) throws(JournalError) -> [Chunk] {
        guard key.isStorable else { return [] }
        let record = min(max(0, record), ExecutionKey.recordLimit - 1)
        return try read { connection throws(JournalError) in
            reversed
                ? try connection.chunksDown(of: key, from: record, byteLimit: byteLimit)
                : try connection.chunksUp(of: key, from: record, byteLimit: byteLimit)
        }
    }

    public func timers(shard: UInt16, through due: Int64, limit: Int) throws(JournalError) -> [TimerRow] {
        try read { connection throws(JournalError) in
            try connection.rows(.timers) { statement throws(JournalError) in
                try statement.bind(1, Int64(shard))
                try statement.bind(2, due)
                try statement.bind(3, Int64(max(0, limit)))
            } row: {
                TimerRow(
                    key: ExecutionKey(shard: shard, number: $0.integer(1)), due: $0.integer(0), id: $0.integer(2))
            }
        }
    }

    public func dispatches(shard: UInt16, after cursor: TaskRow?, limit: Int) throws(JournalError) -> [TaskRow] {
        let keys = ExecutionKey.packedRange(shard: shard)
        return try read { connection throws(JournalError) in
            try connection.rows(.dispatches) { statement throws(JournalError) in
                try statement.bind(1, max(keys.lowerBound, cursor?.key.packed ?? -1))
                try statement.bind(2, keys.upperBound)
                try statement.bind(3, cursor?.key.packed ?? -1)
                try statement.bind(4, cursor?.task ?? -1)
                try statement.bind(5, Int64(max(0, limit)))
            } row: {
                TaskRow(key: ExecutionKey(packed: $0.integer(0)), task: $0.integer(1), body: $0.bytes(2))
            }
        }
    }

    public func activityTasks(
        activity: Int64, after cursor: ActivityTaskRow?, limit: Int
    ) throws(JournalError) -> [ActivityTaskRow] {
        try read { connection throws(JournalError) in
            try connection.rows(.activityTasks) { statement throws(JournalError) in
                try statement.bind(1, activity)
                try statement.bind(2, cursor?.scheduled ?? .min)
                try statement.bind(3, cursor?.key.packed ?? -1)
                try statement.bind(4, cursor?.task ?? -1)
                try statement.bind(5, Int64(max(0, limit)))
            } row: {
                ActivityTaskRow(
                    activity: activity, scheduled: $0.integer(0), key: ExecutionKey(packed: $0.integer(1)),
                    task: $0.integer(2))
            }
        }
    }

    public func inbox(shard: UInt16, limit: Int) throws(JournalError) -> [InboxRow] {
        let keys = ExecutionKey.packedRange(shard: shard)
        return try read { connection throws(JournalError) in
            try connection.rows(.inbox) { statement throws(JournalError) in
                try statement.bind(1, keys.lowerBound)
                try statement.bind(2, keys.upperBound)
                try statement.bind(3, Int64(max(0, limit)))
            } row: {
                InboxRow(
                    receiver: ExecutionKey(packed: $0.integer(0)), sender: ExecutionKey(packed: $0.integer(1)),
                    senderRecord: $0.integer(2), body: $0.bytes(3))
            }
        }
    }
}

extension SQLiteConnection {
    fileprivate func chunksUp(of key: ExecutionKey, from record: Int64, byteLimit: Int) throws(JournalError) -> [Chunk]
    {
        var chunks: [Chunk] = []
        var bytes = 0
        let reached = try first(.chunkBefore) { statement throws(JournalError) in
            try statement.bind(1, key.packed(record: 0))
            try statement.bind(2, key.packed(record: record))
        } row: {
            $0.optionalInteger(0)
        }
        if (reached ?? nil) == nil, let chunk = try firstChunk(of: key) {
            chunks.append(chunk)
            bytes = chunk.bytes.count
            if bytes >= byteLimit { return chunks }
        }
        let begin = (reached ?? nil) ?? key.packed(record: 0)
        let end = key.packed(record: ExecutionKey.recordLimit - 1)
        try appendChunks(.chunksUp, begin, end, to: &chunks, &bytes, byteLimit)
        return chunks
    }

    fileprivate func chunksDown(
        of key: ExecutionKey, from record: Int64, byteLimit: Int
    ) throws(JournalError) -> [Chunk] {
        var chunks: [Chunk] = []
        var bytes = 0
        try appendChunks(
            .chunksDown, key.packed(record: 0), key.packed(record: record), to: &chunks, &bytes, byteLimit)
        if chunks.isEmpty || bytes < byteLimit, let chunk = try firstChunk(of: key), chunk.firstRecord <= record {
            chunks.append(chunk)
        }
        return chunks
    }

    private func appendChunks(
        _ query: SQLiteQuery, _ begin: Int64, _ end: Int64, to chunks: inout [Chunk], _ bytes: inout Int,
        _ byteLimit: Int
    ) throws(JournalError) {
        let statement = try statement(query)
        defer { statement.reset() }
        try statement.bind(1, begin)
        try statement.bind(2, end)
        while try statement.step() {
            let chunk = Chunk(
                firstRecord: ExecutionKey.record(ofPacked: statement.integer(0)), bytes: statement.bytes(1))
            chunks.append(chunk)
            bytes += chunk.bytes.count
            if bytes >= byteLimit { return }
        }
    }

    /// The chunk that lies in the execution's row.
    private func firstChunk(of key: ExecutionKey) throws(JournalError) -> Chunk? {
        let chunk = try first(.firstChunk) { statement throws(JournalError) in
            try statement.bind(1, key.packed)
        } row: { statement in
            statement.optionalInteger(0).map { Chunk(firstRecord: $0, bytes: statement.bytes(1)) }
        }
        return chunk ?? nil
    }
}
