import JSON

/// Random values that a seed gives again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func value(depth: Int = 4) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .int(Int64(bitPattern: next()) >> Int64.random(in: 0..<64, using: &self))
        case 3: return number()
        case 4, 5: return .string(text())
        case 6: return .array((0..<Int.random(in: 0..<6, using: &self)).map { _ in value(depth: depth - 1) })
        default:
            let size = Int.random(in: 0..<20, using: &self) == 0 ? 60 : Int.random(in: 0..<6, using: &self)
            return .object(JSONObject((0..<size).map { _ in (text(), value(depth: depth - 1)) }))
        }
    }

    mutating func number() -> JSONValue {
        let text: String
        switch Int.random(in: 0..<4, using: &self) {
        case 0: text = "\(Int.random(in: -999...999, using: &self)).\(Int.random(in: 0..<10_000, using: &self))"
        case 1: text = "\(Int.random(in: -9...9, using: &self))e\(Int.random(in: -300...300, using: &self))"
        case 2: text = "1\(String(repeating: "7", count: Int.random(in: 0..<30, using: &self)))"
        default:
            let value = Double(bitPattern: next())
            return .double(value.isFinite ? value : 0.5)
        }
        return (try? JSONValue.parse(text)) ?? .null
    }

    mutating func text() -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0..<24, using: &self) {
            let scalar: UInt32 =
                switch Int.random(in: 0..<8, using: &self) {
                case 0: .random(in: 0..<0x20, using: &self)
                case 1: .random(in: 0x80..<0x800, using: &self)
                case 2: .random(in: 0x800..<0xD800, using: &self)
                case 3: .random(in: 0x10000...0x10FFFF, using: &self)
                default: .random(in: 0x20..<0x7F, using: &self)
                }
            text.unicodeScalars.append(Unicode.Scalar(scalar) ?? "?")
        }
        return text
    }
}
