/// Numbers that depend on the seed alone (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed &>> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed &>> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed &>> 31
    }
}

/// `java.util.Random`: States.MathRandom with a seed.
struct JavaRandom {
    private var state: UInt64

    init(seed: Int64) { state = (UInt64(bitPattern: seed) ^ 0x5_DEEC_E66D) & (1 << 48 &- 1) }

    private mutating func next(bits: UInt64) -> Int32 {
        state = (state &* 0x5_DEEC_E66D &+ 0xB) & (1 << 48 &- 1)
        return Int32(truncatingIfNeeded: state &>> (48 &- bits))
    }

    /// A number from 0 up to `bound`, which is positive.
    mutating func next(below bound: Int32) -> Int32 {
        var drawn = next(bits: 31)
        if bound & (bound &- 1) == 0 { return Int32(truncatingIfNeeded: (Int64(bound) &* Int64(drawn)) &>> 31) }
        var value = drawn % bound
        while drawn &- value &+ (bound &- 1) < 0 {
            drawn = next(bits: 31)
            value = drawn % bound
        }
        return value
    }
}
