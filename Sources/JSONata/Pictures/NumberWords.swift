/// Whole numbers in English words.
enum NumberWords {
    private static let few = [
        "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
        "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen",
    ]
    private static let ordinals = [
        "Zeroth", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth",
        "Eleventh", "Twelfth", "Thirteenth", "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth",
        "Nineteenth",
    ]
    private static let decades = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"]
    private static let magnitudes = ["Thousand", "Million", "Billion", "Trillion"]

    static func text(_ number: Double, isOrdinal: Bool) -> String { words(number, follows: false, isOrdinal) }

    /// - Parameter follows: other words come before.
    private static func words(_ number: Double, follows: Bool, _ isOrdinal: Bool) -> String {
        if number < 20 {
            let index = Int(number)
            return (follows ? " and " : "") + (isOrdinal ? ordinals[index] : few[index])
        }
        if number < 100 {
            let rest = Int(number) % 10
            let decade = (follows ? " and " : "") + decades[Int(number) / 10 - 2]
            if rest > 0 { return decade + "-" + words(Double(rest), follows: false, isOrdinal) }
            return isOrdinal ? decade.dropLast() + "ieth" : decade
        }
        let factor: Double
        let name: String
        if number < 1000 {
            factor = 100
            name = "Hundred"
        } else {
            var power = 1
            while power < magnitudes.count, number >= scale(power + 1) { power += 1 }
            factor = scale(power)
            name = magnitudes[power - 1]
        }
        let count = (number / factor).rounded(.down)
        let rest = number - count * factor
        // Beyond what a double counts exactly the rest means nothing.
        guard number < 1e40 else { return "infinity" }
        var result = (follows ? ", " : "") + words(count, follows: false, false) + " " + name
        if rest > 0 {
            result += words(rest, follows: true, isOrdinal)
        } else if isOrdinal {
            result += "th"
        }
        return result
    }

    private static func scale(_ power: Int) -> Double { [1, 1e3, 1e6, 1e9, 1e12][power] }

    private static let values: [String: Double] = {
        var values: [String: Double] = [:]
        for (index, word) in few.enumerated() { values[word.lowercased()] = Double(index) }
        for (index, word) in ordinals.enumerated() { values[word.lowercased()] = Double(index) }
        for (index, word) in decades.enumerated() {
            values[word.lowercased()] = Double(index + 2) * 10
            values[word.lowercased().dropLast() + "ieth"] = Double(index + 2) * 10
        }
        values["hundred"] = 100
        values["hundredth"] = 100
        for (index, word) in magnitudes.enumerated() {
            values[word.lowercased()] = scale(index + 1)
            values[word.lowercased() + "th"] = scale(index + 1)
        }
        return values
    }()

    static let pattern: String = {
        let words = values.keys.sorted { ($0.utf8.count, $1) > ($1.utf8.count, $0) }
        return "(?:" + words.joined(separator: "|") + "|and|[\\-, ])+"
    }()

    /// - Parameter text: in lower case.
    static func number(_ text: String) -> Double? {
        var sums = [0.0]
        for word in text.split(whereSeparator: { $0 == "," || $0 == "-" || $0.isWhitespace || $0 == "\\" })
        where word != "and" {
            guard let value = values[String(word)], let top = sums.popLast() else { return nil }
            if value >= 100 {
                sums.append(top * value)
            } else if top >= 1000 {
                sums += [top, value]
            } else {
                sums.append(top + value)
            }
        }
        return sums.reduce(0, +)
    }
}

enum RomanNumerals {
    private static let numerals: [(Double, String)] = [
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
        (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ]

    static func text(_ number: Double) -> String {
        var rest = min(number, 100_000)
        var result = ""
        for (value, numeral) in numerals {
            while rest >= value {
                result += numeral
                rest -= value
            }
        }
        return result
    }

    static func number(_ text: String) -> Double? {
        var result = 0.0
        var most = 0.0
        for letter in text.lowercased().reversed() {
            guard let value = numerals.first(where: { $0.1 == String(letter) })?.0 else { return nil }
            if value < most {
                result -= value
            } else {
                most = value
                result += value
            }
        }
        return result
    }
}

/// Numbers as letters: a, b, ... z, aa, ab, ...
enum IntegerLetters {
    static func text(_ number: Double, isUpper: Bool) -> String {
        var rest = number
        var letters: [UInt8] = []
        while rest > 0, letters.count < 64 {
            letters.append(UInt8((rest - 1).truncatingRemainder(dividingBy: 26)) + (isUpper ? 65 : 97))
            rest = ((rest - 1) / 26).rounded(.down)
        }
        return String(decoding: letters.reversed(), as: UTF8.self)
    }

    static func number(_ text: String, isUpper: Bool) -> Double? {
        var result = 0.0
        for byte in text.utf8 {
            let letter = isUpper ? byte & ~0x20 : byte | 0x20
            result = result * 26 + Double(letter) - (isUpper ? 64 : 96)
        }
        return result
    }
}
