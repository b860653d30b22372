import JSON

/// Reads a moment that a date picture describes.
final class DateReader {
    private let parts: [DatePicture.Part]
    private let pattern: Pattern
    private let matchData: MatchData

    init(_ picture: DatePicture) throws(JSONataError) {
        parts = picture.parts
        var source = "^"
        for part in parts { source += "(" + (try Self.pattern(part)) + ")" }
        pattern = try Pattern(
            Token.RegexLiteral(pattern: source + "$", ignoresCase: true, isMultiline: false), at: 0)
        matchData = pattern.makeMatchData()
    }

    static func cached(_ picture: String, _ run: Run) throws(JSONataError) -> DateReader {
        if let known = run.cache.dateReaders[picture] { return known }
        let made = try DateReader(try DatePicture.cached(picture, run))
        run.cache.dateReaders[picture] = made
        return made
    }

    private static func pattern(_ part: DatePicture.Part) throws(JSONataError) -> String {
        switch part {
        case .literal(let text):
            return text.map { ".*+?^${}()|[]\\/".contains($0) ? "\\\($0)" : String($0) }.joined()
        case .marker(let marker):
            if marker.component == "Z" || marker.component == "z" {
                let start = marker.component == "z" ? "GMT[-+][0-9]+" : "[-+][0-9]+"
                guard let integer = marker.integer, integer.regularInterval > 0,
                    let separator = integer.separators.first
                else { return start }
                return start + "[\(separator.character)][0-9]+"
            }
            if let integer = marker.integer { return try integer.pattern() }
            guard "MxFPCE".contains(marker.component) else {
                throw JSONataError("D3133", value: .string(String(marker.component)))
            }
            return "[a-zA-Z]+"
        }
    }

    /// Milliseconds since 1970; nil where the text isn't of the picture's form.
    func parse(_ text: String, _ run: Run) throws(JSONataError) -> Double? {
        let text = PatternText(text)
        let isMatch = try text.bytes.withUnsafeBufferPointer { (bytes) throws(JSONataError) in
            try pattern.match(bytes, from: 0, matchData, run)
        }
        guard isMatch else { return nil }
        var values: [Character: Double] = [:]
        var offset = 0
        for (index, part) in parts.enumerated() {
            guard case .marker(let marker) = part, let range = matchData.range(index + 1) else { continue }
            let found = text.slice(range)
            if marker.component == "Z" || marker.component == "z" {
                offset = Self.offset(found, marker)
                values[marker.component] = Double(offset)
            } else if let value = try Self.value(found, marker) {
                values[marker.component] = value
            }
        }
        guard !values.isEmpty else { return nil }
        return try Self.moment(&values, run).map { $0 - Double(offset) * 60_000 }
    }

    private static func value(_ text: String, _ marker: DatePicture.Marker) throws(JSONataError) -> Double? {
        if let integer = marker.integer {
            // A fraction has as many digits as it likes, and counts in milliseconds.
            if marker.component == "f", case .decimal = integer.primary, !integer.isOrdinal {
                return Double("0." + text).map { ($0 * 1000).rounded(.down) }
            }
            return try integer.parse(text)
        }
        func place(in names: [String]) -> Double? {
            let width = marker.maximumWidth ?? .max
            return names.firstIndex { $0.prefix(width).lowercased() == text.lowercased() }.map { Double($0 + 1) }
        }
        switch marker.component {
        case "M", "x": return place(in: DatePicture.months)
        case "F": return place(in: DatePicture.weekdays)
        case "P": return text.lowercased() == "am" ? 0 : text.lowercased() == "pm" ? 1 : nil
        default: return nil
        }
    }

    private static func offset(_ text: String, _ marker: DatePicture.Marker) -> Int {
        let digits = marker.component == "z" ? text.dropFirst(3) : text[...]
        let sign = digits.hasPrefix("-") ? -1 : 1
        let unsigned = digits.dropFirst()
        if let separator = marker.integer?.separators.first?.character, let place = unsigned.firstIndex(of: separator) {
            let hours = Int(unsigned[..<place]) ?? 0
            let minutes = Int(unsigned[unsigned.index(after: place)...]) ?? 0
            return sign * (min(hours, 9999) * 60 + min(minutes, 9999))
        }
        if unsigned.count <= 2 { return sign * (Int(unsigned) ?? 0) * 60 }
        return sign * ((Int(unsigned.prefix(2)) ?? 0) * 60 + min(Int(unsigned.dropFirst(2)) ?? 0, 9999))
    }

    /// Whether only components of one way to tell a date (or a time) are there, and at least one of them.
    private static func isKind(_ kind: Int, _ mask: Int) -> Bool { mask & ~kind == 0 && mask & kind != 0 }

    private static func mask(_ components: String, _ values: [Character: Double]) -> Int {
        components.reduce(0) { $0 << 1 | (values[$1] == nil ? 0 : 1) }
    }

    private static func moment(_ values: inout [Character: Double], _ run: Run) throws(JSONataError) -> Double? {
        let dateMask = mask("YXMxWwdD", values)
        let isOrdinalDate = !isKind(0b1010_0001, dateMask) && isKind(0b1000_0010, dateMask)
        let isMonthWeek = isKind(0b0101_0100, dateMask)
        let isYearWeek = !isMonthWeek && isKind(0b0100_1000, dateMask)
        let timeMask = mask("PHhmsf", values)
        let isHalfDay = !isKind(0b01_0111, timeMask) && isKind(0b10_1111, timeMask)
        let date = isOrdinalDate ? "YB" : isMonthWeek ? "XxwF" : isYearWeek ? "XWF" : "YMD"
        try complete(&values, date + (isHalfDay ? "Phmsf" : "Hmsf"), DateTimeParts(millis: Int(run.environment.now)))
        // Week dates can be written but not read.
        if isMonthWeek || isYearWeek { throw JSONataError("D3136", at: 0) }
        func number(_ component: Character) -> Int { Int(max(-1e9, min(1e9, values[component] ?? 0))) }
        var day = CivilDate(year: number("Y"), month: max(1, number("M")), day: number("D"))
        if isOrdinalDate { day = CivilDate(year: number("Y"), month: 1, day: number("d")) }
        var hour = number("H")
        if isHalfDay { hour = (number("h") == 12 ? 0 : number("h")) + (number("P") == 1 ? 12 : 0) }
        let seconds = (hour * 60 + number("m")) * 60 + number("s")
        return Double(day.daysSince1970) * 86_400_000 + Double(seconds) * 1000 + Double(number("f"))
    }

    /// What stands before the first component given comes from now, what after the last is the least; between them none may be missing.
    private static func complete(
        _ values: inout [Character: Double], _ components: String, _ now: DateTimeParts
    ) throws(JSONataError) {
        var hasStarted = false
        var hasEnded = false
        for component in components {
            if values[component] != nil {
                hasStarted = true
                if hasEnded { throw JSONataError("D3136", at: 0) }
            } else if hasStarted {
                values[component] = component == "M" || component == "D" || component == "d" ? 1 : 0
                hasEnded = true
            } else {
                values[component] = Double(component.asciiValue.flatMap { now.number($0) } ?? 0)
            }
        }
    }
}
