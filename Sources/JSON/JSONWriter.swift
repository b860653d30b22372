extension JSONValue {
    /// The compact text: no white space, members in their order.
    public func serialized() -> String { String(decoding: serializedBytes(), as: UTF8.self) }

    /// The compact text as UTF-8.
    public func serializedBytes(reserving capacity: Int = 256) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(capacity)
        write(to: &bytes)
        return bytes
    }

    /// Appends the compact text as UTF-8.
    public func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: StaticText.null)
        case .bool(let value): bytes.append(contentsOf: value ? StaticText.true : StaticText.false)
        case .int(let value): Self.write(value, to: &bytes)
        case .double(let value): bytes.append(contentsOf: Self.text(of: value).utf8)
        case .decimal(let text): bytes.append(contentsOf: text.utf8)
        case .string(let value): Self.write(value, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for place in elements.indices {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                elements[place].write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for place in object.members.indices {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(object.members[place].key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                object.members[place].value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// JSON has no text for a number that isn't finite: AWS writes its name as a string.
    private static func text(of value: Double) -> String {
        if value.isFinite { return NumberText.ecmaScript(value) }
        if value.isNaN { return "\"NaN\"" }
        return value < 0 ? "\"-Infinity\"" : "\"Infinity\""
    }

    private enum StaticText {
        static let null = Array("null".utf8)
        static let `true` = Array("true".utf8)
        static let `false` = Array("false".utf8)
    }

    /// Appends the decimal digits of an integer.
    public static func write(_ value: Int64, to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = value.magnitude
            var first = 20
            repeat {
                first &-= 1
                digits[first] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
                rest /= 10
            } while rest > 0
            if value < 0 {
                first &-= 1
                digits[first] = UInt8(ascii: "-")
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[first..<20]))
        }
    }

    /// Appends a string with its quotes and escapes.
    public static func write(_ string: String, to bytes: inout [UInt8]) {
        var string = string
        bytes.append(UInt8(ascii: "\""))
        string.withUTF8 { text in
            guard let base = text.baseAddress else { return }
            var from = 0
            var place = 0
            while true {
                place = plainEnd(base, from: place, count: text.count)
                bytes.append(contentsOf: UnsafeBufferPointer(start: base + from, count: place &- from))
                guard place < text.count else { return }
                place = writeEscape(base, at: place, count: text.count, to: &bytes)
                from = place
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The next byte that may need an escape: a quote, a backslash, a control character, or the lead byte of the last
    /// plane, where lone surrogates have their stand (``LoneSurrogate``).
    @inline(__always)
    private static func plainEnd(_ base: UnsafePointer<UInt8>, from start: Int, count: Int) -> Int {
        var place = start
        let ones: UInt64 = 0x0101_0101_0101_0101
        while place &+ 8 <= count {
            let word = UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self).littleEndian
            let quote = word ^ 0x2222_2222_2222_2222
            let backslash = word ^ 0x5C5C_5C5C_5C5C_5C5C
            let plane = word ^ 0xF4F4_F4F4_F4F4_F4F4
            let found = (quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (plane &- ones) & ~plane
            let hits = (found | (word &- 0x2020_2020_2020_2020) & ~word) & 0x8080_8080_8080_8080
            if hits != 0 { return place &+ hits.trailingZeroBitCount >> 3 }
            place &+= 8
        }
        while place < count {
            let byte = base[place]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 || byte == 0xF4 { break }
            place &+= 1
        }
        return place
    }

    /// Writes what stands at `place`, escaped, and returns the place after it.
    @inline(never)
    private static func writeEscape(
        _ base: UnsafePointer<UInt8>, at place: Int, count: Int, to bytes: inout [UInt8]
    ) -> Int {
        let byte = base[place]
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0xF4:
            bytes.removeLast()
            guard place &+ 4 <= count else {
                bytes.append(byte)
                return place &+ 1
            }
            let low = UInt32(base[place &+ 1] & 0x3F) << 12 | UInt32(base[place &+ 2] & 0x3F) << 6
            let code = 0x10_0000 | low | UInt32(base[place &+ 3] & 0x3F)
            guard let half = Unicode.Scalar(code).flatMap(LoneSurrogate.half) else {
                bytes.append(contentsOf: UnsafeBufferPointer(start: base + place, count: 4))
                return place &+ 4
            }
            bytes.append(contentsOf: "\\u\(String(half, radix: 16))".utf8)
            return place &+ 4
        default:
            let digits = String(byte, radix: 16)
            bytes.append(contentsOf: (byte < 0x10 ? "u000" : "u00").utf8)
            bytes.append(contentsOf: digits.utf8)
        }
        return place &+ 1
    }
}
