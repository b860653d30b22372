/// The texts of a finite double: the shortest digits that read back as the same value, in the notation of a language.
public enum NumberText {
    /// As ECMAScript prints it (Number::toString): `100`, `0.000001`, `1e-7`, `1e+21`.
    public static func ecmaScript(_ value: Double) -> String {
        if value == 0 { return "0" }
        if let exact = Int64(exactly: value), exact.magnitude < 1 << 53 { return String(exact) }
        var plain = value.description
        if plain.withUTF8(isSharedNotation) { return plain }
        let number = Digits(value)
        let point = number.exponent + 1
        let text: String
        switch point {
        case -5...0: text = "0." + String(repeating: "0", count: -point) + number.digits
        case 1...21 where number.digits.utf8.count <= point:
            text = number.digits + String(repeating: "0", count: point - number.digits.utf8.count)
        case 1...21: text = number.digits.prefix(point) + "." + number.digits.dropFirst(point)
        default: text = number.scientific(mark: number.exponent < 0 ? "e" : "e+", wholeSuffix: "")
        }
        return number.isNegative ? "-" + text : text
    }

    /// As Java prints it (Double.toString): `100.0`, `1.0E7`, `1.0E-4`. AWS writes large numbers so.
    public static func java(_ value: Double) -> String {
        if value == 0 { return value.sign == .minus ? "-0.0" : "0.0" }
        let number = Digits(value)
        let text: String
        switch number.exponent {
        case -3..<0: text = "0." + String(repeating: "0", count: -number.exponent - 1) + number.digits
        case 0..<7:
            let point = number.exponent + 1
            let padded = number.digits + String(repeating: "0", count: max(0, point + 1 - number.digits.utf8.count))
            text = padded.prefix(point) + "." + padded.dropFirst(point)
        default: text = number.scientific(mark: "E", wholeSuffix: ".0")
        }
        return number.isNegative ? "-" + text : text
    }

    /// Whether Swift's text of a number is ECMAScript's, too: a fraction without an exponent.
    private static func isSharedNotation(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count > 2, text[text.count - 1] != UInt8(ascii: "0") || text[text.count - 2] != UInt8(ascii: ".")
        else {
            return false
        }
        return text.allSatisfy { $0 <= UInt8(ascii: "9") }
    }

    /// Significant digits and the exponent of the first: 123.4 is 1234 and 2.
    private struct Digits {
        var digits: String
        var exponent: Int
        var isNegative: Bool

        init(_ value: Double) {
            // Swift prints the shortest digits as 1234.5, 0.001 or 1.5e-07.
            let text = value.magnitude.description
            let parts = text.split(separator: "e", maxSplits: 1)
            let mantissa = parts[0].split(separator: ".", maxSplits: 1)
            let whole = mantissa[0]
            let all = whole + (mantissa.count > 1 ? mantissa[1] : "")
            let leading = all.prefix { $0 == "0" }.count
            let significant = all.dropFirst(leading)
            let trailing = significant.reversed().prefix { $0 == "0" }.count
            digits = String(significant.dropLast(trailing))
            exponent = whole.count - 1 - leading + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
            isNegative = value < 0
        }

        func scientific(mark: String, wholeSuffix: String) -> String {
            let rest = digits.dropFirst()
            return digits.prefix(1) + (rest.isEmpty ? wholeSuffix : "." + rest) + mark + String(exponent)
        }
    }
}
