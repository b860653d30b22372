/// What tells SHA-256 from SHA-512: the width of a word, the number of rounds, and the rotations (FIPS 180-4, 4.1).
protocol SHA2Word: FixedWidthInteger, UnsignedInteger, Sendable {
    static var rounds: Int { get }
    static var constants: [Self] { get }
    /// Two rotations and a shift.
    static func scheduleSigma0(_ x: Self) -> Self
    static func scheduleSigma1(_ x: Self) -> Self
    /// Three rotations.
    static func sigma0(_ x: Self) -> Self
    static func sigma1(_ x: Self) -> Self
}

extension FixedWidthInteger where Self: UnsignedInteger {
    @inline(__always)
    func rotated(_ distance: Int) -> Self { self &>> Self(distance) | self &<< Self(Self.bitWidth &- distance) }
}

extension UInt32: SHA2Word {
    static let rounds = 64
    static let constants = SHA2Constants.narrow
    static func scheduleSigma0(_ x: UInt32) -> UInt32 { x.rotated(7) ^ x.rotated(18) ^ x &>> 3 }
    static func scheduleSigma1(_ x: UInt32) -> UInt32 { x.rotated(17) ^ x.rotated(19) ^ x &>> 10 }
    static func sigma0(_ x: UInt32) -> UInt32 { x.rotated(2) ^ x.rotated(13) ^ x.rotated(22) }
    static func sigma1(_ x: UInt32) -> UInt32 { x.rotated(6) ^ x.rotated(11) ^ x.rotated(25) }
}

extension UInt64: SHA2Word {
    static let rounds = 80
    static let constants = SHA2Constants.wide
    static func scheduleSigma0(_ x: UInt64) -> UInt64 { x.rotated(1) ^ x.rotated(8) ^ x &>> 7 }
    static func scheduleSigma1(_ x: UInt64) -> UInt64 { x.rotated(19) ^ x.rotated(61) ^ x &>> 6 }
    static func sigma0(_ x: UInt64) -> UInt64 { x.rotated(28) ^ x.rotated(34) ^ x.rotated(39) }
    static func sigma1(_ x: UInt64) -> UInt64 { x.rotated(14) ^ x.rotated(18) ^ x.rotated(41) }
}

/// The compression that SHA-256, SHA-384 and SHA-512 share (FIPS 180-4, 6.2 and 6.4).
struct SHA2State<Word: SHA2Word>: Sendable {
    private(set) var words: [Word]

    init(_ initial: [Word]) { words = initial }

    @_specialize(where Word == UInt32)
    @_specialize(where Word == UInt64)
    mutating func compress(_ block: UnsafeRawPointer) {
        let size = Word.bitWidth / 8
        withUnsafeTemporaryAllocation(of: Word.self, capacity: Word.rounds) { schedule in
            for place in 0..<16 {
                let word = block.loadUnaligned(fromByteOffset: place &* size, as: Word.self)
                schedule[place] = word.bigEndian
            }
            for place in 16..<Word.rounds {
                schedule[place] =
                    Word.scheduleSigma1(schedule[place &- 2]) &+ schedule[place &- 7]
                    &+ Word.scheduleSigma0(schedule[place &- 15]) &+ schedule[place &- 16]
            }
            mix(UnsafeBufferPointer(schedule))
        }
    }

    @inline(__always)
    private mutating func mix(_ schedule: UnsafeBufferPointer<Word>) {
        let constants = Word.constants
        var (a, b, c, d) = (words[0], words[1], words[2], words[3])
        var (e, f, g, h) = (words[4], words[5], words[6], words[7])
        for round in 0..<Word.rounds {
            let choice = e & f ^ ~e & g
            let majority = a & b ^ a & c ^ b & c
            let first = h &+ Word.sigma1(e) &+ choice &+ constants[round] &+ schedule[round]
            let second = Word.sigma0(a) &+ majority
            (h, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ second)
        }
        words[0] &+= a
        words[1] &+= b
        words[2] &+= c
        words[3] &+= d
        words[4] &+= e
        words[5] &+= f
        words[6] &+= g
        words[7] &+= h
    }

    var bytes: [UInt8] {
        let size = Word.bitWidth / 8
        return Array(unsafeUninitializedCapacity: words.count * size) { bytes, count in
            let bytes = UnsafeMutableRawBufferPointer(bytes)
            for place in words.indices {
                bytes.storeBytes(of: words[place].bigEndian, toByteOffset: place * size, as: Word.self)
            }
            count = words.count * size
        }
    }
}

struct SHA256: BlockDigest {
    static let blockSize = 64
    static let lengthSize = 8
    static let isBigEndian = true

    private var core = SHA2State<UInt32>([
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
    ])

    mutating func compress(_ block: UnsafeRawPointer) { core.compress(block) }
    var state: [UInt8] { core.bytes }
}

struct SHA384: BlockDigest {
    static let blockSize = 128
    static let lengthSize = 16
    static let isBigEndian = true

    private var core = SHA2State<UInt64>([
        0xCBBB_9D5D_C105_9ED8, 0x629A_292A_367C_D507, 0x9159_015A_3070_DD17, 0x152F_ECD8_F70E_5939,
        0x6733_2667_FFC0_0B31, 0x8EB4_4A87_6858_1511, 0xDB0C_2E0D_64F9_8FA7, 0x47B5_481D_BEFA_4FA4,
    ])

    mutating func compress(_ block: UnsafeRawPointer) { core.compress(block) }
    var state: [UInt8] { Array(core.bytes.prefix(48)) }
}

struct SHA512: BlockDigest {
    static let blockSize = 128
    static let lengthSize = 16
    static let isBigEndian = true

    private var core = SHA2State<UInt64>([
        0x6A09_E667_F3BC_C908, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B, 0xA54F_F53A_5F1D_36F1,
        0x510E_527F_ADE6_82D1, 0x9B05_688C_2B3E_6C1F, 0x1F83_D9AB_FB41_BD6B, 0x5BE0_CD19_137E_2179,
    ])

    mutating func compress(_ block: UnsafeRawPointer) { core.compress(block) }
    var state: [UInt8] { core.bytes }
}
