/// Unpacks gzip (RFC 1952): one member after the other, checked against their sums.
public struct GzipStream: Decompression {
    private enum Place {
        case header
        case data(Inflater)
        case trailer
    }

    private var place = Place.header
    private var input: [UInt8] = []
    private var sum = CRC32()
    private var length: UInt32 = 0

    init() {}

    /// The content of a whole file; nil where it is no gzip file, or is damaged.
    public static func content(of file: [UInt8]) -> [UInt8]? {
        guard !file.isEmpty else { return nil }
        var stream = GzipStream()
        return try? stream.unpack(file, isLast: true)
    }

    mutating func unpack(_ bytes: [UInt8], isLast: Bool) throws(DamagedData) -> [UInt8] {
        input += bytes
        var output: [UInt8] = []
        while true {
            switch place {
            case .header:
                if input.isEmpty { return output }
                guard let end = try Self.headerEnd(input) else {
                    if isLast { throw .ends }
                    return output
                }
                input.removeFirst(end)
                sum = CRC32()
                length = 0
                place = .data(Inflater())
            case .data(var inflater):
                place = .trailer
                let used = try inflater.unpack(input, isLast: isLast)
                input.removeFirst(used)
                let content = inflater.takeOutput()
                sum.add(content)
                length &+= UInt32(truncatingIfNeeded: content.count)
                output += content
                guard inflater.isOver else {
                    place = .data(inflater)
                    if isLast { throw .ends }
                    return output
                }
            case .trailer:
                guard input.count >= 8 else {
                    if isLast { throw .ends }
                    return output
                }
                let words = (0..<2).map { word in
                    (0..<4).reduce(UInt32(0)) { $0 | UInt32(input[word * 4 + $1]) << UInt32($1 * 8) }
                }
                guard words == [sum.value, length] else { throw .isInvalid }
                input.removeFirst(8)
                place = .header
            }
        }
    }

    /// Length of a member's header; nil where more of it is to come.
    private static func headerEnd(_ bytes: [UInt8]) throws(DamagedData) -> Int? {
        guard bytes.count >= 10 else { return nil }
        guard bytes[0] == 0x1F, bytes[1] == 0x8B, bytes[2] == 8 else { throw .isInvalid }
        let flags = bytes[3]
        var place = 10
        if flags & 4 != 0 {
            guard place + 2 <= bytes.count else { return nil }
            place += 2 + Int(bytes[place]) + Int(bytes[place + 1]) << 8
        }
        for flag in [UInt8(8), 16] where flags & flag != 0 {
            guard place < bytes.count, let end = bytes[place...].firstIndex(of: 0) else { return nil }
            place = end + 1
        }
        if flags & 2 != 0 { place += 2 }
        return place <= bytes.count ? place : nil
    }
}

/// The checksum of gzip (RFC 1952, 8).
struct CRC32 {
    private var register: UInt32 = .max
    var value: UInt32 { ~register }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }

    mutating func add(_ bytes: [UInt8]) {
        Self.table.withUnsafeBufferPointer { table in
            for byte in bytes { register = table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ register >> 8 }
        }
    }
}
