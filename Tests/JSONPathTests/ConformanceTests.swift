import JSON
import JSONPath
import Testing

/// Recorded on AWS, or taken from its documentation.
@Suite(.enabled(if: SharedFolder.path != nil))
struct ConformanceTests {
    static let cases = SharedFolder.lines(of: "conformance/jsonpath/cases.jsonl").filter {
        $0["lang"]?.string != "JSONata"
    }

    @Test(arguments: cases)
    func result(_ line: JSONValue) throws {
        let input = line["input"] ?? .null
        let scope = JSONPathScope(input: input, context: { ["Execution": ["Input": input]] })
        let result =
            if let path = line["path"]?.string {
                try JSONPathExpression(path).evaluate(in: scope)
            } else {
                try IntrinsicCall(line["expr"]?.string ?? "").evaluate(in: scope)
            }
        #expect(result == line["result"])
    }

    @Test func allCasesAreThere() {
        #expect(Self.cases.count >= 152)
    }
}
