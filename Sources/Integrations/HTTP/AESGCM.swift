/// Authenticated encryption with AES-256 in Galois/counter mode (FIPS 197, NIST SP 800-38D), for secrets at rest.
///
/// It isn't hardened against an attacker who measures time on the same machine: such a one can read the key file.
struct AESGCM {
    private let cipher: AES256
    private let hashKey: Block

    /// Two halves of sixteen bytes, the first byte highest.
    private struct Block {
        var high: UInt64
        var low: UInt64
    }

    /// nil unless the key has 32 bytes.
    init?(key: [UInt8]) {
        guard let cipher = AES256(key: key) else { return nil }
        self.cipher = cipher
        hashKey = Self.block(cipher.encrypt([UInt8](repeating: 0, count: 16))[...])
    }

    /// The text encrypted, its tag of 16 bytes after it. `nonce`: 12 bytes, never twice with one key.
    func seal(_ text: [UInt8], nonce: [UInt8], authenticating data: [UInt8] = []) -> [UInt8] {
        let sealed = keyStream(text, nonce)
        return sealed + tag(sealed, nonce, data)
    }

    /// nil where the key is another, or the bytes were changed.
    func open(_ sealed: [UInt8], nonce: [UInt8], authenticating data: [UInt8] = []) -> [UInt8]? {
        guard sealed.count >= 16 else { return nil }
        let text = Array(sealed.dropLast(16))
        var difference: UInt8 = 0
        for (a, b) in zip(tag(text, nonce, data), sealed.suffix(16)) { difference |= a ^ b }
        return difference == 0 ? keyStream(text, nonce) : nil
    }

    private func keyStream(_ text: [UInt8], _ nonce: [UInt8]) -> [UInt8] {
        var result = text
        var counter: UInt32 = 2
        for start in stride(from: 0, to: text.count, by: 16) {
            let stream = cipher.encrypt(Self.counterBlock(nonce, counter))
            for place in start..<min(start + 16, text.count) { result[place] ^= stream[place - start] }
            counter &+= 1
        }
        return result
    }

    private func tag(_ sealed: [UInt8], _ nonce: [UInt8], _ data: [UInt8]) -> [UInt8] {
        var hash = Block(high: 0, low: 0)
        for part in [data, sealed] {
            for start in stride(from: 0, to: part.count, by: 16) {
                let bytes = part[start..<min(start + 16, part.count)]
                let block = Self.block(Array(bytes + [UInt8](repeating: 0, count: 16 - bytes.count))[...])
                hash = product(Block(high: hash.high ^ block.high, low: hash.low ^ block.low))
            }
        }
        hash = product(
            Block(high: hash.high ^ UInt64(data.count) * 8, low: hash.low ^ UInt64(sealed.count) * 8))
        let mask = cipher.encrypt(Self.counterBlock(nonce, 1))
        return zip(Self.bytes(hash), mask).map { $0 ^ $1 }
    }

    /// The product with the hash key in GF(2^128).
    private func product(_ block: Block) -> Block {
        var result = Block(high: 0, low: 0)
        var factor = hashKey
        for bit in 0..<128 {
            let isSet = bit < 64 ? block.high >> (63 - UInt64(bit)) & 1 : block.low >> (127 - UInt64(bit)) & 1
            if isSet == 1 {
                result.high ^= factor.high
                result.low ^= factor.low
            }
            let carry = factor.low & 1
            factor.low = factor.low >> 1 | factor.high << 63
            factor.high >>= 1
            if carry == 1 { factor.high ^= 0xE1 << 56 }
        }
        return result
    }

    private static func counterBlock(_ nonce: [UInt8], _ counter: UInt32) -> [UInt8] {
        nonce + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: counter >> $0) }
    }

    private static func block(_ bytes: ArraySlice<UInt8>) -> Block {
        var block = Block(high: 0, low: 0)
        for byte in bytes.prefix(8) { block.high = block.high << 8 | UInt64(byte) }
        for byte in bytes.dropFirst(8).prefix(8) { block.low = block.low << 8 | UInt64(byte) }
        return block
    }

    private static func bytes(_ block: Block) -> [UInt8] {
        [block.high, block.low].flatMap { half in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> UInt64($0)) }
        }
    }
}

/// The block cipher of FIPS 197 with a key of 256 bits, encryption only.
struct AES256 {
    private static let rounds = 14
    private let roundKeys: [UInt8]

    init?(key: [UInt8]) {
        guard key.count == 32 else { return nil }
        var words = key
        var constant: UInt8 = 1
        for word in 8..<4 * (Self.rounds + 1) {
            var last = Array(words[(word - 1) * 4..<word * 4])
            if word % 8 == 0 {
                last = [last[1], last[2], last[3], last[0]].map { Self.substitution[Int($0)] }
                last[0] ^= constant
                constant = Self.doubled(constant)
            } else if word % 8 == 4 {
                last = last.map { Self.substitution[Int($0)] }
            }
            for byte in 0..<4 { words.append(words[(word - 8) * 4 + byte] ^ last[byte]) }
        }
        roundKeys = words
    }

    func encrypt(_ block: [UInt8]) -> [UInt8] {
        var state = block
        add(round: 0, to: &state)
        for round in 1...Self.rounds {
            state = (0..<16).map { Self.substitution[Int(state[($0 + 4 * ($0 % 4)) % 16])] }
            if round < Self.rounds { state = Self.mixed(state) }
            add(round: round, to: &state)
        }
        return state
    }

    private func add(round: Int, to state: inout [UInt8]) {
        for place in 0..<16 { state[place] ^= roundKeys[round * 16 + place] }
    }

    private static func mixed(_ state: [UInt8]) -> [UInt8] {
        var result = state
        for column in stride(from: 0, to: 16, by: 4) {
            let all = state[column] ^ state[column + 1] ^ state[column + 2] ^ state[column + 3]
            for row in 0..<4 {
                let one = state[column + row]
                result[column + row] = one ^ all ^ doubled(one ^ state[column + (row + 1) % 4])
            }
        }
        return result
    }

    private static func doubled(_ byte: UInt8) -> UInt8 { byte << 1 ^ (byte & 0x80 == 0 ? 0 : 0x1B) }

    /// The S-box, made as the standard defines it: the inverse in GF(2^8), then an affine map.
    private static let substitution: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 256)
        var value: UInt8 = 1
        var inverse: UInt8 = 1
        repeat {
            value = value ^ doubled(value)
            inverse ^= inverse << 1
            inverse ^= inverse << 2
            inverse ^= inverse << 4
            if inverse & 0x80 != 0 { inverse ^= 0x09 }
            func rotated(_ count: UInt8) -> UInt8 { inverse << count | inverse >> (8 - count) }
            table[Int(value)] = inverse ^ rotated(1) ^ rotated(2) ^ rotated(3) ^ rotated(4) ^ 0x63
        } while value != 1
        table[0] = 0x63
        return table
    }()
}
