import JSON
import StatesLanguage
import Testing

/// `variableReferences`, as DescribeStateMachine was recorded.
@Suite(.enabled(if: RecordedCases.folder != nil, "needs ../shared/conformance"))
struct VariableReferencesTests {
    @Test(arguments: RecordedCases.cases.filter { $0["group"] == "api_variable_references" })
    func recorded(_ recorded: JSONValue) throws {
        let call = try #require(RecordedCases.calls.first { $0.id == recorded["id"]?.string })
        let references = try StateMachineDefinition.parse(call.definition).variableReferences
        let found = JSONObject(
            references.map { ($0.state, JSONValue.array($0.variables.map(JSONValue.string))) })
        let expected = recorded["expected"]?["describe_response"]?["variableReferences"]?.object
        #expect(found == expected ?? JSONObject())
    }
}
