extension JSONParser {
    /// Reads a number as an integer or a double where its text can be written again from that, and as its text where not.
    mutating func number() throws(JSONParseError) -> JSONValue {
        let start = position
        let negative = base[position] == UInt8(ascii: "-")
        if negative { position &+= 1 }
        let (mantissa, digits) = try integerDigits()
        guard position < count, base[position] == UInt8(ascii: ".") || base[position] | 0x20 == UInt8(ascii: "e") else {
            if digits <= 18, !(negative && mantissa == 0) {
                return .int(negative ? -Int64(mantissa) : Int64(mantissa))
            }
            return slowInteger(from: start)
        }
        return try fraction(from: start, negative: negative, mantissa: mantissa, digits: digits)
    }

    @inline(__always)
    private mutating func integerDigits() throws(JSONParseError) -> (UInt64, Int) {
        guard position < count else { throw fail(.invalidNumber) }
        if base[position] == UInt8(ascii: "0") {
            position &+= 1
            if position < count, base[position] &- UInt8(ascii: "0") < 10 { throw fail(.invalidNumber) }
            return (0, 1)
        }
        var value: UInt64 = 0
        let from = position
        while position < count, case let digit = base[position] &- UInt8(ascii: "0"), digit < 10 {
            value = value &* 10 &+ UInt64(digit)
            position &+= 1
        }
        guard position > from else { throw fail(.invalidNumber) }
        return (value, position &- from)
    }

    /// Skips at least one digit.
    private mutating func skipDigits() throws(JSONParseError) {
        let from = position
        while position < count, base[position] &- UInt8(ascii: "0") < 10 { position &+= 1 }
        guard position > from else { throw fail(.invalidNumber) }
    }

    private mutating func fraction(
        from start: Int, negative: Bool, mantissa: UInt64, digits: Int
    ) throws(JSONParseError) -> JSONValue {
        var mantissa = mantissa
        var places = 0
        if base[position] == UInt8(ascii: ".") {
            position &+= 1
            let from = position
            try skipDigits()
            places = position &- from
            if digits &+ places <= 18 {
                for place in from..<position { mantissa = mantissa &* 10 &+ UInt64(base[place] &- UInt8(ascii: "0")) }
            }
        }
        let lastFractionDigit = base[position &- 1]
        if position < count, base[position] | 0x20 == UInt8(ascii: "e") {
            position &+= 1
            if position < count, base[position] == UInt8(ascii: "+") || base[position] == UInt8(ascii: "-") {
                position &+= 1
            }
            try skipDigits()
            return .decimal(text(from: start))
        }
        // Up to 15 significant digits and 10^22 the quotient is exact, and its shortest text is the text that came:
        // if it doesn't end in a zero and is not so small that it is written with an exponent.
        if digits &+ places <= 15, lastFractionDigit != UInt8(ascii: "0"),
            case let value = Double(mantissa) / Self.powersOfTen[places], value >= 1e-6
        {
            return .double(negative ? -value : value)
        }
        return Self.canonical(text(from: start))
    }

    @inline(never)
    private func slowInteger(from start: Int) -> JSONValue {
        let text = text(from: start)
        guard let value = Int64(text), value != 0 else { return .decimal(text) }
        return .int(value)
    }

    private static func canonical(_ text: String) -> JSONValue {
        guard let value = Double(text), value.isFinite, NumberText.ecmaScript(value) == text else {
            return .decimal(text)
        }
        return .double(value)
    }

    private func text(from start: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: base + start, count: position &- start), as: UTF8.self)
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]
}
