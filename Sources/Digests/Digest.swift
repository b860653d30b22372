/// The message digests that `States.Hash` and JSONata's `$hash` name, without a dependency.
public enum Digest: String, Sendable, Hashable, CaseIterable {
    case md5 = "MD5"
    case sha1 = "SHA-1"
    case sha256 = "SHA-256"
    case sha384 = "SHA-384"
    case sha512 = "SHA-512"

    /// The digest of a message.
    public static func bytes(of message: some Sequence<UInt8>, _ algorithm: Digest) -> [UInt8] {
        let contiguous = message.withContiguousStorageIfAvailable { algorithm.digest(UnsafeRawBufferPointer($0)) }
        return contiguous ?? Array(message).withUnsafeBytes(algorithm.digest)
    }

    /// The digest of a message in lower-case hexadecimal digits.
    public static func hex(of message: some Sequence<UInt8>, _ algorithm: Digest) -> String {
        hex(bytes(of: message, algorithm))
    }

    /// Bytes in lower-case hexadecimal digits.
    public static func hex(_ bytes: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            var place = 0
            for byte in bytes {
                text[place] = digit(byte >> 4)
                text[place &+ 1] = digit(byte & 0xF)
                place &+= 2
            }
            return place
        }
    }

    /// The message authentication code of RFC 2104 with SHA-256.
    public static func hmacSHA256(key: some Sequence<UInt8>, message: some Sequence<UInt8>) -> [UInt8] {
        MessageAuthenticator(key: key).code(of: Array(message))
    }

    private func digest(_ message: UnsafeRawBufferPointer) -> [UInt8] {
        switch self {
        case .md5: MD5.digest(message)
        case .sha1: SHA1.digest(message)
        case .sha256: SHA256.digest(message)
        case .sha384: SHA384.digest(message)
        case .sha512: SHA512.digest(message)
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "a") &+ value &- 10
    }
}
