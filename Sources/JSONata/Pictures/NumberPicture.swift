import JSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How a number is written: `#,##0.00;(#,##0.00)` (XPath and XQuery Functions and Operators 3.1, section 4.7).
final class NumberPicture {
    /// The characters that mean something in a picture.
    struct Symbols {
        var decimalSeparator = "."
        var groupingSeparator = ","
        var exponentSeparator = "e"
        var infinity = "Infinity"
        var minusSign = "-"
        var notANumber = "NaN"
        var percent = "%"
        var perMille = "\u{2030}"
        var zeroDigit = "0"
        var digit = "#"
        var patternSeparator = ";"

        init(_ options: Value) {
            func read(_ name: String, _ symbol: inout String) {
                if case .string(let text) = options.member(name) { symbol = text }
            }
            read("decimal-separator", &decimalSeparator)
            read("grouping-separator", &groupingSeparator)
            read("exponent-separator", &exponentSeparator)
            read("infinity", &infinity)
            read("minus-sign", &minusSign)
            read("NaN", &notANumber)
            read("percent", &percent)
            read("per-mille", &perMille)
            read("zero-digit", &zeroDigit)
            read("digit", &digit)
            read("pattern-separator", &patternSeparator)
        }
    }

    private let symbols: Symbols
    private let family: [Character]
    private let positive: NumberSubPicture
    private let negative: NumberSubPicture

    init(_ picture: String, options: Value) throws(JSONataError) {
        symbols = Symbols(options)
        let zero = symbols.zeroDigit.unicodeScalars.first?.value ?? 0x30
        family = (0..<10).map { Character(Unicode.Scalar(zero + $0) ?? "0") }
        let parts = Self.split(picture, at: symbols.patternSeparator)
        guard parts.count <= 2 else { throw JSONataError("D3080", value: .string(picture)) }
        positive = try NumberSubPicture(parts[0], symbols, family)
        if parts.count == 2 {
            negative = try NumberSubPicture(parts[1], symbols, family)
        } else {
            var mirrored = positive
            mirrored.prefix = symbols.minusSign + mirrored.prefix
            negative = mirrored
        }
    }

    private static func split(_ picture: String, at separator: String) -> [String] {
        var result: [String] = []
        var place = 0
        while !separator.isEmpty, let found = Texts.find(separator, in: picture, from: place) {
            result.append(Texts.slice(picture, place..<found))
            place = found + separator.utf8.count
        }
        result.append(Texts.slice(picture, place..<picture.utf8.count))
        return result
    }

    /// The picture of the last call, which is nearly always that of the next.
    static func cached(_ picture: String, options: Value, _ run: Run) throws(JSONataError) -> NumberPicture {
        guard options.isUndefined else { return try NumberPicture(picture, options: options) }
        if let known = run.numberPictures[picture] { return known }
        let made = try NumberPicture(picture, options: options)
        run.numberPictures[picture] = made
        return made
    }

    func format(_ value: Double) -> String {
        let picture = value >= 0 ? positive : negative
        if value.isNaN { return symbols.notANumber }
        var mantissa = value
        if picture.isPercent { mantissa *= 100 }
        if picture.isPerMille { mantissa *= 1000 }
        if mantissa.isInfinite { return picture.prefix + symbols.infinity + picture.suffix }
        var exponent = 0
        if picture.minimumExponent > 0 { (mantissa, exponent) = scaled(mantissa, picture.scaling) }
        let rounded = Rounding.round(mantissa, precision: Double(picture.maximumFraction))
        var (whole, fraction) = digits(rounded.magnitude, places: picture.maximumFraction)
        while whole.first == family[0] { whole.removeFirst() }
        while fraction.last == family[0] { fraction.removeLast() }
        pad(&whole, to: picture.minimumInteger, atEnd: false)
        pad(&fraction, to: picture.minimumFraction, atEnd: true)
        var result = picture.prefix
        result += grouped(whole, picture)
        if picture.hasDecimalSeparator, !fraction.isEmpty {
            result += symbols.decimalSeparator + groupedFraction(fraction, picture)
        } else if !picture.hasDecimalSeparator, !fraction.isEmpty {
            result += symbols.decimalSeparator + String(fraction.dropLast())
        }
        if picture.minimumExponent > 0 {
            var (digits, _) = digits(Double(exponent.magnitude), places: 0)
            pad(&digits, to: picture.minimumExponent, atEnd: false)
            result += symbols.exponentSeparator + (exponent < 0 ? symbols.minusSign : "") + String(digits)
        }
        return result + picture.suffix
    }

    /// Brings the mantissa to as many digits before the point as the picture has.
    private func scaled(_ value: Double, _ scaling: Int) -> (Double, Int) {
        let most = pow(10, Double(scaling))
        let least = pow(10, Double(scaling - 1))
        var mantissa = value
        var exponent = 0
        guard mantissa != 0 else { return (0, 0) }
        while mantissa.magnitude < least {
            mantissa *= 10
            exponent -= 1
        }
        while mantissa.magnitude > most {
            mantissa /= 10
            exponent += 1
        }
        return (mantissa, exponent)
    }

    private func pad(_ digits: inout [Character], to count: Int, atEnd: Bool) {
        guard digits.count < count else { return }
        let zeros = repeatElement(family[0], count: count - digits.count)
        digits.insert(contentsOf: zeros, at: atEnd ? digits.count : 0)
    }

    private func grouped(_ digits: [Character], _ picture: NumberSubPicture) -> String {
        var result = digits
        if picture.regularGrouping > 0 {
            for group in stride(from: 1, through: max(0, digits.count - 1) / picture.regularGrouping, by: 1) {
                result.insert(contentsOf: symbols.groupingSeparator, at: digits.count - group * picture.regularGrouping)
            }
        } else {
            for position in picture.integerGrouping.sorted() where position <= digits.count {
                result.insert(contentsOf: symbols.groupingSeparator, at: digits.count - position)
            }
        }
        return String(result)
    }

    private func groupedFraction(_ digits: [Character], _ picture: NumberSubPicture) -> String {
        var result = digits
        for position in picture.fractionGrouping.sorted().reversed() where position <= digits.count {
            result.insert(contentsOf: symbols.groupingSeparator, at: position)
        }
        return String(result)
    }

    /// The digits before and after the point, with as many places as asked for.
    private func digits(_ value: Double, places: Int) -> ([Character], [Character]) {
        let text: [UInt8]
        if places <= 15, case let shifted = value * Rounding.powerOfTen(places), shifted < 9e15 {
            var bytes = Array(String(UInt64(shifted.rounded())).utf8)
            if bytes.count <= places {
                bytes.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: places + 1 - bytes.count), at: 0)
            }
            text = bytes
        } else {
            text = Self.fixed(value, places: places).filter { $0 != UInt8(ascii: ".") }
        }
        let all = text.map { family[Int($0 &- UInt8(ascii: "0")) % 10] }
        let split = max(0, all.count - places)
        return (Array(all[..<split]), Array(all[split...]))
    }

    private static func fixed(_ value: Double, places: Int) -> [UInt8] {
        var buffer = [CChar](repeating: 0, count: 340 + places)
        let written = withVaList([Int32(truncatingIfNeeded: places), value]) {
            vsnprintf(&buffer, buffer.count, "%.*f", $0)
        }
        return buffer.prefix(max(0, Int(written))).map { UInt8(bitPattern: $0) }
    }
}
