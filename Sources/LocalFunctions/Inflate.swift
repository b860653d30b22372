/// Decompression of DEFLATE data (RFC 1951) and of gzip files (RFC 1952): botocore ships its models as `.json.gz`.
public struct Inflate {
    public enum Failure: Error { case truncated, invalid, tooLarge }

    private let input: [UInt8]
    private var place: Int
    private var bits: UInt64 = 0
    private var bitCount = 0
    private var output: [UInt8] = []
    private let limit: Int

    private init(_ input: [UInt8], from place: Int, limit: Int) {
        self.input = input
        self.place = place
        self.limit = limit
    }

    /// The content of a gzip file; at most about `prefix` bytes of it where that is said, else an error past `limit`.
    public static func gunzip(
        _ file: [UInt8], limit: Int = 256 << 20, prefix: Int? = nil
    ) throws(Failure) -> [UInt8] {
        guard file.count > 18, file[0] == 0x1F, file[1] == 0x8B, file[2] == 8 else { throw .invalid }
        let flags = file[3]
        var start = 10
        if flags & 4 != 0 { start += 2 + Int(file[start]) + Int(file[start + 1]) << 8 }
        for flag in [UInt8(8), 16] where flags & flag != 0 {
            guard start < file.count, let end = file[start...].firstIndex(of: 0) else { throw .truncated }
            start = end + 1
        }
        if flags & 2 != 0 { start += 2 }
        var inflate = Inflate(file, from: start, limit: limit)
        try inflate.run(prefix: prefix)
        return inflate.output
    }

    /// The content of DEFLATE data without a frame, as in a zip archive; an error past `limit` bytes.
    public static func raw(_ data: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        var inflate = Inflate(data, from: 0, limit: limit)
        try inflate.run(prefix: nil)
        return inflate.output
    }

    private mutating func run(prefix: Int?) throws(Failure) {
        var isLast = false
        while !isLast {
            isLast = try take(1) == 1
            switch try take(2) {
            case 0: try stored()
            case 1: try compressed(Self.fixedLiterals, Self.fixedDistances, prefix: prefix)
            case 2:
                let (literals, distances) = try dynamicTables()
                try compressed(literals, distances, prefix: prefix)
            default: throw .invalid
            }
            if let prefix, output.count >= prefix { return }
        }
    }

    // MARK: Bits

    private mutating func fill() {
        while bitCount <= 48, place < input.count {
            bits |= UInt64(input[place]) << UInt64(bitCount)
            place += 1
            bitCount += 8
        }
    }

    private mutating func take(_ count: Int) throws(Failure) -> Int {
        if bitCount < count { fill() }
        guard bitCount >= count else { throw .truncated }
        let value = Int(bits & (1 << UInt64(count) - 1))
        bits >>= UInt64(count)
        bitCount -= count
        return value
    }

    // MARK: Blocks

    private mutating func stored() throws(Failure) {
        _ = try take(bitCount % 8)
        let length = try take(16)
        guard try take(16) == length ^ 0xFFFF else { throw .invalid }
        guard output.count + length <= limit else { throw .tooLarge }
        for _ in 0..<length { output.append(UInt8(try take(8))) }
    }

    private mutating func dynamicTables() throws(Failure) -> (PrefixTable, PrefixTable) {
        let literalCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let codeCount = try take(4) + 4
        var codeLengths = [UInt8](repeating: 0, count: 19)
        for index in 0..<codeCount { codeLengths[Self.codeOrder[index]] = UInt8(try take(3)) }
        let codes = PrefixTable(codeLengths)
        var lengths: [UInt8] = []
        while lengths.count < literalCount + distanceCount {
            let symbol = try symbol(codes)
            switch symbol {
            case 0...15: lengths.append(UInt8(symbol))
            case 16:
                guard let last = lengths.last else { throw .invalid }
                lengths.append(contentsOf: repeatElement(last, count: try take(2) + 3))
            case 17: lengths.append(contentsOf: repeatElement(0, count: try take(3) + 3))
            default: lengths.append(contentsOf: repeatElement(0, count: try take(7) + 11))
            }
        }
        guard lengths.count == literalCount + distanceCount else { throw .invalid }
        return (PrefixTable(Array(lengths[..<literalCount])), PrefixTable(Array(lengths[literalCount...])))
    }

    private mutating func compressed(
        _ literals: PrefixTable, _ distances: PrefixTable, prefix: Int?
    ) throws(Failure) {
        while true {
            let symbol = try symbol(literals)
            if symbol < 256 {
                output.append(UInt8(symbol))
            } else if symbol == 256 {
                return
            } else {
                guard symbol - 257 < Self.lengthBases.count else { throw .invalid }
                let length = Self.lengthBases[symbol - 257] + (try take(Self.lengthBits[symbol - 257]))
                let code = try self.symbol(distances)
                guard code < Self.distanceBases.count else { throw .invalid }
                let distance = Self.distanceBases[code] + (try take(Self.distanceBits[code]))
                guard distance <= output.count else { throw .invalid }
                let start = output.count - distance
                for offset in 0..<length { output.append(output[start + offset]) }
            }
            if let prefix, output.count >= prefix { return }
            if output.count > limit { throw .tooLarge }
        }
    }

    private mutating func symbol(_ table: PrefixTable) throws(Failure) -> Int {
        if bitCount < PrefixTable.longest { fill() }
        let entry = table.entries[Int(bits & UInt64(PrefixTable.mask))]
        let length = Int(entry & 15)
        guard length > 0, length <= bitCount else { throw bitCount < PrefixTable.longest ? .truncated : .invalid }
        bits >>= UInt64(length)
        bitCount -= length
        return Int(entry >> 4)
    }

    // MARK: Tables

    private static let codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBases = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145,
        8193, 12289, 16385, 24577,
    ]
    private static let distanceBits = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]
    private static let fixedLiterals = PrefixTable(
        (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
    private static let fixedDistances = PrefixTable([UInt8](repeating: 5, count: 30))
}

/// A canonical prefix code (RFC 1951, section 3.2.2) as one table over the longest code.
struct PrefixTable {
    static let longest = 15
    static let mask = (1 << longest) - 1

    /// At the next 15 bits: the symbol, shifted by 4, and the length of its code; 0 where there is none.
    let entries: [UInt16]

    init(_ lengths: [UInt8]) {
        var counts = [Int](repeating: 0, count: Self.longest + 1)
        for length in lengths where length > 0 { counts[Int(length)] += 1 }
        var next = [Int](repeating: 0, count: Self.longest + 2)
        var code = 0
        for length in 1...Self.longest {
            next[length] = code
            code = (code + counts[length]) << 1
        }
        var entries = [UInt16](repeating: 0, count: Self.mask + 1)
        for (symbol, length) in lengths.enumerated() where length > 0 {
            let length = Int(length)
            let code = next[length]
            next[length] += 1
            guard code < 1 << length else { continue }
            var reversed = 0
            for bit in 0..<length where code & (1 << bit) != 0 { reversed |= 1 << (length - 1 - bit) }
            let entry = UInt16(symbol) << 4 | UInt16(length)
            for index in stride(from: reversed, through: Self.mask, by: 1 << length) { entries[index] = entry }
        }
        self.entries = entries
    }
}
