import JSON

/// Half of a surrogate pair as a character: Swift's strings can't hold one, so it has a stand-in (``LoneSurrogate``).
enum LoneHalf {
    /// The character of a code point, which may be half of a pair.
    static func scalar(for code: UInt32) -> Unicode.Scalar {
        Unicode.Scalar(code) ?? Unicode.Scalar(code &- 0xD800 &+ LoneSurrogate.stand.lowerBound) ?? "\u{FFFD}"
    }

    static func occurs(in text: String) -> Bool {
        text.unicodeScalars.contains { LoneSurrogate.half($0) != nil }
    }
}
