extension JSONText {
    /// Appends the decimal digits of an integer.
    public mutating func write(_ value: Int64) {
        if value < 0 { append(ascii: "-") }
        write(digits: value.magnitude)
    }

    /// Appends digits; at most 10^19 - 1, which every magnitude of an `Int64` is.
    @inline(__always)
    private mutating func write(digits value: UInt64) {
        var size = 1
        var limit: UInt64 = 10
        while value >= limit, size < 19 {
            size &+= 1
            limit &*= 10
        }
        write(digits: value, places: size)
    }

    /// Appends a number as ECMAScript prints it. JSON has no text for one that isn't finite: AWS writes its name as a
    /// string.
    public mutating func write(_ value: Double) {
        if writeShort(value) { return }
        if value.isFinite {
            append(NumberText.ecmaScript(value))
        } else if value.isNaN {
            append(literal: "\"NaN\"")
        } else {
            append(literal: value < 0 ? "\"-Infinity\"" : "\"Infinity\"")
        }
    }

    /// Appends a number that has at most four decimal places and 15 digits, and says whether it was one.
    ///
    /// No two texts of at most 15 digits read as the same double, so a text so short that reads as `value` (the quotient
    /// of two exact numbers is rounded as a reader rounds) is the shortest one; the fewest places leave no zero at its end.
    @inline(__always)
    private mutating func writeShort(_ value: Double) -> Bool {
        let magnitude = value.magnitude
        guard magnitude >= 0.0001, magnitude < 1e11 else { return false }
        let whole = Int64(magnitude)
        if Double(whole) == magnitude {
            write(value < 0 ? -whole : whole)
            return true
        }
        var scale = 10.0
        var unit: UInt64 = 10
        for places in 1...4 {
            let all = UInt64(bitPattern: Int64(magnitude * scale + 0.5))
            if Double(all) / scale == magnitude {
                if value < 0 { append(ascii: "-") }
                write(digits: all / unit)
                append(ascii: ".")
                write(digits: all % unit, places: places)
                return true
            }
            scale *= 10
            unit &*= 10
        }
        return false
    }

    /// Appends the last so many digits, with zeros before them where there are fewer.
    @inline(__always)
    private mutating func write(digits value: UInt64, places: Int) {
        reserve(places)
        var rest = value
        var place = count &+ places
        while place > count {
            place &-= 1
            base[place] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
            rest /= 10
        }
        count &+= places
    }
}
