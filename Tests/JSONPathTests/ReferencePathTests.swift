import JSON
import JSONPath
import Testing

struct ReferencePathTests {
    @Test(
        arguments: [
            ("$", ["a": 1], 9), ("$.b", ["a": 1], ["a": 1, "b": 9]), ("$.a", ["a": 1], ["a": 9]),
            ("$.x.y.z", ["a": 1], ["a": 1, "x": ["y": ["z": 9]]]), ("$['k k'].v", [:], ["k k": ["v": 9]]),
            ("$.l[1]", ["l": [1, 2]], ["l": [1, 9]]),
            ("$.l[0].m", ["l": [["m": 1, "n": 2]]], ["l": [["m": 9, "n": 2]]]),
        ] as [(String, JSONValue, JSONValue)])
    func writes(path: String, document: JSONValue, expected: JSONValue) throws {
        let result = try ReferencePath(path).setting(9, in: document)
        #expect(result.serialized() == expected.serialized())
    }

    @Test func conflict() {
        let error = #expect(throws: JSONPathError.self) { try ReferencePath("$.a.b").setting(9, in: ["a": 1]) }
        #expect(error?.error == "States.ReferencePathConflict")
        #expect(error?.message == "Unable to apply step \"b\" to input 1")
        #expect(throws: JSONPathError.self) { try ReferencePath("$.a").setting(9, in: [1]) }
        #expect(throws: JSONPathError.self) { try ReferencePath("$.l[3]").setting(9, in: ["l": [1]]) }
    }

    @Test(arguments: ["$.a[*]", "$..a", "$.a[1:2]", "$.a['b','c']", "$.a[?(@.b)]", "$[0,1]", "$$.a", "$v", "a"])
    func invalidSyntax(text: String) {
        #expect(throws: JSONPathSyntaxError.self) { try ReferencePath(text) }
    }
}
