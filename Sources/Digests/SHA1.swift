/// SHA-1 (FIPS 180-4, 6.1). Not for security: `States.Hash` and `$hash` offer it.
struct SHA1: BlockDigest {
    static let blockSize = 64
    static let lengthSize = 8
    static let isBigEndian = true

    private var words: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]

    mutating func compress(_ block: UnsafeRawPointer) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 80) { schedule in
            for place in 0..<16 {
                schedule[place] = block.loadUnaligned(fromByteOffset: place &* 4, as: UInt32.self).bigEndian
            }
            for place in 16..<80 {
                let mixed =
                    schedule[place &- 3] ^ schedule[place &- 8] ^ schedule[place &- 14] ^ schedule[place &- 16]
                schedule[place] = mixed << 1 | mixed >> 31
            }
            mix(UnsafeBufferPointer(schedule))
        }
    }

    private mutating func mix(_ schedule: UnsafeBufferPointer<UInt32>) {
        var (a, b, c, d, e) = (words[0], words[1], words[2], words[3], words[4])
        for step in 0..<80 {
            let mixed: UInt32
            let constant: UInt32
            switch step {
            case 0..<20: (mixed, constant) = (b & c | ~b & d, 0x5A82_7999)
            case 20..<40: (mixed, constant) = (b ^ c ^ d, 0x6ED9_EBA1)
            case 40..<60: (mixed, constant) = (b & c | b & d | c & d, 0x8F1B_BCDC)
            default: (mixed, constant) = (b ^ c ^ d, 0xCA62_C1D6)
            }
            let sum = (a << 5 | a >> 27) &+ mixed &+ e &+ constant &+ schedule[step]
            (e, d, c, b, a) = (d, c, b << 30 | b >> 2, a, sum)
        }
        words[0] &+= a
        words[1] &+= b
        words[2] &+= c
        words[3] &+= d
        words[4] &+= e
    }

    var state: [UInt8] { words.flatMap { $0.bytes(bigEndian: true) } }
}
