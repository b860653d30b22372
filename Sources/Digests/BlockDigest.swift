/// A digest of the Merkle–Damgård kind: a state that blocks of a fixed size are mixed into, the last padded with a one
/// bit, zeros and the length of the message in bits.
protocol BlockDigest: Sendable {
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
        return digest.finish(message, after: 0)
    }

    /// The digest of a message whose first blocks are in the state.
    mutating func finish(_ rest: UnsafeRawBufferPointer, after blocks: Int) -> [UInt8] {
        let size = Self.blockSize
        let full = rest.count / size
        if let base = rest.baseAddress {
            for block in 0..<full { compress(base + block &* size) }
        }
        let tail = UnsafeRawBufferPointer(rebasing: rest[(full &* size)...])
        let bits = UInt64(blocks &* size &+ rest.count) &<< 3
        // The one bit and the length take another block where the tail leaves them no room.
        let padded = tail.count &+ 1 &+ Self.lengthSize > size ? 2 &* size : size
        withUnsafeTemporaryAllocation(byteCount: padded, alignment: 8) { bytes in
            bytes.copyMemory(from: tail)
            bytes[tail.count] = 0x80
            for place in (tail.count &+ 1)..<(padded &- 8) { bytes[place] = 0 }
            bytes.storeBytes(
                of: Self.isBigEndian ? bits.bigEndian : bits.littleEndian, toByteOffset: padded &- 8, as: UInt64.self)
            guard let base = bytes.baseAddress else { return }
            for start in stride(from: 0, to: padded, by: size) { compress(base + start) }
        }
        return state
    }
}

extension FixedWidthInteger where Self: UnsignedInteger {
    func bytes(bigEndian: Bool) -> [UInt8] {
        withUnsafeBytes(of: bigEndian ? self.bigEndian : littleEndian) { Array($0) }
    }
}
