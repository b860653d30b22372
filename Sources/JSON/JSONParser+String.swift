extension JSONParser {
    mutating func string() throws(JSONParseError) -> String {
        position &+= 1
        let start = position
        let isASCII = skipPlain()
        guard position < count else { throw fail(.unterminatedString) }
        guard base[position] == UInt8(ascii: "\"") else { return try escapedString(from: start) }
        let slice = UnsafeBufferPointer(start: base + start, count: position &- start)
        if isASCII {
            position &+= 1
            return String(copying: unsafe UTF8Span(unchecked: slice.span, isKnownASCII: true))
        }
        guard let text = String(validating: slice, as: UTF8.self) else { throw fail(.invalidUTF8) }
        position &+= 1
        return text
    }

    /// Moves to the next quote, backslash or control character, eight bytes at a time, and says whether all that it
    /// passed is ASCII (which needs no validation).
    @inline(__always)
    @discardableResult
    mutating func skipPlain() -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        var seen: UInt64 = 0
        while position &+ 8 <= count {
            let word = UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self).littleEndian
            let quote = word ^ 0x2222_2222_2222_2222
            let backslash = word ^ 0x5C5C_5C5C_5C5C_5C5C
            let quotes = (quote &- ones) & ~quote
            let backslashes = (backslash &- ones) & ~backslash
            let controls = (word &- 0x2020_2020_2020_2020) & ~word
            let hits = (quotes | backslashes | controls) & high
            if hits != 0 {
                let passed = hits.trailingZeroBitCount >> 3
                seen |= word & ((1 << UInt64(passed << 3)) &- 1)
                position &+= passed
                return seen & high == 0
            }
            seen |= word
            position &+= 8
        }
        while position < count {
            let byte = base[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            seen |= UInt64(byte)
            position &+= 1
        }
        return seen & high == 0
    }

    @inline(never)
    private mutating func escapedString(from start: Int) throws(JSONParseError) -> String {
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: UnsafeBufferPointer(start: base + start, count: position &- start))
        while true {
            guard position < count else { throw fail(.unterminatedString) }
            let byte = base[position]
            if byte == UInt8(ascii: "\"") { break }
            guard byte == UInt8(ascii: "\\") else { throw fail(.controlCharacter) }
            try escape()
            let from = position
            skipPlain()
            scratch.append(contentsOf: UnsafeBufferPointer(start: base + from, count: position &- from))
        }
        guard let text = String(validating: scratch, as: UTF8.self) else { throw fail(.invalidUTF8) }
        position &+= 1
        return text
    }

    private mutating func escape() throws(JSONParseError) {
        guard position &+ 1 < count else { throw fail(.unterminatedString) }
        let byte = base[position &+ 1]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scratch.append(byte)
        case UInt8(ascii: "b"): scratch.append(0x08)
        case UInt8(ascii: "f"): scratch.append(0x0C)
        case UInt8(ascii: "n"): scratch.append(0x0A)
        case UInt8(ascii: "r"): scratch.append(0x0D)
        case UInt8(ascii: "t"): scratch.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexDigits(at: position &+ 2)
            position &+= 6
            if code & 0xFC00 == 0xD800, position &+ 1 < count, base[position] == UInt8(ascii: "\\"),
                base[position &+ 1] == UInt8(ascii: "u"),
                case let low = try hexDigits(at: position &+ 2), low & 0xFC00 == 0xDC00
            {
                code = 0x10000 &+ ((code & 0x3FF) << 10) &+ (low & 0x3FF)
                position &+= 6
            }
            append(LoneSurrogate.scalar(for: code))
            return
        default: throw fail(.invalidEscape)
        }
        position &+= 2
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { scratch.append(byte) }
    }

    private func hexDigits(at start: Int) throws(JSONParseError) -> UInt32 {
        guard start &+ 4 <= count else { throw fail(.invalidEscape) }
        var code: UInt32 = 0
        for place in start..<start &+ 4 {
            let digit: UInt8
            switch base[place] {
            case let byte where byte &- UInt8(ascii: "0") < 10: digit = byte &- UInt8(ascii: "0")
            case let byte where (byte | 0x20) &- UInt8(ascii: "a") < 6: digit = (byte | 0x20) &- UInt8(ascii: "a") &+ 10
            default: throw fail(.invalidEscape)
            }
            code = code << 4 | UInt32(digit)
        }
        return code
    }
}
