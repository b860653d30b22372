import StatesLanguage
import Testing

/// Places in a JSON text.
struct SourceMapTests {
    static let text = """
        {
          "a": {"b": [1, {"c": "x,]}\\"" , "dü": [[], {}]}]},
          "e":null
        }
        """

    struct Case: Sendable {
        let steps: [DefinitionPath.Step]
        let value: SourcePosition
        let name: SourcePosition
    }

    static let cases = [
        Case(steps: [], value: place(1, 1), name: place(1, 1)),
        Case(steps: [.member("a")], value: place(2, 8), name: place(2, 3)),
        Case(steps: [.member("a"), .member("b"), .element(0)], value: place(2, 15), name: place(2, 15)),
        Case(
            steps: [.member("a"), .member("b"), .element(1), .member("c")], value: place(2, 24), name: place(2, 19)),
        Case(
            steps: [.member("a"), .member("b"), .element(1), .member("dü"), .element(1)], value: place(2, 47),
            name: place(2, 47)),
        Case(steps: [.member("e")], value: place(3, 7), name: place(3, 3)),
        Case(steps: [.member("e"), .member("f")], value: place(3, 7), name: place(3, 3)),
    ]

    private static func place(_ line: Int, _ column: Int) -> SourcePosition {
        SourcePosition(line: line, column: column)
    }

    @Test(arguments: cases) func places(_ example: Case) {
        let map = JSONSourceMap(Self.text)
        let path = DefinitionPath(example.steps)
        #expect(map.position(of: path) == example.value)
        #expect(map.position(ofName: path) == example.name)
    }

    @Test func positionsOfDiagnostics() throws {
        let found = DefinitionValidator.validate(
            """
            {"StartAt": "A", "States": {
              "A": {"Type": "Pass", "Nxet": "B"},
              "B": {"Type": "Succeed"}}}
            """)
        let unknown = try #require(found.first { $0.message.contains("Nxet") })
        #expect(unknown.position == SourcePosition(line: 2, column: 25))
        #expect(unknown.cure == "did you mean 'Next'?")
    }
}
