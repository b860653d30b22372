import JSON
import StatesLanguage
import Testing

/// What AWS said of every definition that it was sent in the recordings.
@Suite(.enabled(if: RecordedCases.folder != nil, "needs ../shared/conformance"))
struct RecordedDefinitionsTests {
    private static let stored: Set<String> = ["CreateStateMachine", "UpdateStateMachine"]

    @Test(arguments: RecordedCases.calls.filter { stored.contains($0.operation) && !$0.isInformational })
    func storing(_ call: RecordedCases.Call) {
        var message: String?
        do throws(InvalidDefinition) {
            _ = try StateMachineDefinition.parse(
                call.definition, type: StateMachineType(rawValue: call.type) ?? .standard)
        } catch {
            message = error.apiMessage
        }
        let expected = call.refusal?.replacing("<partition>", with: "aws")
        #expect(message == expected)
    }

    @Test(arguments: RecordedCases.calls.filter { $0.operation == "ValidateStateMachineDefinition" })
    func validating(_ call: RecordedCases.Call) throws {
        let expected = try #require(call.diagnostics)
        let found = DefinitionValidator.validate(
            call.definition, type: StateMachineType(rawValue: call.type) ?? .standard)
        #expect(found.map(\.asAnswer) == expected)
    }

    @Test(arguments: RecordedCases.calls.filter { $0.operation == "TestState" })
    func testing(_ call: RecordedCases.Call) throws {
        #expect(throws: Never.self) {
            if call.definition.contains("\"States\"") && call.definition.contains("\"StartAt\"")
                && (try? JSONValue.parse(call.definition))?["States"] != nil
            {
                _ = try StateMachineDefinition.parse(call.definition)
            } else {
                _ = try StateMachineDefinition.parse(singleState: call.definition, name: "TestState")
            }
        }
    }
}

extension Diagnostic {
    /// As ValidateStateMachineDefinition answers.
    var asAnswer: JSONValue {
        var answer: JSONObject = [
            "code": .string(code.rawValue), "message": .string(message), "severity": .string(severity.rawValue),
        ]
        if let location { answer["location"] = .string(location) }
        return .object(answer)
    }
}
