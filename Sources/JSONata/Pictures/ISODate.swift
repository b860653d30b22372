/// Reads ISO 8601 timestamps in the forms that `$toMillis` takes: from a year down to a fraction of a second with an offset.
enum ISODate {
    /// Milliseconds since 1970, NaN for a date that doesn't exist; nil where the form is wrong.
    static func millis(_ text: String) -> Double? {
        var reader = Reader(bytes: Array(text.utf8))
        guard let year = reader.digits(4) else { return nil }
        var month = 1
        var day = 1
        var seconds = 0
        var fraction = 0.0
        var isValid = true
        if reader.take(UInt8(ascii: "-")) {
            guard let value = reader.digits(2), value < 20 else { return nil }
            month = value
            if reader.take(UInt8(ascii: "-")) {
                guard let value = reader.digits(2), value < 40 else { return nil }
                day = value
            }
        }
        if reader.take(UInt8(ascii: "T")) {
            guard let hour = reader.digits(2), hour < 30, reader.take(UInt8(ascii: ":")), let minute = reader.digits(2),
                minute < 60, reader.take(UInt8(ascii: ":")), let second = reader.digits(2), second < 60
            else { return nil }
            isValid = hour < 24 || (hour == 24 && minute == 0 && second == 0)
            seconds = (hour * 60 + minute) * 60 + second
        }
        if reader.take(UInt8(ascii: ".")) {
            guard let value = reader.fraction() else { return nil }
            fraction = value
        }
        if !reader.take(UInt8(ascii: "Z")), let sign = reader.sign() {
            guard let hours = reader.digits(2), hours < 30 else { return nil }
            _ = reader.take(UInt8(ascii: ":"))
            guard let minutes = reader.digits(2), minutes < 60 else { return nil }
            seconds -= sign * (hours * 60 + minutes) * 60
        }
        guard reader.isAtEnd else { return nil }
        guard isValid, 1...12 ~= month, day >= 1, day <= daysIn(month, of: year) else { return .nan }
        let days = CivilDate(year: year, month: month, day: day).daysSince1970
        return Double(days) * 86_400_000 + Double(seconds) * 1000 + (fraction * 1000).rounded(.down)
    }

    private static func daysIn(_ month: Int, of year: Int) -> Int {
        CivilDate(year: year, month: month + 1, day: 1).daysSince1970
            - CivilDate(year: year, month: month, day: 1).daysSince1970
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        var isAtEnd: Bool { place == bytes.count }

        mutating func take(_ byte: UInt8) -> Bool {
            guard place < bytes.count, bytes[place] == byte else { return false }
            place += 1
            return true
        }

        mutating func sign() -> Int? {
            if take(UInt8(ascii: "+")) { return 1 }
            return take(UInt8(ascii: "-")) ? -1 : nil
        }

        mutating func digits(_ count: Int) -> Int? {
            guard place + count <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[place..<place + count] {
                guard byte &- UInt8(ascii: "0") < 10 else { return nil }
                value = value * 10 + Int(byte &- UInt8(ascii: "0"))
            }
            place += count
            return value
        }

        mutating func fraction() -> Double? {
            let digits = bytes[place...].prefix { $0 &- UInt8(ascii: "0") < 10 }
            place += digits.count
            return digits.isEmpty ? nil : Double("0." + String(decoding: digits, as: UTF8.self))
        }
    }
}
