/// Timestamps as the Amazon States Language has them: RFC 3339 with an upper-case `T`, and an upper-case `Z` where
/// there is no numeric offset (ASL spec, "Timestamps").
enum RFC3339 {
    static func accepts(_ text: String) -> Bool {
        var reader = Reader(bytes: Array(text.utf8))
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T"), let hour = reader.number(2), reader.take(":"),
            let minute = reader.number(2), reader.take(":"), let second = reader.number(2)
        else { return false }
        guard (1...12).contains(month), (1...days(ofMonth: month, year: year)).contains(day), hour < 24, minute < 60,
            second < 60
        else { return false }
        if reader.take("."), !reader.digits() { return false }
        if reader.take("Z") { return reader.isAtEnd }
        guard reader.take("+") || reader.take("-"), let offsetHour = reader.number(2), reader.take(":"),
            let offsetMinute = reader.number(2)
        else { return false }
        return offsetHour <= 18 && offsetMinute < 60 && reader.isAtEnd
    }

    private static func days(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        var isAtEnd: Bool { place == bytes.count }

        mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            guard place < bytes.count, bytes[place] == UInt8(ascii: scalar) else { return false }
            place += 1
            return true
        }

        mutating func digit() -> Int? {
            guard place < bytes.count, (0x30...0x39).contains(bytes[place]) else { return nil }
            defer { place += 1 }
            return Int(bytes[place]) - 0x30
        }

        mutating func number(_ count: Int) -> Int? {
            var value = 0
            for _ in 0..<count {
                guard let digit = digit() else { return nil }
                value = value * 10 + digit
            }
            return value
        }

        mutating func digits() -> Bool {
            guard digit() != nil else { return false }
            while digit() != nil {}
            return true
        }
    }
}
