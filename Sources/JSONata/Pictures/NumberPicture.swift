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
    private let isASCII: Bool
    private let positive: NumberSubPicture
    private let negative: NumberSubPicture

    init(_ picture: String, options: Value) throws(JSONataError) {
        symbols = Symbols(options)
        let zero = symbols.zeroDigit.unicodeScalars.first?.value ?? 0x30
        family = (0..<10).map { Character(Unicode.Scalar(zero + $0) ?? "0") }
        isASCII = zero == 0x30
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
        if let known = run.cache.numberPictures[picture] { return known }
        let made = try NumberPicture(picture, options: options)
        run.cache.numberPictures[picture] = made
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
        whole = whole.drop { $0 == UInt8(ascii: "0") }
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        var result = Array(picture.prefix.utf8)
        appendGrouped(whole, picture, to: &result)
        let fractionCount = max(fraction.count, picture.minimumFraction)
        if fractionCount > 0 {
            result += symbols.decimalSeparator.utf8
            // A picture without a point loses the last digit after it.
            for place in 0..<(picture.hasDecimalSeparator ? fractionCount : fractionCount - 1) {
                if place > 0, picture.fractionGrouping.contains(place) { result += symbols.groupingSeparator.utf8 }
                append(place < fraction.count ? fraction[fraction.startIndex + place] : UInt8(ascii: "0"), to: &result)
            }
        }
        if picture.minimumExponent > 0 {
            result += symbols.exponentSeparator.utf8
            if exponent < 0 { result += symbols.minusSign.utf8 }
            let digits = Array(String(exponent.magnitude).utf8)
            for _ in 0..<max(0, picture.minimumExponent - digits.count) { append(UInt8(ascii: "0"), to: &result) }
            for digit in digits { append(digit, to: &result) }
        }
        result += picture.suffix.utf8
        return String(decoding: result, as: UTF8.self)
    }

    /// Appends a digit of the picture's family.
    @inline(__always)
    private func append(_ digit: UInt8, to result: inout [UInt8]) {
        if isASCII { result.append(digit) } else { result += family[Int(digit &- UInt8(ascii: "0")) % 10].utf8 }
    }

    private func appendGrouped(_ digits: ArraySlice<UInt8>, _ picture: NumberSubPicture, to result: inout [UInt8]) {
        let count = max(digits.count, picture.minimumInteger)
        let missing = count - digits.count
        for place in 0..<count {
            let rest = count - place
            let isBoundary =
                picture.regularGrouping > 0
                ? rest % picture.regularGrouping == 0 : picture.integerGrouping.contains(rest)
            if place > 0, isBoundary { result += symbols.groupingSeparator.utf8 }
            append(place < missing ? UInt8(ascii: "0") : digits[digits.startIndex + place - missing], to: &result)
        }
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

    /// The digits before and after the point, with as many places as asked for.
    private func digits(_ value: Double, places: Int) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
        var text: [UInt8]
        if places <= 15, case let shifted = value * Rounding.powerOfTen(places), shifted < 9e15 {
            text = Array(String(UInt64(shifted.rounded())).utf8)
        } else {
            text = Self.fixed(value, places: places).filter { $0 != UInt8(ascii: ".") }
        }
        if text.count <= places {
            text.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: places + 1 - text.count), at: 0)
        }
        return (text[..<(text.count - places)], text[(text.count - places)...])
    }

    private static func fixed(_ value: Double, places: Int) -> [UInt8] {
        var buffer = [CChar](repeating: 0, count: 340 + places)
        let written = withVaList([Int32(truncatingIfNeeded: places), value]) {
            vsnprintf(&buffer, buffer.count, "%.*f", $0)
        }
        return buffer.prefix(max(0, Int(written))).map { UInt8(bitPattern: $0) }
    }
}
