/// Unpacks DEFLATE (RFC 1951) as it comes: stops before a symbol or a header that isn't all there, and goes on with more.
struct Inflater {
    private enum Place {
        case block
        case stored(left: Int)
        case codes(literals: HuffmanCode, distances: HuffmanCode)
        case over
    }

    private var place = Place.block
    private var isLastBlock = false
    private var bits: UInt64 = 0
    private var count = 0
    /// What a copy may reach back to, and behind it what was not taken yet.
    private var output: [UInt8] = []
    private var taken = 0

    private static let window = 32_768
    /// A length and a distance with their extra bits.
    private static let longestSymbol = 48
    /// The code lengths of a dynamic block, and the rest of its head.
    private static let longestHead = 8 * 640

    var isOver: Bool { if case .over = place { true } else { false } }

    /// What was unpacked since it was last asked for.
    mutating func takeOutput() -> [UInt8] {
        let fresh = Array(output[taken...])
        if output.count > Self.window { output.removeFirst(output.count - Self.window) }
        taken = output.count
        return fresh
    }

    /// How many of the bytes are used up.
    mutating func unpack(_ input: [UInt8], isLast: Bool) throws(DamagedData) -> Int {
        var reader = BitReader(input: input, bits: bits, count: count)
        while true {
            switch place {
            case .block:
                guard isLast || reader.available >= Self.longestHead else { return pause(&reader) }
                try begin(&reader)
            case .stored(let left):
                let part = min(left, reader.wholeBytes)
                for _ in 0..<part { output.append(UInt8(reader.take(8))) }
                if part < left {
                    place = .stored(left: left - part)
                    return pause(&reader)
                }
                place = isLastBlock ? .over : .block
            case .codes(let literals, let distances):
                guard try copy(literals, distances, &reader, isLast) else { return pause(&reader) }
                place = isLastBlock ? .over : .block
            case .over: return end(&reader)
            }
            if reader.isBeyond { throw .ends }
        }
    }

    /// Keeps the bits of a byte that is partly used.
    private mutating func pause(_ reader: inout BitReader) -> Int {
        reader.giveBackBytes()
        bits = reader.bits
        count = reader.count
        return reader.place
    }

    private mutating func end(_ reader: inout BitReader) -> Int {
        reader.skipToByte()
        reader.giveBackBytes()
        return reader.place
    }

    private mutating func begin(_ reader: inout BitReader) throws(DamagedData) {
        isLastBlock = reader.take(1) == 1
        switch reader.take(2) {
        case 0:
            reader.skipToByte()
            let length = Int(reader.take(16))
            guard Int(reader.take(16)) == ~length & 0xFFFF else { throw .isInvalid }
            place = .stored(left: length)
        case 1: place = .codes(literals: .fixedLiterals, distances: .fixedDistances)
        case 2: place = try dynamicCodes(&reader)
        default: throw .isInvalid
        }
    }

    private func dynamicCodes(_ reader: inout BitReader) throws(DamagedData) -> Place {
        let literalCount = Int(reader.take(5)) + 257
        let total = literalCount + Int(reader.take(5)) + 1
        var sizes = [UInt8](repeating: 0, count: 19)
        for place in 0..<Int(reader.take(4)) + 4 { sizes[Self.sizeOrder[place]] = UInt8(reader.take(3)) }
        guard let code = HuffmanCode(sizes) else { throw .isInvalid }
        var lengths: [UInt8] = []
        while lengths.count < total {
            guard let symbol = reader.symbol(code), !reader.isBeyond else { throw .isInvalid }
            switch symbol {
            case 0..<16: lengths.append(UInt8(symbol))
            case 16:
                guard let last = lengths.last else { throw .isInvalid }
                lengths += Array(repeating: last, count: 3 + Int(reader.take(2)))
            case 17: lengths += Array(repeating: 0, count: 3 + Int(reader.take(3)))
            default: lengths += Array(repeating: 0, count: 11 + Int(reader.take(7)))
            }
        }
        guard lengths.count == total, let literals = HuffmanCode(Array(lengths[..<literalCount])),
            let distances = HuffmanCode(Array(lengths[literalCount...]))
        else { throw .isInvalid }
        return .codes(literals: literals, distances: distances)
    }

    /// True at the block's end; false where more bytes are needed.
    private mutating func copy(
        _ literals: HuffmanCode, _ distances: HuffmanCode, _ reader: inout BitReader, _ isLast: Bool
    ) throws(DamagedData) -> Bool {
        while isLast || reader.available >= Self.longestSymbol {
            guard let symbol = reader.symbol(literals), !reader.isBeyond else { throw .isInvalid }
            if symbol < 256 {
                output.append(UInt8(symbol))
                continue
            }
            if symbol == 256 { return true }
            guard symbol < 286 else { throw .isInvalid }
            let length = Self.lengths[symbol - 257] + Int(reader.take(Self.lengthBits[symbol - 257]))
            guard let far = reader.symbol(distances), far < 30 else { throw .isInvalid }
            let distance = Self.distances[far] + Int(reader.take(Self.distanceBits[far]))
            guard distance <= output.count else { throw .isInvalid }
            let from = output.count - distance
            // The stretch may reach into what it writes itself.
            for step in 0..<length { output.append(output[from + step]) }
        }
        return false
    }

