import JSON

extension SQLiteJournal {
    public func nextExecutionNumber(shard: UInt16) throws(JournalError) -> Int64 {
        let keys = ExecutionKey.packedRange(shard: shard)
        let last = try read { connection throws(JournalError) in
            try connection.first(.lastExecution) { statement throws(JournalError) in
                try statement.bind(1, keys.lowerBound)
                try statement.bind(2, keys.upperBound)
            } row: {
                $0.optionalInteger(0)
            }
        }
        guard let last = last ?? nil else { return 1 }
        return ExecutionKey(packed: last).number + 1
    }

    public func execution(_ key: ExecutionKey) throws(JournalError) -> ExecutionRow? {
        guard key.isStorable else { return nil }
        return try read { connection throws(JournalError) in
            try connection.first(.execution) { statement throws(JournalError) in
                try statement.bind(1, key.packed)
            } row: { statement throws(JournalError) in
                try connection.executionRow(statement)
            }
        }
    }

    public func execution(owner: Int64, name: String) throws(JournalError) -> ExecutionRow? {
        try read { connection throws(JournalError) in
            try connection.first(.executionByName) { statement throws(JournalError) in
                try statement.bind(1, owner)
                try statement.bind(2, name)
            } row: { statement throws(JournalError) in
                try connection.executionRow(statement)
            }
        }
    }

    public func executions(_ query: ExecutionQuery) throws(JournalError) -> [ExecutionRow] {
        try read { connection throws(JournalError) in
            try connection.rows(
                query.status == nil ? .executions : .executionsOfStatus
            ) { statement throws(JournalError) in
                try statement.bind(1, query.owner)
                try statement.bind(2, query.cursor?.startDate ?? .max)
                try statement.bind(3, query.cursor?.key.packed ?? .max)
                try statement.bind(4, Int64(max(0, query.limit)))
                if let status = query.status { try statement.bind(5, Int64(status.rawValue)) }
            } row: { statement throws(JournalError) in
                try connection.executionRow(statement)
            }
        }
    }

    public func executionCounts(owner: Int64) throws(JournalError) -> [ExecutionStatus: Int] {
        let counts = try read { connection throws(JournalError) in
            try connection.rows(.counts) { statement throws(JournalError) in
                try statement.bind(1, owner)
            } row: { statement throws(JournalError) in
                (try connection.status(statement.integer(0)), Int(statement.integer(1)))
            }
        }
        return Dictionary(uniqueKeysWithValues: counts)
    }

    public func snapshot(of key: ExecutionKey) throws(JournalError) -> Chunk? {
        guard key.isStorable else { return nil }
        return try read { connection throws(JournalError) in
            try connection.first(.snapshot) { statement throws(JournalError) in
                try statement.bind(1, key.packed)
            } row: {
                Chunk(firstRecord: $0.integer(0), bytes: $0.bytes(1))
            }
        }
    }

    public func catalog(kind: String) throws(JournalError) -> [CatalogEntry] {
        try read { connection throws(JournalError) in
            try connection.rows(.catalog) { statement throws(JournalError) in
                try statement.bind(1, kind)
            } row: {
                CatalogEntry(kind: kind, key: $0.text(0), body: $0.bytes(1))
            }
        }
    }

    public func catalogEntry(kind: String, key: String) throws(JournalError) -> CatalogEntry? {
        try read { connection throws(JournalError) in
            try connection.first(.catalogEntry) { statement throws(JournalError) in
                try statement.bind(1, kind)
                try statement.bind(2, key)
            } row: {
                CatalogEntry(kind: kind, key: key, body: $0.bytes(0))
            }
        }
    }

    public func catalogEntries(kind: String, keys: [String]) throws(JournalError) -> [CatalogEntry] {
        if keys.isEmpty { return [] }
        let list = String(decoding: JSONValue.array(keys.map(JSONValue.string)).serializedBytes(), as: UTF8.self)
        return try read { connection throws(JournalError) in
            try connection.rows(.catalogEntries) { statement throws(JournalError) in
                try statement.bind(1, kind)
                try statement.bind(2, list)
            } row: {
                CatalogEntry(kind: kind, key: $0.text(0), body: $0.bytes(1))
            }
        }
    }
}

extension SQLiteConnection {
    fileprivate func executionRow(_ statement: SQLiteStatement) throws(JournalError) -> ExecutionRow {
        ExecutionRow(
            key: ExecutionKey(packed: statement.integer(0)), owner: statement.integer(1), name: statement.text(2),
            status: try status(statement.integer(3)), startDate: statement.integer(4),
            stopDate: statement.optionalInteger(5), body: statement.bytes(6))
    }

    fileprivate func status(_ value: Int64) throws(JournalError) -> ExecutionStatus {
        guard let status = UInt8(exactly: value).flatMap(ExecutionStatus.init(rawValue:)) else {
            throw JournalError(.corrupt, "\(path): no execution has status \(value)")
        }
        return status
    }
}
