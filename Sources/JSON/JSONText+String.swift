extension JSONText {
    /// Appends a string with its quotes and escapes.
    @inline(__always)
    public mutating func write(_ string: String) {
        let isDone: Void? = string.utf8.withContiguousStorageIfAvailable { write($0) }
        if isDone == nil { write(Array(string.utf8)) }
    }

    /// Swift's own strings lie in one piece; others can only come from Foundation's bridge.
    @inline(never)
    private mutating func write(_ text: [UInt8]) { text.withUnsafeBufferPointer { write($0) } }

    private mutating func write(_ text: UnsafeBufferPointer<UInt8>) {
        append(ascii: "\"")
        if let source = text.baseAddress {
            var place = 0
            while true {
                place &+= copyPlain(source + place, text.count &- place)
                guard place < text.count else { break }
                place = writeEscape(source, at: place, count: text.count)
            }
        }
        append(ascii: "\"")
    }

    /// Copies up to the next byte that may need an escape (a quote, a backslash, a control character, or the lead byte of
    /// the last plane, where lone surrogates have their stand: ``LoneSurrogate``), and gives the number of bytes copied.
    ///
    /// Words of eight bytes are stored whole, also the last one: what lies after the copied bytes is written over later.
    @inline(__always)
    private mutating func copyPlain(_ source: UnsafePointer<UInt8>, _ size: Int) -> Int {
        reserve(size &+ 8)
        let from = UnsafeRawPointer(source)
        let to = UnsafeMutableRawPointer(base + count)
        var place = 0
        while place &+ 8 <= size {
            let word = from.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian
            to.storeBytes(of: word.littleEndian, toByteOffset: place, as: UInt64.self)
            let hits = Self.special(word)
            if hits != 0 {
                place &+= hits.trailingZeroBitCount >> 3
                count &+= place
                return place
            }
            place &+= 8
        }
        let rest = size &- place
        if rest > 0 {
            let word = Self.partialWord(from + place, rest)
            to.storeBytes(of: word.littleEndian, toByteOffset: place, as: UInt64.self)
            let hits = Self.special(word) & ((1 &<< UInt64(truncatingIfNeeded: rest &<< 3)) &- 1)
            place &+= hits == 0 ? rest : hits.trailingZeroBitCount >> 3
        }
        count &+= place
        return place
    }

    /// One to seven bytes as the low bytes of a word.
    @inline(__always)
    private static func partialWord(_ from: UnsafeRawPointer, _ size: Int) -> UInt64 {
        if size >= 4 {
            let low = UInt64(from.loadUnaligned(as: UInt32.self).littleEndian)
            let high = UInt64(from.loadUnaligned(fromByteOffset: size &- 4, as: UInt32.self).littleEndian)
            return low | high &<< UInt64(truncatingIfNeeded: (size &- 4) &<< 3)
        }
        let first = UInt64(from.load(as: UInt8.self))
        let middle = UInt64(from.load(fromByteOffset: size &>> 1, as: UInt8.self))
        let last = UInt64(from.load(fromByteOffset: size &- 1, as: UInt8.self))
        return first | middle &<< UInt64(truncatingIfNeeded: (size &>> 1) &<< 3)
            | last &<< UInt64(truncatingIfNeeded: (size &- 1) &<< 3)
    }

    /// The high bit of each byte that may need an escape; bytes after the first such one may have it, too.
    @inline(__always)
    private static func special(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ 0x2222_2222_2222_2222
        let backslash = word ^ 0x5C5C_5C5C_5C5C_5C5C
        let plane = word ^ 0xF4F4_F4F4_F4F4_F4F4
        let found = (quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (plane &- ones) & ~plane
        return (found | (word &- 0x2020_2020_2020_2020) & ~word) & 0x8080_8080_8080_8080
    }

    /// Writes what stands at `place`, escaped, and returns the place after it.
    @inline(never)
    private mutating func writeEscape(_ source: UnsafePointer<UInt8>, at place: Int, count size: Int) -> Int {
        let byte = source[place]
        switch byte {
        case UInt8(ascii: "\""): append(literal: "\\\"")
        case UInt8(ascii: "\\"): append(literal: "\\\\")
        case 0x08: append(literal: "\\b")
        case 0x09: append(literal: "\\t")
        case 0x0A: append(literal: "\\n")
        case 0x0C: append(literal: "\\f")
        case 0x0D: append(literal: "\\r")
        case 0xF4: return writeLastPlane(source, at: place, count: size)
        default: writeHex(UInt16(byte))
        }
        return place &+ 1
    }

    private mutating func writeLastPlane(_ source: UnsafePointer<UInt8>, at place: Int, count size: Int) -> Int {
        guard place &+ 4 <= size else {
            append(source[place])
            return place &+ 1
        }
        let low = UInt32(source[place &+ 1] & 0x3F) << 12 | UInt32(source[place &+ 2] & 0x3F) << 6
        let code = 0x10_0000 | low | UInt32(source[place &+ 3] & 0x3F)
        if let half = Unicode.Scalar(code).flatMap(LoneSurrogate.half) {
            writeHex(half)
        } else {
            for offset in 0..<4 { append(source[place &+ offset]) }
        }
        return place &+ 4
    }

    private mutating func writeHex(_ unit: UInt16) {
        append(literal: "\\u")
        for shift in [12, 8, 4, 0] as [UInt16] {
            let digit = UInt8(truncatingIfNeeded: (unit >> shift) & 0xF)
            append(digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &+ digit &- 10)
        }
    }
}
