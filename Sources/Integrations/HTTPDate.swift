/// The date of an HTTP header (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `seconds` since 1970.
    static func text(_ seconds: Double) -> String {
        let moment = CivilTime(seconds)
        let weekday = days[((moment.daysSince1970 % 7) + 7) % 7]
        return "\(weekday), \(two(moment.day)) \(months[moment.month - 1]) \(moment.year) "
            + "\(two(moment.hour)):\(two(moment.minute)):\(two(moment.second)) GMT"
    }

    /// 1 to 12 by a month's three letters.
    static func month(_ name: String) -> Int? { months.firstIndex(of: name).map { $0 + 1 } }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
