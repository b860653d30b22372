import JSON

/// How a whole number is written: digits, letters, Roman numerals or words (XPath's format-integer).
struct IntegerPicture: Sendable {
    enum Primary: Sendable {
        case decimal
        case letters
        case roman
        case words
        /// What the specification leaves to the implementation, and this one refuses.
        case sequence(String)
    }

    enum Case: Sendable { case upper, lower, title }

    struct Separator: Sendable {
        /// Digits to the right of it.
        var position: Int
        var character: Character
    }

    var primary = Primary.decimal
    var letterCase = Case.lower
    var isOrdinal = false
    var zero: UInt32 = 0x30
    var mandatoryDigits = 0
    var optionalDigits = 0
    var separators: [Separator] = []
    /// The interval at which a single kind of separator stands; 0 where there is none.
    var regularInterval = 0
    /// As many digits are read where another number follows at once.
    var parseWidth: Int?

    /// The zeros of Unicode's families of decimal digits.
    private static let zeros: [UInt32] = [
        0x30, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
        0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
        0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    ]

    init(_ picture: String) throws(JSONataError) {
        var primary = picture[...]
        if let semicolon = picture.lastIndex(of: ";") {
            primary = picture[..<semicolon]
            isOrdinal = picture[picture.index(after: semicolon)...].first == "o"
        }
        switch primary {
        case "A", "a":
            self.primary = .letters
            letterCase = primary == "A" ? .upper : .lower
        case "I", "i":
            self.primary = .roman
            letterCase = primary == "I" ? .upper : .lower
        case "W", "w":
            self.primary = .words
            letterCase = primary == "W" ? .upper : .lower
        case "Ww":
            self.primary = .words
            letterCase = .title
        default: try readDigits(primary)
        }
    }

    private mutating func readDigits(_ pattern: Substring) throws(JSONataError) {
        var family: UInt32?
        var position = 0
        for scalar in pattern.unicodeScalars.reversed() {
            if let zero = Self.zeros.first(where: { $0...$0 + 9 ~= scalar.value }) {
                mandatoryDigits += 1
                position += 1
                guard family == nil || family == zero else { throw JSONataError("D3131", at: 0) }
                family = zero
            } else if scalar == "#" {
                optionalDigits += 1
                position += 1
            } else {
                separators.append(Separator(position: position, character: Character(scalar)))
            }
        }
        guard mandatoryDigits > 0 else {
            primary = .sequence(String(pattern))
            return
        }
        zero = family ?? 0x30
        regularInterval =
            Set(separators.map(\.character)).count == 1 ? Grouping.interval(separators.map(\.position)) : 0
    }

    /// - Parameter number: whole.
    func format(_ number: Double) throws(JSONataError) -> String {
        let text: String
        switch primary {
        case .letters: text = IntegerLetters.text(number.magnitude, isUpper: letterCase == .upper)
        case .roman:
            let roman = RomanNumerals.text(number.magnitude)
            text = letterCase == .upper ? roman.uppercased() : roman
        case .words:
            let words = NumberWords.text(number.magnitude, isOrdinal: isOrdinal)
            text =
                switch letterCase {
                case .upper: words.uppercased()
                case .lower: words.lowercased()
                case .title: words
                }
        case .decimal: text = digits(number.magnitude)
        case .sequence(let token): throw JSONataError("D3130", value: .string(token))
        }
        return number < 0 ? "-" + text : text
    }

    private func digits(_ number: Double) -> String {
        if zero == 0x30, separators.isEmpty, number < 1e15 {
            let whole = Int64(number)
            var text = String(whole)
            let missing = min(mandatoryDigits, 10_000) - text.utf8.count
            if missing > 0 { text = String(repeating: "0", count: missing) + text }
            guard isOrdinal else { return text }
            return text + Self.ordinalSuffix(Int(whole % 10), isTeen: whole / 10 % 10 == 1)
        }
        var digits = Array(NumberText.ecmaScript(number))
        let last = digits.last
        let isTeen = digits.count > 1 && digits[digits.count - 2] == "1"
        if digits.count < mandatoryDigits {
            digits.insert(contentsOf: repeatElement("0", count: min(mandatoryDigits, 10_000) - digits.count), at: 0)
        }
        if zero != 0x30 {
            digits = digits.map { digit in
                guard let value = digit.wholeNumberValue, let scalar = Unicode.Scalar(zero + UInt32(value)) else {
                    return digit
                }
                return Character(scalar)
            }
        }
        let count = digits.count
        if regularInterval > 0, let separator = separators.first {
            for group in stride(from: 1, through: (count - 1) / regularInterval, by: 1) {
                digits.insert(separator.character, at: count - group * regularInterval)
            }
        } else {
            for separator in separators where separator.position <= count {
                digits.insert(separator.character, at: count - separator.position)
            }
        }
        guard isOrdinal else { return String(digits) }
        return String(digits) + Self.ordinalSuffix(last?.wholeNumberValue, isTeen: isTeen)
    }

    private static func ordinalSuffix(_ last: Int?, isTeen: Bool) -> String {
        switch last {
        case 1 where !isTeen: "st"
        case 2 where !isTeen: "nd"
        case 3 where !isTeen: "rd"
        default: "th"
        }
    }

    // MARK: Reading

    /// A regular expression for what the picture writes.
    func pattern() throws(JSONataError) -> String {
        switch primary {
        case .letters: return letterCase == .upper ? "[A-Z]+" : "[a-z]+"
        case .roman: return letterCase == .upper ? "[MDCLXVI]+" : "[mdclxvi]+"
        case .words: return NumberWords.pattern
        case .decimal:
            return (parseWidth.map { "[0-9]{\(min($0, 1000))}" } ?? "[0-9]+") + (isOrdinal ? "(?:th|st|nd|rd)" : "")
        case .sequence(let token): throw JSONataError("D3130", value: .string(token))
        }
    }

    /// The number of a text; nil where it isn't one.
    func parse(_ text: String) throws(JSONataError) -> Double? {
        switch primary {
        case .letters: return IntegerLetters.number(text, isUpper: letterCase == .upper)
        case .roman: return RomanNumerals.number(text)
        case .words: return NumberWords.number(text.lowercased())
        case .decimal: return parseDigits(text)
        case .sequence(let token): throw JSONataError("D3130", value: .string(token))
        }
    }

    private func parseDigits(_ text: String) -> Double? {
        var text = text[...]
        if isOrdinal { text = text.dropLast(2) }
        let dropped = Set(separators.map(\.character))
        var value: Double?
        var isNegative = false
        for (place, character) in text.filter({ !dropped.contains($0) }).enumerated() {
            if place == 0, character == "-" || character == "+" {
                isNegative = character == "-"
                continue
            }
            guard let scalar = character.unicodeScalars.first else { break }
            let base = scalar.value >= zero && scalar.value <= zero + 9 ? zero : 0x30
            guard scalar.value >= base, scalar.value <= base + 9 else { break }
            value = (value ?? 0) * 10 + Double(scalar.value - base)
        }
        return value.map { isNegative ? -$0 : $0 }
    }
}

enum Grouping {
    /// The interval of positions that are all multiples of one number, without a gap; 0 for others.
    static func interval(_ positions: [Int]) -> Int {
        func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }
        guard let first = positions.first else { return 0 }
        let factor = positions.reduce(first, divisor)
        guard factor > 0 else { return 0 }
        for index in 1...positions.count where !positions.contains(index * factor) { return 0 }
        return factor
    }
}
