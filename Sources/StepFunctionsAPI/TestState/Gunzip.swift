/// Unpacks gzip (RFC 1952) of DEFLATE (RFC 1951): botocore packs its models so.
enum Gunzip {
    /// nil where the bytes are no gzip file, or are damaged. Checksums are not compared: the JSON behind is parsed strictly.
    static func bytes(of file: [UInt8]) -> [UInt8]? {
        guard file.count >= 18, file[0] == 0x1F, file[1] == 0x8B, file[2] == 8 else { return nil }
        let flags = file[3]
        var place = 10
        if flags & 4 != 0 {
            guard place + 2 <= file.count else { return nil }
            place += 2 + Int(file[place]) + Int(file[place + 1]) << 8
        }
        for flag in [UInt8(8), 16] where flags & flag != 0 {
            guard place < file.count, let end = file[place...].firstIndex(of: 0) else { return nil }
            place = end + 1
        }
        if flags & 2 != 0 { place += 2 }
        guard place < file.count else { return nil }
        var inflater = Inflater(input: file, place: place)
        return inflater.run()
    }
}

/// DEFLATE, bit by bit from the low end of each byte.
private struct Inflater {
    private let input: [UInt8]
    private var place: Int
    private var bits: UInt32 = 0
    private var count = 0
    private var output: [UInt8] = []

    init(input: [UInt8], place: Int) {
        self.input = input
        self.place = place
        output.reserveCapacity(input.count * 8)
    }

    mutating func run() -> [UInt8]? {
        while true {
            guard let last = take(1), let kind = take(2) else { return nil }
            let isGood: Bool
            switch kind {
            case 0: isGood = copyStored()
            case 1: isGood = decode(literals: .fixedLiterals, distances: .fixedDistances)
            case 2: isGood = decodeDynamic()
            default: isGood = false
            }
            guard isGood else { return nil }
            if last == 1 { return output }
        }
    }

    private mutating func take(_ wanted: Int) -> UInt32? {
        while count < wanted {
            guard place < input.count else { return nil }
            bits |= UInt32(input[place]) << UInt32(count)
            place += 1
            count += 8
        }
        let value = bits & ((1 << UInt32(wanted)) - 1)
        bits >>= UInt32(wanted)
        count -= wanted
        return value
    }

    private mutating func copyStored() -> Bool {
        (bits, count) = (0, 0)
        guard place + 4 <= input.count else { return false }
        let length = Int(input[place]) | Int(input[place + 1]) << 8
        place += 4
        guard place + length <= input.count else { return false }
        output.append(contentsOf: input[place..<place + length])
        place += length
        return true
    }

    private mutating func symbol(_ code: HuffmanCode) -> Int? {
        var value = 0
        var first = 0
        var index = 0
        for length in 1...15 {
            guard let bit = take(1) else { return nil }
            value |= Int(bit)
            let amount = code.counts[length]
            if value - first < amount { return code.symbols[index + value - first] }
            index += amount
            first = (first + amount) << 1
            value <<= 1
        }
        return nil
    }

    private mutating func decode(literals: HuffmanCode, distances: HuffmanCode) -> Bool {
        while true {
            guard let found = symbol(literals) else { return false }
            switch found {
            case 0..<256: output.append(UInt8(found))
            case 256: return true
            case 257...285:
                let row = found - 257
                guard let extra = take(Self.lengthBits[row]), let code = symbol(distances), code < 30,
                    let more = take(Self.distanceBits[code])
                else { return false }
                let length = Self.lengths[row] + Int(extra)
                let distance = Self.distances[code] + Int(more)
                guard distance <= output.count else { return false }
                for _ in 0..<length { output.append(output[output.count - distance]) }
            default: return false
            }
        }
    }

    private mutating func decodeDynamic() -> Bool {
        guard let more = take(5), let far = take(5), let codes = take(4) else { return false }
        let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
        var sizes = [Int](repeating: 0, count: 19)
        for place in 0..<Int(codes) + 4 {
            guard let size = take(3) else { return false }
            sizes[order[place]] = Int(size)
        }
        let code = HuffmanCode(sizes[...])
        let literalCount = Int(more) + 257
        let total = literalCount + Int(far) + 1
        var lengths: [Int] = []
        while lengths.count < total {
            guard let found = symbol(code) else { return false }
            switch found {
            case 0..<16: lengths.append(found)
            case 16:
                guard let last = lengths.last, let extra = take(2) else { return false }
                lengths += Array(repeating: last, count: 3 + Int(extra))
            default:
                guard let extra = take(found == 17 ? 3 : 7) else { return false }
                lengths += Array(repeating: 0, count: (found == 17 ? 3 : 11) + Int(extra))
            }
        }
        guard lengths.count == total else { return false }
        return decode(literals: HuffmanCode(lengths[..<literalCount]), distances: HuffmanCode(lengths[literalCount...]))
    }

    private static let lengths = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distances = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12_289, 16_385, 24_577,
    ]
    private static let distanceBits = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]
}

/// A canonical Huffman code: how many symbols have a code of each length, and the symbols by code.
private struct HuffmanCode {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int]

    init(_ lengths: ArraySlice<Int>) {
        for length in lengths { counts[length] += 1 }
        counts[0] = 0
        var offsets = [Int](repeating: 0, count: 16)
        for length in 1..<15 { offsets[length + 1] = offsets[length] + counts[length] }
        symbols = Array(repeating: 0, count: lengths.count)
        for (symbol, length) in lengths.enumerated() where length > 0 {
            symbols[offsets[length]] = symbol
            offsets[length] += 1
        }
    }

    static let fixedLiterals = HuffmanCode(
        (Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112) + Array(repeating: 7, count: 24)
            + Array(repeating: 8, count: 8))[...])
    static let fixedDistances = HuffmanCode(Array(repeating: 5, count: 30)[...])
}
