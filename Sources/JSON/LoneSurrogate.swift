/// Half of a surrogate pair that stands alone, as in `"\ud800"`: JSON's grammar allows it, Unicode text can't hold it.
///
/// The parser keeps the half U+D800+n as the private-use character U+10F800+n (the last 2,048 code points, which nobody
/// assigns), and the writer gives it back as its escape, so a document with such a string comes out as it went in.
public enum LoneSurrogate {
    /// The characters that stand for U+D800...U+DFFF.
    public static let stand: ClosedRange<UInt32> = 0x10_F800...0x10_FFFF

    /// The scalar for a code unit, standing in where it is half of a pair.
    static func scalar(for code: UInt32) -> Unicode.Scalar {
        Unicode.Scalar(code) ?? Unicode.Scalar(code &- 0xD800 &+ stand.lowerBound) ?? "\u{FFFD}"
    }

    /// The half (0xD800...0xDFFF) that a scalar stands for; nil for all others.
    @inlinable
    public static func half(_ scalar: Unicode.Scalar) -> UInt16? {
        stand.contains(scalar.value) ? UInt16(scalar.value &- stand.lowerBound &+ 0xD800) : nil
    }
}
