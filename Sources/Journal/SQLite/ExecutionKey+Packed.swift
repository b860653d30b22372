/// An execution's key in one integer, and a chunk's in another, so that the tables are keyed by integers: their rows then
/// stay on their own page up to 4,061 bytes, where a key of several columns would push rows over 1,002 bytes to overflow
/// pages, and the indexes refer to a row by six bytes.
///
/// From the highest bit: 0, four bits of shard, 36 of number, 23 of record. Each order (shard, number, record) is kept.
extension ExecutionKey {
    static let shardLimit = 16
    static let numberLimit: Int64 = 1 << 36
    static let recordLimit: Int64 = 1 << 23

    var packed: Int64 { Int64(shard) << 36 | number }

    init(packed: Int64) {
        self.init(shard: UInt16(packed >> 36), number: packed & (Self.numberLimit - 1))
    }

    func packed(record: Int64) -> Int64 { packed << 23 | record }

    static func record(ofPacked packed: Int64) -> Int64 { packed & (recordLimit - 1) }

    /// The packed keys of a shard.
    static func packedRange(shard: UInt16) -> ClosedRange<Int64> {
        let first = Int64(shard) << 36
        return first...(first + numberLimit - 1)
    }

    /// Whether the key fits its bits; another one must never reach a table, where it would be read as another execution's.
    var isStorable: Bool { Int(shard) < Self.shardLimit && (0..<Self.numberLimit).contains(number) }
}
