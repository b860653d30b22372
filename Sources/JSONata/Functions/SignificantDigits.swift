/// Rounding to a number of significant decimal digits, as JavaScript's `toPrecision` does: by the exact value of the double.
enum SignificantDigits {
    static func rounded(_ value: Double, to count: Int) -> Double {
        // The shortest text that reads back as the value has at most 17 digits. Where it has no more than asked for, it stands.
        let text = value.magnitude.description
        let parts = text.split(separator: "e", maxSplits: 1)
        var digits: [UInt8] = []
        var point = 0
        var seenPoint = false
        for byte in parts[0].utf8 {
            if byte == UInt8(ascii: ".") {
                seenPoint = true
            } else {
                if digits.isEmpty, byte == UInt8(ascii: "0") {
                    if seenPoint { point -= 1 }
                    continue
                }
                digits.append(byte &- UInt8(ascii: "0"))
                if !seenPoint { point += 1 }
            }
        }
        if parts.count > 1 { point += Int(parts[1]) ?? 0 }
        while digits.last == 0 { digits.removeLast() }
        guard digits.count > count else { return value }
        var kept = Array(digits.prefix(count))
        let rest = digits[count...]
        let isUp: Bool
        if rest.first == 5, rest.count == 1 {
            // The shortest text lies on the middle between two results: which side is the exact value on?
            isUp = ExactDecimal.compare(value.magnitude, digits: digits, exponent: point - digits.count) >= 0
        } else {
            isUp = (rest.first ?? 0) >= 5
        }
        if isUp {
            var place = count - 1
            while place >= 0, kept[place] == 9 {
                kept[place] = 0
                place -= 1
            }
            if place >= 0 {
                kept[place] += 1
            } else {
                kept.insert(1, at: 0)
                kept.removeLast()
                point += 1
            }
        }
        let rounded = String(decoding: kept.map { $0 &+ UInt8(ascii: "0") }, as: UTF8.self)
        let result = Double(rounded + "e\(point - count)") ?? value
        return value < 0 ? -result : result
    }
}

/// Compares a double with a decimal number without rounding either.
enum ExactDecimal {
    /// Below 0, 0 or above 0 as the value is less than, equal to or greater than digits × 10^exponent.
    static func compare(_ value: Double, digits: [UInt8], exponent: Int) -> Int {
        var left = [UInt32(truncatingIfNeeded: value.significandBitPattern)]
        var significand = value.significandBitPattern
        var power = value.exponentBitPattern == 0 ? -1074 : Int(value.exponentBitPattern) - 1075
        if value.exponentBitPattern != 0 { significand |= 1 << 52 }
        left = [UInt32(truncatingIfNeeded: significand), UInt32(truncatingIfNeeded: significand >> 32)]
        var right: [UInt32] = [0]
        for digit in digits { multiply(&right, by: 10, adding: UInt32(digit)) }
        // Both sides become whole numbers.
        for _ in 0..<max(0, exponent) { multiply(&right, by: 10, adding: 0) }
        for _ in 0..<max(0, -exponent) { multiply(&left, by: 10, adding: 0) }
        while power > 0 {
            multiply(&left, by: 1 << UInt32(min(power, 16)), adding: 0)
            power -= min(power, 16)
        }
        while power < 0 {
            multiply(&right, by: 1 << UInt32(min(-power, 16)), adding: 0)
            power += min(-power, 16)
        }
        return compare(left, right)
    }

    private static func multiply(_ number: inout [UInt32], by factor: UInt32, adding: UInt32) {
        var carry = UInt64(adding)
        for index in number.indices {
            let product = UInt64(number[index]) * UInt64(factor) + carry
            number[index] = UInt32(truncatingIfNeeded: product)
            carry = product >> 32
        }
        if carry > 0 { number.append(UInt32(carry)) }
    }

    private static func compare(_ left: [UInt32], _ right: [UInt32]) -> Int {
        for index in (0..<max(left.count, right.count)).reversed() {
            let a = index < left.count ? left[index] : 0
            let b = index < right.count ? right[index] : 0
            if a != b { return a < b ? -1 : 1 }
        }
        return 0
    }
}
