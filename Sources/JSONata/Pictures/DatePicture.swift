import JSON

/// How a moment is written: `[Y0001]-[M01]-[D01]` (XPath and XQuery Functions and Operators 3.1, section 9.8).
final class DatePicture {
    enum Part {
        case literal(String)
        case marker(Marker)
    }

    final class Marker {
        let component: Character
        /// The component's letter; 0 for what is no letter.
        let code: UInt8
        var presentation = ""
        /// `t`, `a`, `c` or `o`, after the presentation.
        var modifier: Character?
        var minimumWidth: Int?
        var maximumWidth: Int?
        /// A name instead of a number.
        var names: IntegerPicture.Case?
        var integer: IntegerPicture?
        /// Of a year, so many of its last digits.
        var yearDigits: Int?

        init(component: Character) {
            self.component = component
            code = component.asciiValue ?? 0
        }
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    static let iso8601 = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]"
    private static let integerComponents = "YMDdFWwXxHhmsf"

    private(set) var parts: [Part] = []

    init(_ picture: String) throws(JSONataError) {
        var literal = ""
        var rest = picture[...]
        while let character = rest.first {
            rest = rest.dropFirst()
            if character == "[", rest.first == "[" {
                literal += "["
                rest = rest.dropFirst()
            } else if character == "[" {
                guard let end = rest.firstIndex(of: "]") else { throw JSONataError("D3135", at: 0) }
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = ""
                let marker = try Self.marker(rest[..<end].filter { !$0.isWhitespace })
                limitPrevious(before: marker)
                parts.append(.marker(marker))
                rest = rest[rest.index(after: end)...]
            } else {
                literal.append(character)
                if character == "]", rest.first == "]" { rest = rest.dropFirst() }
            }
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
    }

    /// A number that another follows at once is read by its width.
    private func limitPrevious(before marker: Marker) {
        guard Self.integerComponents.contains(marker.component), marker.names == nil,
            case .marker(let previous)? = parts.last, let integer = previous.integer
        else { return }
        previous.integer?.parseWidth = integer.mandatoryDigits
    }

    private static func marker(_ text: String) throws(JSONataError) -> Marker {
        guard let component = text.first else { throw JSONataError("D3132", value: .string("")) }
        let marker = Marker(component: component)
        var presentation = text.dropFirst()
        if let comma = presentation.lastIndex(of: ",") {
            let widths = presentation[presentation.index(after: comma)...]
            let bounds = widths.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            marker.minimumWidth = bounds.first.flatMap { Int($0) }.map { min($0, 1000) }
            marker.maximumWidth = bounds.count > 1 ? Int(bounds[1]).map { min($0, 1000) } : nil
            presentation = presentation[..<comma]
        }
        if presentation.count > 1, let last = presentation.last, "atco".contains(last) {
            marker.modifier = last
            presentation = presentation.dropLast()
        }
        if presentation.isEmpty {
            guard let standard = standardPresentation(component) else {
                throw JSONataError("D3132", value: .string(String(component)))
            }
            marker.presentation = standard
        } else {
            marker.presentation = String(presentation)
        }
        try readPresentation(marker)
        return marker
    }

    private static func standardPresentation(_ component: Character) -> String? {
        switch component {
        case "Y", "M", "D", "d", "W", "w", "X", "x", "H", "h", "f": "1"
        case "F", "P", "C", "E": "n"
        case "m", "s": "01"
        case "Z", "z": "01:01"
        default: nil
        }
    }

    private static func readPresentation(_ marker: Marker) throws(JSONataError) {
        if marker.presentation.hasPrefix("n") {
            marker.names = .lower
        } else if marker.presentation.hasPrefix("N") {
            marker.names = marker.presentation.hasPrefix("Nn") ? .title : .upper
        } else if integerComponents.contains(marker.component) {
            var integer = try IntegerPicture(marker.presentation + (marker.modifier.map { ";\($0)" } ?? ""))
            if let width = marker.minimumWidth { integer.mandatoryDigits = max(integer.mandatoryDigits, width) }
            if marker.component == "Y" {
                if let width = marker.maximumWidth {
                    marker.yearDigits = width
                    integer.mandatoryDigits = width
                } else if integer.mandatoryDigits + integer.optionalDigits >= 2 {
                    marker.yearDigits = integer.mandatoryDigits + integer.optionalDigits
                }
            }
            marker.integer = integer
        }
        if marker.component == "Z" || marker.component == "z" {
            marker.integer = try IntegerPicture(marker.presentation)
        }
    }

    static func cached(_ picture: String, _ run: Run) throws(JSONataError) -> DatePicture {
        if let known = run.cache.datePictures[picture] { return known }
        let made = try DatePicture(picture)
        run.cache.datePictures[picture] = made
        return made
    }
}

// MARK: Writing

extension DatePicture {
    /// The hours and minutes of an offset such as `-0530`.
    struct Offset {
        var hours = 0
        var minutes = 0

