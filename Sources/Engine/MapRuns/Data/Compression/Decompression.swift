/// Bytes that come compressed, unpacked as they come.
protocol Decompression: Sendable {
    /// What some more of the compressed bytes hold; `isLast` where nothing follows them.
    mutating func unpack(_ bytes: [UInt8], isLast: Bool) throws(DamagedData) -> [UInt8]
}

/// Compressed bytes that can't be unpacked.
struct DamagedData: Error {
    var cause: String

    static let ends = DamagedData(cause: "the compressed data ends early")
    static let isInvalid = DamagedData(cause: "the compressed data is damaged")
}

/// How an object is compressed: told by its first bytes, as no JSON or CSV begins with these.
enum Compression {
    case gzip
    case zstd

    init?(_ bytes: ArraySlice<UInt8>) {
        if bytes.starts(with: [0x1F, 0x8B, 8]) {
            self = .gzip
        } else if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstd
        } else {
            return nil
        }
    }

    /// Of the longest mark.
    static let markLength = 4

    func decompression() throws(DamagedData) -> any Decompression {
        switch self {
        case .gzip: GzipStream()
        case .zstd: try ZstdStream()
        }
    }
}
