import Foundation

/// Moments as people read them. The API gives seconds since 1970 with a fraction.
enum MomentText {
    /// `2026-11-22 14:03:07Z`
    static func dateAndTime(_ seconds: Double) -> String {
        let moment = Date(timeIntervalSince1970: seconds)
        let text = moment.formatted(Date.ISO8601FormatStyle(timeZone: .gmt))
        return text.replacing("T", with: " ")
    }

    /// `12.345 s`, for what happened this long after a start.
    static func offset(_ seconds: Double) -> String {
        let milliseconds = Int64((seconds * 1000).rounded())
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest) s"
    }
}
