public import JSON

/// Lengths of time as people write them: `90` (seconds), `1.5s`, `500ms`, `2m30s`, `30d`.
public enum DurationText {
    private static let units: [(name: String, milliseconds: Double)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// - Throws: ``MockTemplateError`` for what is no length of time.
    public static func milliseconds(_ value: JSONValue) throws(MockTemplateError) -> Int64 {
        if let seconds = value.number, seconds >= 0, seconds < 1e12 { return Int64((seconds * 1000).rounded()) }
        guard let text = value.string, let milliseconds = parse(text) else {
            throw MockTemplateError(
                message: "\(value.serialized()) is no length of time (seconds, or such as 500ms, 2m30s, 30d)")
        }
        return milliseconds
    }

    static func parse(_ text: String) -> Int64? {
        var total = 0.0
        var rest = text.filter { $0 != " " }[...]
        guard !rest.isEmpty else { return nil }
        if let seconds = Double(rest) { return seconds >= 0 ? Int64((seconds * 1000).rounded()) : nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(number.count)
            let name = rest.prefix(while: \.isLetter)
            rest = rest.dropFirst(name.count)
            guard let amount = Double(number), let unit = units.first(where: { $0.name == name }) else { return nil }
            total += amount * unit.milliseconds
        }
        guard total < 1e15 else { return nil }
        return Int64(total.rounded())
    }

    /// `1d2h`, `5m`, `1.5s`, `250ms`.
    public static func text(_ milliseconds: Int64) -> String {
        if milliseconds < 1000 { return milliseconds == 0 ? "0s" : "\(milliseconds)ms" }
        var rest = milliseconds
        var text = ""
        for (name, unit) in [("d", Int64(86_400_000)), ("h", 3_600_000), ("m", 60_000)] where rest >= unit {
            text += "\(rest / unit)\(name)"
            rest %= unit
        }
        if rest > 0 {
            let (seconds, fraction) = rest.quotientAndRemainder(dividingBy: 1000)
            if fraction == 0 {
                text += "\(seconds)s"
            } else {
                var digits = String(fraction + 1000).dropFirst()
                while digits.last == "0" { digits = digits.dropLast() }
                text += "\(seconds).\(digits)s"
            }
        }
        return text
    }
}
