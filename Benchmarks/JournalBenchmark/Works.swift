import Journal

/// Turns as the engine makes them of short workflows: a finished execution with its only chunk, over four shards.
struct Works {
    let chunkBytes: Int
    let bodyBytes: Int

    func turns(_ count: Int, from first: Int = 0) -> [JournalTurn] {
        var random = SystemRandomNumberGenerator()
        let body = [UInt8](repeating: 3, count: bodyBytes)
        let chunk = (0..<chunkBytes).map { _ in UInt8.random(in: 0...255, using: &random) }
        return (first..<first + count).map { index in
            let key = ExecutionKey(shard: UInt16(index % 4), number: Int64(index / 4 + 1))
            var turn = JournalTurn(key: key)
            turn.start = ExecutionRow(
                key: key, owner: 1, name: uuid(&random), status: .succeeded,
                startDate: 1_700_000_000_000 + Int64(index / 3), stopDate: 1_700_000_000_009 + Int64(index / 3),
                body: body)
            turn.chunk = Chunk(firstRecord: 0, bytes: chunk)
            return turn
        }
    }

    private func uuid(_ random: inout SystemRandomNumberGenerator) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let bytes = (0..<36).map { index in
            [8, 13, 18, 23].contains(index) ? UInt8(ascii: "-") : digits[Int.random(in: 0..<16, using: &random)]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
