import JSON
import Testing

/// Laws that hold for every value; a failure names the seed that gives it again.
struct PropertyTests {
    @Test(arguments: 0..<8 as Range<UInt64>)
    func printedAndParsedIsTheSame(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for round in 0..<150 {
            let value = random.value()
            let text = value.serialized()
            let parsed = try JSONValue.parse(text)
            #expect(parsed == value, "seed \(seed), round \(round)")
            #expect(parsed.hashValue == value.hashValue, "seed \(seed), round \(round)")
            #expect(parsed.serialized() == text, "seed \(seed), round \(round)")
            #expect(value.serializedBytes() == Array(text.utf8), "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func equalityIsAnEquivalence(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let values = (0..<60).map { _ in random.value(depth: 2) }
        for left in values {
            #expect(left == left, "seed \(seed)")
            for right in values {
                #expect((left == right) == (right == left), "seed \(seed)")
                if left == right { #expect(left.hashValue == right.hashValue, "seed \(seed)") }
            }
        }
    }

    /// Random damage is refused or read, and never stops the process; what is read can be written and read again.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func damageIsRefusedOrRead(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var bytes = random.value(depth: 3).serializedBytes()
            for _ in 0..<Int.random(in: 1..<4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: place)
                default: bytes.insert(Array("[]{},:\"\\0e.-u".utf8).randomElement(using: &random) ?? 0, at: place)
                }
            }
            guard let value = try? JSONValue.parse(bytes) else { continue }
            let text = value.serialized()
            #expect(try JSONValue.parse(text).serialized() == text, "seed \(seed): \(bytes)")
        }
    }
}
