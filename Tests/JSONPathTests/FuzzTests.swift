import JSON
import JSONPath
import Testing

/// No text makes the parsers or what they make stop the process, and a valid expression gives the same twice.
struct FuzzTests {
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    static let pieces = [
        "$", "$$", "$v", ".", "..", "a", "b-c", "[", "]", "0", "-1", ":", ",", "*", "?", "(", ")", "@", "'a'", "\"b\"",
        " ",
        "==", "!=", "<", "=~", "/a/i", "&&", "||", "!", "in", "['x']", "[0]", "[1:]", "[?(@.a)]", "[?(@.a > 1)]", "\\",
        "'",
        "States.Format(", "States.Array(", "States.MathAdd(", "States.UUID()", "{}", "{", "}", "1.5", "null", "true",
        "é",
    ]

    @Test(arguments: 0..<8 as Range<UInt64>)
    func nothingStops(seed: UInt64) {
        var generator = Generator(state: seed)
        let scope = JSONPathScope(
            input: ["a": [["a": 1, "b-c": [0, "x", nil]], ["a": 2.5]], "x": "y"], context: { ["a": [1, 2]] },
            variables: ["v": ["a": ["b": true]]])
        for _ in 0..<2_000 {
            let prefix = Bool.random(using: &generator) ? "$" : "States.Array("
            let text = (0..<Int.random(in: 0..<9, using: &generator)).reduce(into: prefix) { text, _ in
                text += Self.pieces.randomElement(using: &generator) ?? ""
            }
            if let path = try? JSONPathExpression(text) {
                #expect((try? path.evaluate(in: scope)) == (try? path.evaluate(in: scope)), "\(text)")
                _ = try? ReferencePath(text).setting(1, in: scope.input)
            }
            if let call = try? IntrinsicCall(text) {
                #expect((try? call.evaluate(in: scope)) == (try? call.evaluate(in: scope)), "\(text)")
            }
        }
    }
}
