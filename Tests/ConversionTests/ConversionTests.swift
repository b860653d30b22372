import Conversion
import JSON
import Testing
import WorkflowTests

/// Definitions and what they become do the same with the same input.
@Suite struct ConversionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var states: String
        var inputs: [String]
        var testDescription: String { states }
    }

    static func pass(_ fields: String) -> String { #""A": {"Type": "Pass", \#(fields), "End": true}"# }

    static let input =
        #"{"a": {"b": 1, "b-c": [1, 2, 3], "null": null}, "list": [{"k": 1, "v": "x"}, {"k": 2, "v": "y"}, {"k": 3}], "s": "a,b;c", "t": "2026-01-01T00:00:00Z", "n": 2.5, "empty": [], "one": [7], "nested": [[1], [2, 3]]}"#

    static let cases: [Case] =
        [
            #""InputPath": "$.a""#, #""InputPath": null"#, #""OutputPath": "$.a.b""#, #""OutputPath": null"#,
            #""Result": {"x": "{% no %}", "y.$": "$.a"}, "ResultPath": "$.r""#,
            #""Result": 1, "ResultPath": "$.a.new""#,
            #""Result": 1, "ResultPath": "$.p.q.r""#, #""Result": 1, "ResultPath": null"#,
            #""Result": {"z": 1}, "ResultPath": "$.a", "OutputPath": "$.a""#,
            #""Parameters": {"x.$": "$.a['b-c'][0]", "y": {"z.$": "$$.State.Name"}, "l": [1, {"m.$": "$.n"}]}"#,
            #""Parameters": {"x.$": "$.nothing"}"#,
            #""Parameters": {"x.$": "$.a.null", "y.$": "$.empty", "z.$": "$.one", "w.$": "$.nested"}"#,
            #""Parameters": {"x.$": "$.list[*].k", "y.$": "$.list[1:]", "z.$": "$.list[-2:].k", "w.$": "$.list[0,2].k", "none.$": "$.zzz[*]"}"#,
            #""Parameters": {"x.$": "$.list[?(@.k > 1)].k", "y.$": "$.list[?(@.v == 'x')]", "z.$": "$.list[?(@.v)].v", "w.$": "$.list[?(@.k == 1 || @.k == 3)].k", "q.$": "$.list[?(!(@.k == 1))].k"}"#,
            #""Parameters": {"x.$": "$.a.b-c[-1]"}, "ResultPath": "$.deep""#,
            #""Parameters": {"x.$": "States.Format('{} and \\'{}\\' {}', $.s, $.n, $.a.b)", "y.$": "States.Format('\\{\\}')"}"#,
            #""Parameters": {"x.$": "States.Array($.a.b, 'two', $.one, null)", "y.$": "States.Array($.one)", "z.$": "States.Array()", "w.$": "States.Array(1, true)"}"#,
            #""Parameters": {"x.$": "States.ArrayPartition($.a['b-c'], 2)", "y.$": "States.ArrayContains($.a['b-c'], 2)", "z.$": "States.ArrayRange(1, 9, 2)", "w.$": "States.ArrayGetItem($.a['b-c'], 1)", "l.$": "States.ArrayLength($.list)", "u.$": "States.ArrayUnique(States.Array(1, 1))"}"#,
            #""Parameters": {"x.$": "States.Base64Encode($.s)", "y.$": "States.Base64Decode(States.Base64Encode('ü'))", "h.$": "States.Hash($.s, 'SHA-256')"}"#,
            #""Parameters": {"x.$": "States.JsonMerge($.a, States.StringToJson('{\"q\": 1}'), false)", "s.$": "States.JsonToString($.list)", "t.$": "States.JsonToString($.s)"}"#,
            #""Parameters": {"x.$": "States.MathAdd($.n, 1)", "y.$": "States.MathAdd(-1, 3)", "s.$": "States.StringSplit($.s, ',;')", "o.$": "States.StringSplit($.s, ',')", "d.$": "States.StringSplit($.s, $.s)"}"#,
            #""Parameters": {"x.$": "States.Array($.list[*].k)", "y.$": "States.ArrayGetItem($.empty, 0)", "z.$": "States.ArrayGetItem($.list, States.MathAdd(1, 1))", "h.$": "States.Hash($.a, 'MD5')"}"#,
            #""Parameters": {"x.$": "States.ArrayLength($.s)"}"#, #""Parameters": {"x.$": "States.ArrayUnique($.n)"}"#,
            #""Parameters": {"x.$": "States.Hash($.s, 'SHA-1')", "y.$": "States.ArrayLength(States.StringSplit($.s, ','))"}"#,
            #""Parameters": {"v.$": "$.a"}, "Assign": {"kept.$": "$.v.b"}"#,
        ].map { Case(states: pass($0), inputs: [input, "{}", #"{"a": 1, "s": "x"}"#]) } + choices + levels

    /// Every comparison operator, with a value and with a path.
    static let operators: [String] = {
        let values = ["String": #""m""#, "Numeric": "5", "Timestamp": #""2026-01-01T00:00:00Z""#]
        let signs = ["Equals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]
        let pairs = values.sorted { $0.key < $1.key }.flatMap { kind in signs.map { (kind.key + $0, kind.value) } }
        let kinds = ["IsNull", "IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp"]
        return (pairs + [("BooleanEquals", "true")]).flatMap { name, value in
            [#""Variable": "$.x", "\#(name)": \#(value)"#, #""Variable": "$.x", "\#(name)Path": "$.y""#]
        } + kinds.flatMap { name in [true, false].map { #""Variable": "$.x", "\#(name)": \#($0)"# } }
    }()

    static let comparisons =
        operators + [
            #""Variable": "$.x", "StringMatches": "a*.\\*b""#, #""Variable": "$.x", "StringMatches": "*""#,
            #""Variable": "$.x", "StringMatches": "(""#,
            #""And": [{"Variable": "$.x", "IsPresent": true}, {"Or": [{"Variable": "$.x", "NumericLessThan": 3}, {"Not": {"Variable": "$.x", "IsString": true}}]}]"#,
            #""Or": [{"Variable": "$.x", "IsPresent": false}, {"Variable": "$.x", "StringEquals": "q"}]"#,
            #""Not": {"And": [{"Variable": "$.x", "IsPresent": true}, {"Variable": "$.x", "BooleanEquals": true}]}"#,
            #""Variable": "$.x.a", "NumericEquals": 1"#, #""Variable": "$$.State.Name", "StringEquals": "A""#,
        ]

    static let choices = comparisons.map {
        Case(
            states:
                #""A": {"Type": "Choice", "Choices": [{\#($0), "Next": "Yes"}], "Default": "No"}, "Yes": {"Type": "Pass", "Result": "yes", "End": true}, "No": {"Type": "Pass", "Result": "no", "End": true}"#,
            inputs: [
                "{}", #"{"x": "m"}"#, #"{"x": "a1.*b"}"#, #"{"x": 5}"#, #"{"x": 2, "y": 7}"#, #"{"x": true}"#,
                #"{"x": null}"#, #"{"x": "2025-12-31T23:59:59Z"}"#,
                #"{"x": "z", "y": "z"}"#, #"{"x": [1]}"#, #"{"x": "a", "y": "b"}"#, #"{"x": true, "y": true}"#,
                #"{"x": 5, "y": "5"}"#, #"{"x": {"a": 1}, "y": {"a": 1}}"#, #"{"x": "", "y": ""}"#,
                #"{"x": "2026-01-01T00:00:00Z", "y": "2026-01-01T01:00:00+01:00"}"#,
                #"{"x": "2026-01-01T00:00:00.5Z", "y": "2026-01-01T00:00:00Z"}"#,
            ])
    }

    static let levels: [Case] = [
        Case(
            states:
                #""A": {"Type": "Map", "ItemsPath": "$.list", "ItemSelector": {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", "all.$": "$.n"}, "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "Parameters": {"o.$": "$.v"}, "ResultPath": "$.r", "End": true}}}, "ResultSelector": {"first.$": "$[0]"}, "ResultPath": "$.mapped", "End": true}"#,
            inputs: [input, #"{"list": [], "n": 1}"#, #"{"list": 3}"#]),
        // A number in a text is one to these fields.
        Case(
            states:
                #""A": {"Type": "Map", "ItemsPath": "$.list", "MaxConcurrencyPath": "$.many", "ToleratedFailureCountPath": "$.few", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true}"#,
            inputs: [#"{"list": [1, 2], "many": "2", "few": "1"}"#, #"{"list": [1, 2], "many": 2, "few": 1}"#]),
        Case(
            states:
                #""A": {"Type": "Parallel", "Parameters": {"q.$": "$.n"}, "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}, {"StartAt": "C", "States": {"C": {"Type": "Succeed", "InputPath": "$.q"}}}], "ResultPath": "$.both", "OutputPath": "$.both", "End": true}"#,
            inputs: [input, "{}"]),
        Case(
            states:
                #""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "InputPath": "$.a", "Parameters": {"FunctionName": "f", "Payload": {"p.$": "$.b"}}, "ResultSelector": {"got.$": "$.Payload.p"}, "ResultPath": "$.call", "TimeoutSecondsPath": "$.one[0]", "Next": "W"}, "W": {"Type": "Wait", "SecondsPath": "$.call.got", "Next": "F"}, "F": {"Type": "Fail", "ErrorPath": "$.s", "CausePath": "States.Format('n is {}', $.n)"}"#,
            inputs: [input, "{}"]),
    ]

    @Test(arguments: cases)
    func doesTheSame(_ test: Case) throws {
        let text = "{\"StartAt\": \"A\", \"States\": {\(test.states)}}"
        let (converted, problems) = Converter.jsonata(try JSONValue.parse(text))
        #expect(problems == [])
        let document = try #require(converted)
        let before = try SimulatedMachine.reading("before", text)
        let after = try SimulatedMachine.reading("after", document.serialized())
        for input in test.inputs {
            let proof = ConversionProof(before, after, input: try JSONValue.parse(input), world: SimulatedWorld())
            #expect(proof.differences == [], "\(input): \(document.serialized())")
        }
    }

    @Test(arguments: [
        (#""Parameters": {"x.$": "States.MathRandom(1, 9, 7)"}"#, "/States/A/Parameters/x.$"),
        (#""Result": 1, "ResultPath": "$.list[0]""#, "/States/A/ResultPath"),
        (#""Parameters": {"x.$": "$['a','b']"}"#, "/States/A/Parameters/x.$"),
        (#""Parameters": {"x.$": "$.nested[*][0]"}"#, "/States/A/Parameters/x.$"),
        (#""Parameters": {"x.$": "$.a.*"}"#, "/States/A/Parameters/x.$"),
        (#""Parameters": {"x.$": "States.JsonMerge($.a, $.b, true)"}"#, "/States/A/Parameters/x.$"),
        (#""Parameters": {"x.$": "States.ArrayGetItem($.list, -1)"}"#, "/States/A/Parameters/x.$"),
    ])
    func whatCannotBeConvertedHasItsPlace(fields: String, place: String) throws {
        let (document, problems) = Converter.jsonata(
            try JSONValue.parse("{\"StartAt\": \"A\", \"States\": {\(Self.pass(fields))}}"))
        #expect(document == Optional.none)
        #expect(problems.map(\.place) == [place])
    }
}
