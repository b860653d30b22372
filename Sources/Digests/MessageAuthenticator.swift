/// Message authentication codes of one key: HMAC of RFC 2104 with SHA-256.
///
/// The key's two blocks are mixed in once: half of the work where the messages are short.
public struct MessageAuthenticator: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    public init(key: some Sequence<UInt8>) {
        var key = Array(key)
        if key.count > SHA256.blockSize { key = Digest.bytes(of: key, .sha256) }
        key.append(contentsOf: repeatElement(0, count: SHA256.blockSize - key.count))
        inner = Self.state(after: key, 0x36)
        outer = Self.state(after: key, 0x5C)
    }

    /// The code of a message: 32 bytes.
    public func code(of message: [UInt8]) -> [UInt8] {
        var (inner, outer) = (inner, outer)
        let digest = message.withUnsafeBytes { inner.finish($0, after: 1) }
        return digest.withUnsafeBytes { outer.finish($0, after: 1) }
    }

    private static func state(after key: [UInt8], _ pad: UInt8) -> SHA256 {
        var state = SHA256()
        key.map { $0 ^ pad }.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress { state.compress(base) }
        }
        return state
    }
}
