import StatesLanguage
import Testing

/// Every limit at its value and one past it.
struct LimitTests {
    @Test(arguments: [80, 81]) func stateName(_ length: Int) {
        let name = String(repeating: "ü", count: length)
        let refusal = Definitions.refusal(of: #"{"StartAt": "\#(name)", "States": {"\#(name)": {"Type": "Succeed"}}}"#)
        #expect(refusal?.hasPrefix("INVALID_STATE_NAME") ?? false == (length > DecodingRules.stateNameLimit))
    }

    @Test(arguments: [80, 81]) func variableName(_ length: Int) {
        let name = String(repeating: "v", count: length)
        let refusal = Definitions.refusal(
            of: Definitions.single(#"{"Type": "Pass", "Assign": {"\#(name)": 1}, "End": true}"#))
        #expect(refusal?.hasPrefix("INVALID_VARIABLE_NAME") ?? false == (length > DecodingRules.variableNameLimit))
    }

    @Test(arguments: [0, 1]) func size(_ surplus: Int) {
        let frame = Definitions.single(#"{"Type": "Succeed", "Comment": ""}"#)
        let filling = String(repeating: "c", count: DecodingRules.definitionSizeLimit + surplus - frame.utf8.count)
        let text = Definitions.single(#"{"Type": "Succeed", "Comment": "\#(filling)"}"#)
        #expect((Definitions.refusal(of: text) == nil) == (surplus == 0))
    }

    @Test(arguments: [0, 1]) func nesting(_ surplus: Int) {
        let depth = DecodingRules.nestingLimit + surplus
        var level = #"{"StartAt": "s\#(depth)", "States": {"s\#(depth)": {"Type": "Succeed"}}}"#
        for number in (1..<depth).reversed() {
            level =
                #"{"StartAt": "s\#(number)", "States": {"s\#(number)": {"Type": "Parallel", "Branches": [\#(level)], "#
                + #""End": true}}}"#
        }
        let refusal = Definitions.refusal(of: level)
        #expect(refusal?.hasPrefix("TOO_DEEPLY_NESTED") ?? false == (surplus > 0))
    }

    @Test func bracketsWithoutEnd() {
        let refusal = Definitions.refusal(of: String(repeating: "[", count: 100_000))
        #expect(refusal?.hasPrefix("INVALID_JSON_DESCRIPTION") ?? false)
    }

    /// As deep as the parser lets values through.
    @Test func deepValues() {
        let depth = 490
        let value = String(repeating: #"{"a": ["#, count: depth / 2) + "1" + String(repeating: "]}", count: depth / 2)
        let test =
            String(repeating: #"{"Not": "#, count: depth) + #"{"Variable": "$.a", "IsNull": true}"#
            + String(repeating: "}", count: depth)
        #expect(
            Definitions.refusal(of: Definitions.single(#"{"Type": "Pass", "Parameters": \#(value), "End": true}"#))
                == nil)
        #expect(
            Definitions.refusal(
                of: Definitions.single(#"{"Type": "Pass", "Output": \#(value), "End": true}"#, language: .jsonata))
                == nil)
        let rule = #"{"And": [\#(test)], "Next": "T"}"#
        #expect(
            Definitions.refusal(
                of: Definitions.pair(#"{"Type": "Choice", "Choices": [\#(rule)], "Default": "T"}"#)) == nil)
    }
}
