import JSON
import Testing

/// The writer stores words and takes short ways; a plain one, character by character, says what it must write.
struct WriterTests {
    @Test(arguments: 0..<8 as Range<UInt64>)
    func bytesAreThePlainWriters(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<150 {
            let value = random.value()
            #expect(value.serialized() == Self.plain(value), "seed \(seed), round \(round)")
            var bytes = Array("before".utf8)
            value.write(to: &bytes)
            #expect(bytes == Array(("before" + Self.plain(value)).utf8), "seed \(seed), round \(round)")
        }
    }

    /// What needs an escape may stand at any place of a word, also several times, and the text may outgrow its memory
    /// at any byte.
    @Test(arguments: 0..<40)
    func escapesAtEachPlace(length: Int) {
        let filling = String(repeating: "x", count: length)
        for special in [
            "\"", "\\", "\n", "\u{0}", "\u{1F}", "\"\"\"\"\"\"\"\"\"", "\u{10F7FF}", "\u{10F800}", "\u{10FFFF}", "é",
        ] {
            for size in [0, 1, 7, 8, 9, 250, 4_090] {
                let text = filling + special + String(repeating: "y", count: size) + special
                #expect(JSONValue.string(text).serialized() == Self.plain(.string(text)))
            }
        }
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func shortFractionsAreTheShortestText(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<4_000 {
            let whole = Int64.random(in: -1_000_000_000_000_000...1_000_000_000_000_000, using: &random)
            let places = Int.random(in: 0..<19, using: &random)
            let value =
                Double(whole >> Int64.random(in: 0..<50, using: &random))
                / (0..<places).reduce(1.0) { power, _ in power * 10 }
            for near in [value, value.nextUp, value.nextDown, value.nextUp.nextUp] {
                #expect(JSONValue.double(near).serialized() == NumberText.ecmaScript(near), "seed \(seed)")
            }
        }
    }

    @Test func manyWritersAtOnce() async {
        let values = (0..<8).map { JSONValue.array(Array(repeating: .string("\($0)\n"), count: 5_000)) }
        let texts = values.map(Self.plain)
        await withTaskGroup(of: Bool.self) { group in
            for place in 0..<64 {
                let value = values[place % 8]
                let text = texts[place % 8]
                group.addTask { value.serialized() == text }
            }
            for await isSame in group { #expect(isSame) }
        }
    }

    private static func plain(_ value: JSONValue) -> String {
        switch value {
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return String(number)
        case .double(let number): return NumberText.ecmaScript(number)
        case .decimal(let text): return text
        case .string(let text): return "\"" + text.unicodeScalars.map(escaped).joined() + "\""
        case .array(let elements): return "[" + elements.map(plain).joined(separator: ",") + "]"
        case .object(let object):
            let members = object.members.map { plain(.string($0.key)) + ":" + plain($0.value) }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\u{8}": return "\\b"
        case "\t": return "\\t"
        case "\n": return "\\n"
        case "\u{C}": return "\\f"
        case "\r": return "\\r"
        case "\u{0}"..."\u{F}": return "\\u000" + String(scalar.value, radix: 16)
        case "\u{10}"..."\u{1F}": return "\\u00" + String(scalar.value, radix: 16)
        default: return LoneSurrogate.half(scalar).map { "\\u" + String($0, radix: 16) } ?? String(scalar)
        }
    }
}
