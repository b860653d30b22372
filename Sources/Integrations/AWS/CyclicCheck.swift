/// A cyclic redundancy check as S3's checksums use it: bits reflected, all ones before and after.
struct CyclicCheck: Sendable {
    /// Bytes of a check.
    let width: Int
    private let table: [UInt64]

    static let crc32 = CyclicCheck(width: 4, polynomial: 0xEDB8_8320)
    static let crc32c = CyclicCheck(width: 4, polynomial: 0x82F6_3B78)
    /// That of NVMe.
    static let crc64 = CyclicCheck(width: 8, polynomial: 0x9A6C_9329_AC4B_C9B5)

    /// - Parameter polynomial: reflected.
    private init(width: Int, polynomial: UInt64) {
        self.width = width
        table = (0..<256).map { byte in
            var value = UInt64(byte)
            for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : value >> 1 ^ polynomial }
            return value
        }
    }

    /// The check of a message, the highest byte first.
    func bytes(of message: [UInt8]) -> [UInt8] {
        let ones = UInt64.max >> UInt64(64 - width * 8)
        var value = ones
        for byte in message { value = table[Int((value ^ UInt64(byte)) & 0xFF)] ^ value >> 8 }
        value ^= ones
        return (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
    }
}
