/// The digests of `$hash`: RFC 1321, FIPS 180-4.
enum MessageDigest {
    case md5, sha1, sha256, sha384, sha512

    static func named(_ name: String) -> MessageDigest? {
        switch name {
        case "MD5": .md5
        case "SHA-1": .sha1
        case "SHA-256": .sha256
        case "SHA-384": .sha384
        case "SHA-512": .sha512
        default: nil
        }
    }

    func hexadecimal(_ message: [UInt8]) -> String {
        let digest: [UInt8] =
            switch self {
            case .md5: MD5.digest(message)
            case .sha1: SHA1.digest(message)
            case .sha256: SHA256.digest(message)
            case .sha384: SHA512.digest(message, SHA512.start384, bytes: 48)
            case .sha512: SHA512.digest(message, SHA512.start512, bytes: 64)
            }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The message with a one bit, zeros and its length, in whole blocks.
    fileprivate static func padded(
        _ message: [UInt8], block: Int, lengthBytes: Int, isBigEndian: Bool
    ) -> [UInt8] {
        var result = message
        result.append(0x80)
        while result.count % block != block - lengthBytes { result.append(0) }
        let length = UInt64(message.count) * 8
        var bytes = (0..<lengthBytes).map { $0 < 8 ? UInt8(truncatingIfNeeded: length >> UInt64($0 * 8)) : 0 }
        if isBigEndian { bytes.reverse() }
        return result + bytes
    }

    /// Fractional parts of roots of the first primes, as the standards define their constants: whole-number arithmetic only.
    fileprivate static let primes: [UInt64] = {
        var primes: [UInt64] = []
        var candidate: UInt64 = 2
        while primes.count < 80 {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes
    }()
}

private enum MD5 {
    /// floor(2^32 * |sin(i)|).
    private static let sines: [UInt32] = [
        0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee, 0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501,
        0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be, 0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821,
        0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa, 0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8,
        0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed, 0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a,
        0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c, 0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70,
        0x289b_7ec6, 0xeaa1_27fa, 0xd4ef_3085, 0x0488_1d05, 0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665,
        0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039, 0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
        0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1, 0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391,
    ]
    private static let shifts: [[UInt32]] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]]

    static func digest(_ message: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
        let bytes = MessageDigest.padded(message, block: 64, lengthBytes: 8, isBigEndian: false)
        for start in stride(from: 0, to: bytes.count, by: 64) {
            let words = (0..<16).map { word in
                (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + word * 4 + $1]) << UInt32($1 * 8) }
            }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            for step in 0..<64 {
                let mixed: UInt32
                let word: Int
                switch step / 16 {
                case 0: (mixed, word) = (b & c | ~b & d, step)
                case 1: (mixed, word) = (d & b | ~d & c, (5 * step + 1) % 16)
                case 2: (mixed, word) = (b ^ c ^ d, (3 * step + 5) % 16)
                default: (mixed, word) = (c ^ (b | ~d), 7 * step % 16)
                }
                let sum = a &+ mixed &+ sines[step] &+ words[word]
                let shift = shifts[step / 16][step % 4]
                (a, d, c, b) = (d, c, b, b &+ (sum << shift | sum >> (32 - shift)))
            }
            state = [state[0] &+ a, state[1] &+ b, state[2] &+ c, state[3] &+ d]
        }
        return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32($0 * 8)) } }
    }
}

private enum SHA1 {
    static func digest(_ message: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
        let bytes = MessageDigest.padded(message, block: 64, lengthBytes: 8, isBigEndian: true)
        func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }
        for start in stride(from: 0, to: bytes.count, by: 64) {
            var words = (0..<16).map { word in
                (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[start + word * 4 + $1]) }
            }
            for index in 16..<80 {
                words.append(rotate(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1))
            }
            var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
            for step in 0..<80 {
                let mixed: UInt32
                let constant: UInt32
                switch step / 20 {
                case 0: (mixed, constant) = (b & c | ~b & d, 0x5A82_7999)
                case 1: (mixed, constant) = (b ^ c ^ d, 0x6ED9_EBA1)
                case 2: (mixed, constant) = (b & c | b & d | c & d, 0x8F1B_BCDC)
                default: (mixed, constant) = (b ^ c ^ d, 0xCA62_C1D6)
                }
                let sum = rotate(a, 5) &+ mixed &+ e &+ constant &+ words[step]
                (e, d, c, b, a) = (d, c, rotate(b, 30), a, sum)
            }
            state = zip(state, [a, b, c, d, e]).map { $0 &+ $1 }
        }
        return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - $0 * 8)) } }
    }
}

private enum SHA256 {
    // The leading half of what SHA-512 uses, which has the same primes.
    private static let constants = SHA512.constants.prefix(64).map { UInt32($0 >> 32) }
    private static let start: [UInt32] = SHA512.start512.map { UInt32($0 >> 32) }

