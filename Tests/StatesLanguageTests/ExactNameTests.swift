import StatesLanguage
import Testing

/// Names that look alike and are two.
struct ExactNameTests {
    @Test func states() throws {
        let (one, two) = ("\u{E9}", "e\u{301}")
        let definition = try StateMachineDefinition.parse(
            """
            {"StartAt": "\(one)", "States": {"\(one)": {"Type": "Pass", "Next": "\(two)"}, "\(two)": {"Type": "Succeed"}}}
            """)
        #expect(definition.states.count == 2)
        #expect(definition.index(ofState: one) == StateIndex(0))
        #expect(definition.index(ofState: two) == StateIndex(1))
        #expect(definition[StateIndex(0)].transition == .next(StateIndex(1)))
    }
}
