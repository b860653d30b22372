/// A digest of the Merkle–Damgård kind: a state that blocks of a fixed size are mixed into, the last padded with a one
/// bit, zeros and the length of the message in bits.
protocol BlockDigest {
    /// Bytes of a block.
    static var blockSize: Int { get }
    /// Bytes of the length at the end of the last block.
    static var lengthSize: Int { get }
    static var isBigEndian: Bool { get }

    init()
    /// Mixes one block of ``blockSize`` bytes into the state.
    mutating func compress(_ block: UnsafeRawPointer)
    /// The state as bytes: the digest once all blocks are in.
    var state: [UInt8] { get }
}

extension BlockDigest {
    /// The digest of a whole message.
    static func digest(_ message: UnsafeRawBufferPointer) -> [UInt8] {
        var digest = Self()
        var place = 0
        if let base = message.baseAddress {
            while message.count &- place >= blockSize {
                digest.compress(base + place)
                place &+= blockSize
            }
        }
        var tail = Array(message[place...])
        tail.append(0x80)
        let end = tail.count + lengthSize
        tail.append(contentsOf: repeatElement(0, count: (blockSize - end % blockSize) % blockSize + lengthSize - 8))
        tail.append(contentsOf: (UInt64(message.count) << 3).bytes(bigEndian: isBigEndian))
        tail.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            for start in stride(from: 0, to: bytes.count, by: blockSize) { digest.compress(base + start) }
        }
        return digest.state
    }
}

extension FixedWidthInteger where Self: UnsignedInteger {
    func bytes(bigEndian: Bool) -> [UInt8] {
        withUnsafeBytes(of: bigEndian ? self.bigEndian : littleEndian) { Array($0) }
    }
}