    static func digest(_ message: [UInt8]) -> [UInt8] {
        var state = start
        let bytes = MessageDigest.padded(message, block: 64, lengthBytes: 8, isBigEndian: true)
        func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
        for start in stride(from: 0, to: bytes.count, by: 64) {
            var words = (0..<16).map { word in
                (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[start + word * 4 + $1]) }
            }
            for index in 16..<64 {
                let (x, y) = (words[index - 15], words[index - 2])
                let first = rotate(x, 7) ^ rotate(x, 18) ^ x >> 3
                let second = rotate(y, 17) ^ rotate(y, 19) ^ y >> 10
                words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
            }
            var v = state
            for step in 0..<64 {
                let first = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)
                let sum = v[7] &+ first &+ (v[4] & v[5] ^ ~v[4] & v[6]) &+ constants[step] &+ words[step]
                let second = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)
                let other = second &+ (v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2])
                v = [sum &+ other, v[0], v[1], v[2], v[3] &+ sum, v[4], v[5], v[6]]
            }
            state = zip(state, v).map { $0 &+ $1 }
        }
        return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - $0 * 8)) } }
    }
}

private enum SHA512 {
    static let start512 = MessageDigest.primes.prefix(8).map { FractionalRoot.square($0) }
    static let start384 = MessageDigest.primes[8..<16].map { FractionalRoot.square($0) }
    static let constants = MessageDigest.primes.map { FractionalRoot.cube($0) }

    static func digest(_ message: [UInt8], _ start: [UInt64], bytes count: Int) -> [UInt8] {
        var state = start
        let bytes = MessageDigest.padded(message, block: 128, lengthBytes: 16, isBigEndian: true)
        func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 { word >> count | word << (64 - count) }
        for start in stride(from: 0, to: bytes.count, by: 128) {
            var words = (0..<16).map { word in
                (0..<8).reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[start + word * 8 + $1]) }
            }
            for index in 16..<80 {
                let (x, y) = (words[index - 15], words[index - 2])
                let first = rotate(x, 1) ^ rotate(x, 8) ^ x >> 7
                let second = rotate(y, 19) ^ rotate(y, 61) ^ y >> 6
                words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
            }
            var v = state
            for step in 0..<80 {
                let first = rotate(v[4], 14) ^ rotate(v[4], 18) ^ rotate(v[4], 41)
                let sum = v[7] &+ first &+ (v[4] & v[5] ^ ~v[4] & v[6]) &+ constants[step] &+ words[step]
                let second = rotate(v[0], 28) ^ rotate(v[0], 34) ^ rotate(v[0], 39)
                let other = second &+ (v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2])
                v = [sum &+ other, v[0], v[1], v[2], v[3] &+ sum, v[4], v[5], v[6]]
            }
            state = zip(state, v).map { $0 &+ $1 }
        }
        let all = state.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - $0 * 8)) } }
        return Array(all.prefix(count))
    }
}

/// The first 64 bits of the fractional part of a root, found bit by bit.
private enum FractionalRoot {
    static func square(_ number: UInt64) -> UInt64 {
        root(number) { candidate in
            multiplied(candidate, candidate)
        } scale: {
            shifted($0, words: 4)
        }
    }

    static func cube(_ number: UInt64) -> UInt64 {
        root(number) { candidate in
            multiplied(multiplied(candidate, candidate), candidate)
        } scale: {
            shifted($0, words: 6)
        }
    }

    /// The largest candidate (in units of 2^-64) whose power isn't over the number.
    private static func root(
        _ number: UInt64, power: ([UInt32]) -> [UInt32], scale: (UInt64) -> [UInt32]
    ) -> UInt64 {
        let target = scale(number)
        var candidate: [UInt32] = [0, 0, 0]
        for bit in (0..<70).reversed() {
            var next = candidate
            next[bit / 32] |= 1 << UInt32(bit % 32)
            if !isGreater(power(next), target) { candidate = next }
        }
        return UInt64(candidate[1]) << 32 | UInt64(candidate[0])
    }

    private static func shifted(_ number: UInt64, words: Int) -> [UInt32] {
        Array(repeating: 0, count: words) + [UInt32(truncatingIfNeeded: number)]
    }

    private static func multiplied(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var result = [UInt32](repeating: 0, count: left.count + right.count)
        for i in left.indices {
            var carry: UInt64 = 0
            for j in right.indices {
                let sum = UInt64(left[i]) * UInt64(right[j]) + UInt64(result[i + j]) + carry
                result[i + j] = UInt32(truncatingIfNeeded: sum)
                carry = sum >> 32
            }
            result[i + right.count] = UInt32(carry)
        }
        return result
    }

    private static func isGreater(_ left: [UInt32], _ right: [UInt32]) -> Bool {
        for index in (0..<max(left.count, right.count)).reversed() {
            let a = index < left.count ? left[index] : 0
            let b = index < right.count ? right[index] : 0
            if a != b { return a > b }
        }
        return false
    }
}
