/// Identifiers in the form of a version 4 UUID.
public enum UUIDText {
    public static func random() -> String {
        make(high: RandomBits.shared.next(), low: RandomBits.shared.next())
    }

    /// The text of 128 random bits, but for the six that say version and variant.
    public static func make(high: UInt64, low: UInt64) -> String {
        let high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return String(unsafeUninitializedCapacity: 36) { text in
            var place = 0
            for (half, word) in [high, low].enumerated() {
                for digit in 0..<16 {
                    if half == 0 ? digit == 8 || digit == 12 : digit == 0 || digit == 4 {
                        text[place] = UInt8(ascii: "-")
                        place += 1
                    }
                    let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - digit * 4)) & 0xF
                    text[place] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
                    place += 1
                }
            }
            return place
        }
    }
}
