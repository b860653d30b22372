import Digests
import Journal

/// A task token locates itself: the attempt that it answers, and a code that proves that this server made it. There is
/// no table of tokens.
///
///     token = base64url( version keyID shard(2) number(8) task(8) mac(16) )
struct TaskToken: Sendable, Hashable {
    var key: ExecutionKey
    var task: Int64

    static let version: UInt8 = 1
    private static let macLength = 16

    func text(_ secret: TaskTokenSecret) -> String {
        let body = bytes(secret.keyID)
        return Base64URL.text(body + secret.mac(body).prefix(Self.macLength))
    }

    init(key: ExecutionKey, task: Int64) {
        self.key = key
        self.task = task
    }

    /// Nil where the text is no token of this server.
    init?(_ text: String, _ secret: TaskTokenSecret) {
        guard let bytes = Base64URL.bytes(text), bytes.count == 20 + Self.macLength, bytes[0] == Self.version,
            bytes[1] == secret.keyID
        else { return nil }
        let body = Array(bytes.prefix(20))
        // All bytes are compared, so that the time tells nothing of the code.
        let difference = zip(secret.mac(body), bytes.dropFirst(20)).reduce(0) { $0 | ($1.0 ^ $1.1) }
        guard difference == 0 else { return nil }
        key = ExecutionKey(shard: UInt16(body[2]) << 8 | UInt16(body[3]), number: Self.integer(body[4..<12]))
        task = Self.integer(body[12..<20])
    }

    private func bytes(_ keyID: UInt8) -> [UInt8] {
        var bytes: [UInt8] = [Self.version, keyID, UInt8(key.shard >> 8), UInt8(key.shard & 0xFF)]
        for value in [key.number, task] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: value >> Int64(shift)))
            }
        }
        return bytes
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> Int64 {
        bytes.reduce(0) { $0 << 8 | Int64($1) }
    }
}

/// The key behind task tokens; made once for a data directory and kept in its catalog.
struct TaskTokenSecret: Sendable {
    static let catalogKind = "task-token-key"
    let keyID: UInt8
    private let authenticator: MessageAuthenticator

    init(keyID: UInt8, key: [UInt8]) {
        self.keyID = keyID
        authenticator = MessageAuthenticator(key: key)
    }

    func mac(_ body: [UInt8]) -> [UInt8] { authenticator.code(of: body) }
}

/// Base64 with `-` and `_`, without padding.
enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    /// What each byte stands for; 64 where it is none of the alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 64, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    static func text(_ bytes: some Collection<UInt8>) -> String {
        var characters: [UInt8] = []
        characters.reserveCapacity(bytes.count * 4 / 3 + 1)
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                characters.append(alphabet[Int(buffer >> UInt32(bits)) & 0x3F])
            }
        }
        if bits > 0 { characters.append(alphabet[Int(buffer << UInt32(6 - bits)) & 0x3F]) }
        return String(decoding: characters, as: UTF8.self)
    }

    static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3 / 4)
        var buffer: UInt32 = 0
        var bits = 0
        for character in text.utf8 {
            let value = values[Int(character)]
            guard value < 64 else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        // One text for the same bytes: what is left over is less than a character, and zero.
        guard bits < 6, buffer & ((1 << UInt32(bits)) - 1) == 0 else { return nil }
        return bytes
    }
}
