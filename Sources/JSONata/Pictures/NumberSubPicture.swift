import JSON

/// One of the two parts of a number picture: for positive or for negative numbers.
struct NumberSubPicture {
    var prefix: String
    let suffix: String
    let isPercent: Bool
    let isPerMille: Bool
    let hasDecimalSeparator: Bool
    let integerGrouping: [Int]
    let regularGrouping: Int
    let fractionGrouping: [Int]
    let minimumInteger: Int
    let minimumFraction: Int
    let maximumFraction: Int
    let minimumExponent: Int
    let scaling: Int

    /// The picture cut where the specification cuts it.
    private struct Parts {
        var prefix: [Character] = []
        var suffix: [Character] = []
        var active: [Character] = []
        var mantissa: [Character] = []
        var exponent: [Character]?
        var integer: [Character] = []
        var fraction: [Character] = []
    }

    init(
        _ text: String, _ symbols: NumberPicture.Symbols, _ family: [Character]
    ) throws(JSONataError) {
        let reader = Reader(symbols, family)
        let characters = Array(text)
        let parts = reader.split(characters)
        if let code = reader.fault(characters, parts) { throw JSONataError(code, value: .string(text)) }
        prefix = String(parts.prefix)
        suffix = String(parts.suffix)
        isPercent = reader.count(reader.percent, in: characters) > 0
        isPerMille = reader.count(reader.perMille, in: characters) > 0
        hasDecimalSeparator = reader.count(reader.decimal, in: characters) > 0
        integerGrouping = reader.groupingPositions(parts.integer, countsLeft: false)
        regularGrouping = Grouping.interval(integerGrouping)
        fractionGrouping = hasDecimalSeparator ? reader.groupingPositions(parts.fraction, countsLeft: true) : []
        scaling = parts.integer.count(where: reader.isDigit)
        var leastInteger = scaling
        var leastFraction = parts.fraction.count(where: reader.isDigit)
        var mostFraction = parts.fraction.count { reader.isDigit($0) || $0 == reader.optional }
        if !hasDecimalSeparator {
            leastFraction = 0
            mostFraction = 0
        }
        let hasExponent = parts.exponent != nil
        if leastInteger == 0, mostFraction == 0 {
            if hasExponent {
                leastFraction = 1
                mostFraction = 1
            } else {
                leastInteger = 1
            }
        }
        if hasExponent, leastInteger == 0, parts.integer.contains(where: { $0 == reader.optional }) { leastInteger = 1 }
        if leastInteger == 0, leastFraction == 0 { leastFraction = 1 }
        minimumInteger = leastInteger
        minimumFraction = leastFraction
        maximumFraction = max(mostFraction, leastFraction)
        minimumExponent = parts.exponent?.count(where: reader.isDigit) ?? 0
    }

    private struct Reader {
        let decimal: Character?
        let grouping: Character?
        let exponent: Character?
        let percent: Character?
        let perMille: Character?
        let optional: Character?
        let separator: Character?
        let family: [Character]

        init(_ symbols: NumberPicture.Symbols, _ family: [Character]) {
            decimal = symbols.decimalSeparator.first
            grouping = symbols.groupingSeparator.first
            exponent = symbols.exponentSeparator.first
            percent = symbols.percent.first
            perMille = symbols.perMille.first
            optional = symbols.digit.first
            separator = symbols.patternSeparator.first
            self.family = family
        }

        func isDigit(_ character: Character) -> Bool { family.contains(character) }

        func isActive(_ character: Character) -> Bool {
            isDigit(character) || [decimal, exponent, grouping, optional, separator].contains(character)
        }

        func count(_ character: Character?, in text: [Character]) -> Int { text.count { $0 == character } }

        func split(_ text: [Character]) -> Parts {
            var parts = Parts()
            func isEdge(_ character: Character) -> Bool { isActive(character) && character != exponent }
            guard let first = text.firstIndex(where: isEdge), let last = text.lastIndex(where: isEdge) else {
                parts.active = text
                parts.mantissa = text
                parts.integer = text
                return parts
            }
            parts.prefix = Array(text[..<first])
            parts.suffix = Array(text[(last + 1)...])
            parts.active = Array(text[first...last])
            parts.mantissa = parts.active
            if let mark = parts.active.firstIndex(where: { $0 == exponent }) {
                parts.mantissa = Array(parts.active[..<mark])
                parts.exponent = Array(parts.active[(mark + 1)...])
            } else if text[(last + 1)...].first == exponent, exponent != nil {
                parts.exponent = []
                parts.suffix.removeFirst()
            }
            if let point = parts.mantissa.firstIndex(where: { $0 == decimal }) {
                parts.integer = Array(parts.mantissa[..<point])
                parts.fraction = Array(parts.mantissa[(point + 1)...])
            } else {
                parts.integer = parts.mantissa
                parts.fraction = parts.suffix
            }
            return parts
        }

        /// What is wrong with a picture. The rules are gone through in order, and the last that is broken is reported.
        func fault(_ text: [Character], _ parts: Parts) -> String? {
            var code: String?
            let point = text.firstIndex { $0 == decimal }
            let hasPercent = count(percent, in: text) > 0
            let hasPerMille = count(perMille, in: text) > 0
            if count(decimal, in: text) > 1 { code = "D3081" }
            if count(percent, in: text) > 1 { code = "D3082" }
            if count(perMille, in: text) > 1 { code = "D3083" }
            if hasPercent, hasPerMille { code = "D3084" }
            if !parts.mantissa.contains(where: { isDigit($0) || $0 == optional }) { code = "D3085" }
            if !parts.active.allSatisfy(isActive) { code = "D3086" }
            if let point {
                let isGrouped =
                    (point > 0 && text[point - 1] == grouping)
                    || (point + 1 < text.count && text[point + 1] == grouping)
                if isGrouped { code = "D3087" }
            } else if parts.integer.last == grouping, !parts.integer.isEmpty {
                code = "D3088"
            }
            if zip(text, text.dropFirst()).contains(where: { $0 == grouping && $1 == grouping }) { code = "D3089" }
            if let mark = parts.integer.firstIndex(where: { $0 == optional }),
                parts.integer[..<mark].contains(where: isDigit)
            {
                code = "D3090"
            }
            if let mark = parts.fraction.lastIndex(where: { $0 == optional }),
                parts.fraction[mark...].contains(where: isDigit)
            {
                code = "D3091"
            }
            if let exponent = parts.exponent {
                if !exponent.isEmpty, hasPercent || hasPerMille { code = "D3092" }
                if exponent.isEmpty || !exponent.allSatisfy(isDigit) { code = "D3093" }
            }
            return code
        }

        /// How many digits are to the right (or left) of each separator.
        func groupingPositions(_ part: [Character], countsLeft: Bool) -> [Int] {
            part.indices.filter { part[$0] == grouping }.map { place in
                (countsLeft ? part[..<place] : part[place...]).count { isDigit($0) || $0 == optional }
            }
        }
    }
}
