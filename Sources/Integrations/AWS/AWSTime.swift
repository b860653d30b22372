import JSON

/// A moment as AWS's protocols write and read it, in microseconds since 1970.
struct AWSTime: Equatable {
    var microseconds: Int64

    init(microseconds: Int64) { self.microseconds = microseconds }

    init(seconds: Double) { microseconds = Int64((seconds * 1_000_000).rounded()) }

    /// Seconds since 1970 as a number, or a text: ISO 8601, the date of an HTTP header, or a number.
    init?(_ value: JSONValue) {
        if let seconds = value.number {
            guard abs(seconds) < 9e12 else { return nil }
            self.init(seconds: seconds)
        } else if let text = value.string {
            self.init(text: text)
        } else {
            return nil
        }
    }

    init?(text: String) {
        if let time = Self.iso8601(text) ?? Self.http(text) {
            self = time
        } else if let seconds = Double(text), abs(seconds) < 9e12 {
            self.init(seconds: seconds)
        } else {
            return nil
        }
    }

    // MARK: Writing

    /// In one of the formats that models name: `iso8601`, `rfc822`, `unixTimestamp`.
    func value(format: String) -> JSONValue {
        switch format.lowercased() {
        case "unixtimestamp":
            microseconds % 1_000_000 == 0 ? .int(microseconds / 1_000_000) : .double(Double(microseconds) / 1_000_000)
        case "rfc822": .string(HTTPDate.text(Double(wholeSeconds)))
        default: .string(iso8601(fraction: microseconds % 1_000_000 == 0 ? 0 : 6))
        }
    }

    /// As Java prints an `Instant`, which Step Functions shows: as many groups of three digits as there are.
    var instant: String {
        let rest = fraction
        return iso8601(fraction: rest == 0 ? 0 : rest % 1_000 == 0 ? 3 : 6)
    }

    private var wholeSeconds: Int64 { (microseconds - fraction) / 1_000_000 }
    private var fraction: Int64 { ((microseconds % 1_000_000) + 1_000_000) % 1_000_000 }

    private func iso8601(fraction digits: Int) -> String {
        let time = CivilTime(Double(wholeSeconds))
        let date = "\(Self.padded(time.year, 4))-\(Self.padded(time.month, 2))-\(Self.padded(time.day, 2))"
        let clock = "\(Self.padded(time.hour, 2)):\(Self.padded(time.minute, 2)):\(Self.padded(time.second, 2))"
        let tail = digits == 0 ? "" : "." + Self.padded(Int(fraction), 6).prefix(digits)
        return "\(date)T\(clock)\(tail)Z"
    }

    /// The date and time of a signature: `20150830T123600Z`.
    var basic: String {
        let time = CivilTime(Double(wholeSeconds))
        return Self.padded(time.year, 4) + Self.padded(time.month, 2) + Self.padded(time.day, 2) + "T"
            + Self.padded(time.hour, 2) + Self.padded(time.minute, 2) + Self.padded(time.second, 2) + "Z"
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(abs(value))
        return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    // MARK: Reading

    private static func iso8601(_ text: String) -> AWSTime? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var seconds = CivilTime.days(year: year, month: month, day: day) * 86_400
        var micros: Int64 = 0
        if bytes.count > 10 {
            guard bytes.count >= 19, let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
                let second = number(bytes[17..<19])
            else { return nil }
            seconds += hour * 3_600 + minute * 60 + second
            var rest = bytes[19...]
            if rest.first == UInt8(ascii: ".") {
                let digits = rest.dropFirst().prefix { (48...57).contains($0) }
                micros = Int64(
                    (digits.map { Int64($0 - 48) } + Array(repeating: 0, count: 6)).prefix(6).reduce(0) { $0 * 10 + $1 }
                )
                rest = rest.dropFirst(1 + digits.count)
            }
            guard let offset = offset(Array(rest)) else { return nil }
            seconds -= offset
        }
        return AWSTime(microseconds: Int64(seconds) * 1_000_000 + micros)
    }

    /// Seconds east of UTC: `Z`, nothing, `+01:00`, `-0330`.
    private static func offset(_ bytes: [UInt8]) -> Int? {
        if bytes.isEmpty || bytes == [UInt8(ascii: "Z")] || bytes == [UInt8(ascii: "z")] { return 0 }
        let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard digits.count == 4, let hours = number(digits[0..<2]), let minutes = number(digits[2..<4]) else {
            return nil
        }
        let seconds = hours * 3_600 + minutes * 60
        return bytes[0] == UInt8(ascii: "+") ? seconds : bytes[0] == UInt8(ascii: "-") ? -seconds : nil
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    private static func http(_ text: String) -> AWSTime? {
        let parts = text.split(whereSeparator: { $0 == " " || $0 == ":" || $0 == "," || $0 == "-" }).map(String.init)
        guard parts.count >= 7, let day = Int(parts[1]), let month = HTTPDate.month(parts[2]), let year = Int(parts[3]),
            let hour = Int(parts[4]), let minute = Int(parts[5]), let second = Int(parts[6])
        else { return nil }
        let days = CivilTime.days(year: year, month: month, day: day)
        return AWSTime(microseconds: Int64(days * 86_400 + hour * 3_600 + minute * 60 + second) * 1_000_000)
    }

    private static func number(_ digits: some Collection<UInt8>) -> Int? {
        digits.allSatisfy { (48...57).contains($0) } ? digits.reduce(0) { $0 * 10 + Int($1 - 48) } : nil
    }
}
