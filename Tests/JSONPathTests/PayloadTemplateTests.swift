import JSON
import JSONPath
import Testing

struct PayloadTemplateTests {
    @Test func staticFieldsComeFirst() throws {
        let template = try PayloadTemplate([
            "B.$": "$.b", "literal": "$.a", "A.$": "States.Format('{}', $.a)",
            "list": [["x.$": "$v"], 1, "States.UUID()"],
            "nested": ["y.$": "$$.E", "z": nil],
        ])
        let scope = JSONPathScope(input: ["a": 1, "b": [2]], context: { ["E": "e"] }, variables: ["v": true])
        let value = try template.evaluate(in: scope)
        #expect(
            value.serialized()
                == #"{"literal":"$.a","list":[{"x":true},1,"States.UUID()"],"nested":{"z":null,"y":"e"},"B":[2],"A":"1"}"#
        )
        #expect(template.variableReferences == ["v"])
    }

    @Test func missingPath() throws {
        let template = try PayloadTemplate(["p": ["value.$": "$.no_such_jsonpath"]])
        let error = #expect(throws: JSONPathError.self) {
            try template.evaluate(in: JSONPathScope(input: ["other": 1]))
        }
        #expect(error?.error == "States.Runtime")
        #expect(
            error?.message
                == "The JSONPath '$.no_such_jsonpath' specified for the field 'value.$' could not be found in the input "
                + "'{\"other\":1}'")
    }

    @Test func nullInput() throws {
        let template = try PayloadTemplate(["input.$": "$"])
        let error = #expect(throws: JSONPathError.self) { try template.evaluate(in: JSONPathScope(input: .null)) }
        #expect(error?.message == "Unable to apply Path transformation to null or empty input.")
    }

    @Test func wrongFields() throws {
        let number = #expect(throws: PayloadTemplateError.self) { try PayloadTemplate(["a": [["n.$": 1]]]) }
        #expect(number?.path == ["a", "0", "n.$"])
        #expect(number?.problem == .notAString)
        let text = #expect(throws: PayloadTemplateError.self) { try PayloadTemplate(["parsed.$": "States.Nope()"]) }
        #expect(text?.field == "parsed.$")
    }
}