    private static let sizeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let lengths = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let distanceBits = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]
    private static let distances = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12_289, 16_385, 24_577,
    ]
}

/// Bits from the low end of each byte; zeros beyond the end.
private struct BitReader {
    let input: [UInt8]
    private(set) var place = 0
    private(set) var bits: UInt64
    private(set) var count: Int
    /// Whether more was taken than there is.
    private(set) var isBeyond = false

    init(input: [UInt8], bits: UInt64, count: Int) {
        self.input = input
        self.bits = bits
        self.count = count
    }

    var available: Int { count + (input.count - place) * 8 }
    var wholeBytes: Int { available / 8 }

    private mutating func fill() {
        while count <= 56, place < input.count {
            bits |= UInt64(input[place]) << UInt64(count)
            place += 1
            count += 8
        }
    }

    mutating func take(_ wanted: Int) -> UInt64 {
        if count < wanted { fill() }
        let value = bits & (1 << UInt64(wanted) - 1)
        drop(wanted)
        return value
    }

    private mutating func drop(_ wanted: Int) {
        if wanted > count {
            isBeyond = true
            bits = 0
            count = 0
        } else {
            bits >>= UInt64(wanted)
            count -= wanted
        }
    }

    mutating func symbol(_ code: HuffmanCode) -> Int? {
        if count < HuffmanCode.longest { fill() }
        guard let (symbol, length) = code.symbol(UInt16(truncatingIfNeeded: bits)) else { return nil }
        drop(length)
        return symbol
    }

    mutating func skipToByte() { drop(count % 8) }

    /// Bytes that were read ahead are not used.
    mutating func giveBackBytes() {
        let whole = min(count / 8, place)
        place -= whole
        count -= whole * 8
        bits &= 1 << UInt64(count) - 1
    }
}

/// A canonical code: a table of the next bits for the short ones, and the rest by their length.
private struct HuffmanCode: Sendable {
    static let longest = 15
    private static let tableBits = 10

    /// Symbol and length by the next ten bits; 0 for a longer code.
    private var table: [UInt16]
    private var counts = [Int](repeating: 0, count: HuffmanCode.longest + 1)
    private var symbols: [Int]

    /// Nil where more codes are given than the lengths have room for.
    init?(_ lengths: [UInt8]) {
        for length in lengths where length > 0 { counts[Int(length)] += 1 }
        var room = 1
        for length in 1...Self.longest {
            room = room << 1 - counts[length]
            if room < 0 { return nil }
        }
        var offsets = [Int](repeating: 0, count: Self.longest + 1)
        var codes = offsets
        for length in 1..<Self.longest {
            offsets[length + 1] = offsets[length] + counts[length]
            codes[length + 1] = (codes[length] + counts[length]) << 1
        }
        symbols = Array(repeating: 0, count: lengths.count)
        table = Array(repeating: 0, count: 1 << Self.tableBits)
        for (symbol, length) in lengths.enumerated() where length > 0 {
            let length = Int(length)
            symbols[offsets[length]] = symbol
            offsets[length] += 1
            let code = codes[length]
            codes[length] += 1
            guard length <= Self.tableBits else { continue }
            var place = (0..<length).reduce(0) { $0 << 1 | (code >> $1 & 1) }
            while place < table.count {
                table[place] = UInt16(symbol << 4 | length)
                place += 1 << length
            }
        }
    }

    func symbol(_ bits: UInt16) -> (symbol: Int, length: Int)? {
        let entry = table[Int(bits) & (1 << Self.tableBits - 1)]
        if entry != 0 { return (Int(entry >> 4), Int(entry & 15)) }
        var code = 0
        var first = 0
        var index = 0
        for length in 1...Self.longest {
            code |= Int(bits >> UInt16(length - 1)) & 1
            if code - first < counts[length] { return (symbols[index + code - first], length) }
            index += counts[length]
            first = (first + counts[length]) << 1
            code <<= 1
        }
        return nil
    }

    private init(fixed lengths: [UInt8]) {
        self = HuffmanCode(lengths) ?? HuffmanCode()
    }

    private init() {
        table = Array(repeating: 0, count: 1 << Self.tableBits)
        symbols = []
    }

    static let fixedLiterals = HuffmanCode(
        fixed: Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112) + Array(repeating: 7, count: 24)
            + Array(repeating: 8, count: 8))
    static let fixedDistances = HuffmanCode(fixed: Array(repeating: 5, count: 30))
}