        init(_ timezone: String?) {
            guard let timezone else { return }
            var sign = 1
            var number = 0
            for (place, byte) in timezone.utf8.enumerated() {
                if place == 0, byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") {
                    sign = byte == UInt8(ascii: "-") ? -1 : 1
                    continue
                }
                guard byte &- UInt8(ascii: "0") < 10, number < 1000 else { break }
                number = number * 10 + Int(byte &- UInt8(ascii: "0"))
            }
            hours = number / 100 * sign
            minutes = number % 100 * sign
        }

        var inMinutes: Int { hours * 60 + minutes }
    }

    func format(millis: Double, timezone: String?) throws(JSONataError) -> String? {
        guard millis.magnitude <= 8.64e15 else { return nil }
        let offset = Offset(timezone)
        let moment = DateTimeParts(millis: Int(millis) + offset.inMinutes * 60_000)
        var result = ""
        for part in parts {
            switch part {
            case .literal(let text): result += text
            case .marker(let marker): result += try text(marker, moment, offset)
            }
        }
        return result
    }

    private func text(_ marker: Marker, _ moment: DateTimeParts, _ offset: Offset) throws(JSONataError) -> String {
        switch marker.code {
        case UInt8(ascii: "P"):
            let half = moment.hour < 12 ? "am" : "pm"
            return marker.names == .upper ? half.uppercased() : half
        case UInt8(ascii: "C"), UInt8(ascii: "E"): return "ISO"
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): return try Self.text(offset, marker)
        default: break
        }
        guard var number = moment.number(marker.code) else { return "" }
        if marker.code == UInt8(ascii: "Y"), let digits = marker.yearDigits, digits < 10 {
            var modulus = 1
            for _ in 0..<digits { modulus *= 10 }
            number %= modulus
        }
        if let names = marker.names { return try name(number, names, marker) }
        return try marker.integer?.format(Double(number)) ?? ""
    }

    private func name(_ number: Int, _ names: IntegerPicture.Case, _ marker: Marker) throws(JSONataError) -> String {
        var name: String
        switch marker.code {
        case UInt8(ascii: "M"), UInt8(ascii: "x"): name = Self.months[number - 1]
        case UInt8(ascii: "F"): name = Self.weekdays[number - 1]
        default: throw JSONataError("D3133", value: .string(String(marker.component)))
        }
        switch names {
        case .upper: name = name.uppercased()
        case .lower: name = name.lowercased()
        case .title: break
        }
        if let width = marker.maximumWidth { name = String(name.prefix(width)) }
        return name
    }

    private static func text(_ offset: Offset, _ marker: Marker) throws(JSONataError) -> String {
        guard let integer = marker.integer else { return "" }
        let number = offset.hours * 100 + offset.minutes
        var text: String
        if integer.regularInterval > 0 {
            text = try integer.format(Double(number))
        } else {
            switch integer.mandatoryDigits {
            case 1, 2:
                text = try integer.format(Double(offset.hours))
                if offset.hours == 0, offset.minutes < 0 { text = "-" + text }
                if offset.minutes != 0 {
                    let minutes = String(offset.minutes.magnitude)
                    text += ":" + (minutes.utf8.count < 2 ? "0" : "") + minutes
                }
            case 3, 4: text = try integer.format(Double(number))
            default: throw JSONataError("D3134", value: .int(Int64(integer.mandatoryDigits)))
            }
        }
        if number == 0, marker.modifier == "t" { return "Z" }
        if number >= 0 { text = "+" + text }
        return marker.component == "z" ? "GMT" + text : text
    }
}
