import JSON

/// How values look as text: `$string` and `&`.
enum TextForm {
    static func text(of value: Value, _ run: Run, isPretty: Bool = false) throws(JSONataError) -> String {
        switch value {
        case .string(let text): return text
        case .undefined, .unbound, .function: return ""
        case .int(let number): return String(number)
        case .double:
            guard let number = value.number, number.isFinite else {
                if run.dialect == .states { return "\(infinityText(value.number ?? .nan))" }
                throw JSONataError("D3001", value: value.json)
            }
            return precise(number)
        case .bool(let flag): return flag ? "true" : "false"
        case .null: return "null"
        default:
            guard let json = value.json else { return "" }
            var writer = Writer(isPretty: isPretty)
            writer.write(json, indent: 0)
            if let number = writer.infinite, run.dialect == .jsonata {
                throw JSONataError("D1001", value: .double(number))
            }
            try run.require(bytes: writer.text.count)
            return writer.text.string()
        }
    }

    private static func infinityText(_ number: Double) -> String {
        number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
    }

    /// A whole number exactly, others rounded to 15 significant digits.
    static func precise(_ number: Double) -> String {
        if number == 0 { return "0" }
        if let whole = Int64(exactly: number), whole.magnitude < 1 << 53 { return String(whole) }
        if number.rounded(.towardZero) == number, number.magnitude < 1e21 { return NumberText.ecmaScript(number) }
        // Without an exponent the text is JavaScript's too, and with 16 characters it has at most 15 digits.
        let text = number.description
        if text.utf8.count <= 16, !text.utf8.contains(UInt8(ascii: "e")) { return text }
        return NumberText.ecmaScript(SignificantDigits.rounded(number, to: 15))
    }

    private struct Writer: ~Copyable {
        var text = JSONText()
        let isPretty: Bool
        /// A number that JSON has no text for.
        var infinite: Double?

        init(isPretty: Bool) { self.isPretty = isPretty }

        mutating func write(_ value: JSONValue, indent: Int) {
            switch value {
            case .int(let number): text.write(number)
            case .double, .decimal:
                guard let number = value.number, number.isFinite else {
                    if let number = value.number, number.isInfinite { infinite = number }
                    text.append(literal: "null")
                    return
                }
                text.append(TextForm.precise(number))
            case .array(let elements):
                list("[", "]", count: elements.count, indent: indent) { writer, place in
                    writer.write(elements[place], indent: indent + 2)
                }
            case .object(let object):
                list("{", "}", count: object.count, indent: indent) { writer, place in
                    writer.text.write(object.members[place].key)
                    writer.text.append(literal: writer.isPretty ? ": " : ":")
                    writer.write(object.members[place].value, indent: indent + 2)
                }
            default: text.write(value)
            }
        }

        private mutating func list(
            _ open: Unicode.Scalar, _ close: Unicode.Scalar, count: Int, indent: Int,
            _ item: (inout Writer, Int) -> Void
        ) {
            text.append(ascii: open)
            for place in 0..<count {
                if place > 0 { text.append(ascii: ",") }
                newLine(indent + 2)
                item(&self, place)
            }
            if count > 0 { newLine(indent) }
            text.append(ascii: close)
        }

        private mutating func newLine(_ indent: Int) {
            guard isPretty else { return }
            text.append(ascii: "\n")
            for _ in 0..<indent { text.append(ascii: " ") }
        }
    }
}
