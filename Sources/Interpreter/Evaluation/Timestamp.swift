/// Timestamps of ASL: RFC 3339 with a `T` and an offset (ASL spec, "Timestamps").
public enum Timestamp {
    /// `2026-11-22T14:30:00.123Z` from milliseconds since 1970.
    public static func text(_ milliseconds: Int64) -> String {
        let (days, time) = divide(milliseconds, by: 86_400_000)
        let (year, month, day) = date(ofDay: days)
        let parts = [(time / 3_600_000, 2), (time / 60_000 % 60, 2), (time / 1000 % 60, 2), (time % 1000, 3)]
        let clock = parts.map { padded($0.0, $0.1) }
        return
            "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(clock[0]):\(clock[1]):\(clock[2]).\(clock[3])Z"
    }

    /// Nanoseconds of a timestamp are kept in `nanoseconds` so that two that differ by less than a millisecond compare.
    public struct Instant: Sendable, Hashable, Comparable {
        public var seconds: Int64
        public var nanoseconds: Int64

        public var milliseconds: Int64 { seconds * 1000 + nanoseconds / 1_000_000 }

        public static func < (left: Instant, right: Instant) -> Bool {
            (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
        }
    }

    /// Nil where the text is no timestamp: a date, `T`, a time with seconds, a fraction perhaps, `Z` or `±hh:mm`.
    public static func parse(_ text: String) -> Instant? {
        var scanner = Scanner(bytes: Array(text.utf8))
        guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
            let day = scanner.number(2), scanner.skip("T"), let hour = scanner.number(2), scanner.skip(":"),
            let minute = scanner.number(2), scanner.skip(":"), let second = scanner.number(2),
            (1...12).contains(month), day >= 1, day <= length(of: month, in: year), hour < 24, minute < 60, second < 60,
            let nanoseconds = scanner.fraction(), let offset = scanner.offset(), scanner.isAtEnd
        else { return nil }
        let seconds = dayNumber(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset
        return Instant(seconds: seconds, nanoseconds: nanoseconds)
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position == bytes.count }

        mutating func number(_ length: Int) -> Int64? {
            guard position + length <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[position..<position + length] {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            position += length
            return value
        }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        /// 0 where there is none; nil where a point has no digit after it.
        mutating func fraction() -> Int64? {
            guard skip(".") else { return 0 }
            var value: Int64 = 0
            var digits = 0
            while position < bytes.count, bytes[position] >= UInt8(ascii: "0"), bytes[position] <= UInt8(ascii: "9") {
                if digits < 9 { value = value * 10 + Int64(bytes[position] - UInt8(ascii: "0")) }
                digits += 1
                position += 1
            }
            guard digits > 0 else { return nil }
            for _ in min(digits, 9)..<9 { value *= 10 }
            return value
        }

        /// Seconds east of UTC.
        mutating func offset() -> Int64? {
            if skip("Z") { return 0 }
            let sign: Int64 = skip("+") ? 1 : -1
            if sign < 0, !skip("-") { return nil }
            guard let hours = number(2), skip(":"), let minutes = number(2), hours <= 18, minutes < 60 else {
                return nil
            }
            return sign * (hours * 3600 + minutes * 60)
        }
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    private static func divide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func length(of month: Int64, in year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Days since 1970-01-01, with years that begin in March so that the leap day is the last.
    private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = divide(year, by: 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(ofDay day: Int64) -> (Int64, Int64, Int64) {
        let (era, dayOfEra) = divide(day + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}
