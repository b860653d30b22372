import JSON
import StatesLanguage
import Testing

/// Definitions broken at random never stop the decoder, and always get an answer. The seed of a failure is its argument.
struct MutationTests {
    static let seeds: [String] = [
        """
        {"StartAt": "A", "QueryLanguage": "JSONPath", "States": {
          "A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f", "x.$": "$.y", "z": [1]},
                "ResultSelector": {"r.$": "$"}, "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 2}],
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "D", "ResultPath": "$.e"}], "Next": "B"},
          "B": {"Type": "Choice", "Choices": [{"And": [{"Variable": "$.a", "StringEquals": "b"}], "Next": "C"}],
                "Default": "D"},
          "C": {"Type": "Map", "ItemsPath": "$.i", "ItemProcessor": {"StartAt": "I", "States": {
                "I": {"Type": "Wait", "Seconds": 3, "End": true}}}, "Next": "D"},
          "D": {"Type": "Parallel", "Branches": [{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}],
                "Assign": {"v.$": "$.w"}, "End": true}}}
        """,
        """
        {"StartAt": "A", "QueryLanguage": "JSONata", "States": {
          "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
                "Arguments": {"x": "{% $states.input.y %}"}, "Output": "{% $states.result %}",
                "Credentials": {"RoleArn": "{% $r %}"}, "TimeoutSeconds": "{% 9 %}", "Next": "B"},
          "B": {"Type": "Choice", "Choices": [{"Condition": "{% true %}", "Next": "C"}], "Default": "C"},
          "C": {"Type": "Map", "Items": ["{% 1 %}"], "Label": "L", "ItemBatcher": {"MaxItemsPerBatch": 5},
                "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"}},
                "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
                "StartAt": "I", "States": {"I": {"Type": "Fail", "Error": "{% 'e' %}"}}}, "End": true}}}
        """,
    ]

    @Test(arguments: 0..<400) func values(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var document = try JSONValue.parse(Self.seeds[seed % Self.seeds.count])
        for _ in 0...(seed % 4) { document = generator.mutated(document) }
        check(document.serialized())
    }

    @Test(arguments: 0..<200) func texts(_ seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed) &+ 7_919)
        var bytes = Array(Self.seeds[seed % Self.seeds.count].utf8)
        for _ in 0...(seed % 6) {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes.remove(at: place)
            case 1: bytes[place] = Array("{}[]\",:$%.0aN\\".utf8).randomElement(using: &generator) ?? 0x20
            default: bytes.replaceSubrange(place..<min(place + 20, bytes.count), with: [])
            }
        }
        check(String(decoding: bytes, as: UTF8.self))
    }

    /// The decoder's two readers agree: what parses has no errors, and the other way round.
    private func check(_ text: String) {
        for type in StateMachineType.allCases {
            let errors = DefinitionValidator.validate(text, type: type).filter { $0.severity == .error }
            do throws(InvalidDefinition) {
                _ = try StateMachineDefinition.parse(text, type: type)
                #expect(errors.isEmpty)
            } catch {
                #expect(error.diagnostics == errors)
                #expect(!errors.isEmpty)
            }
        }
        _ = DefinitionValidator.validate(text, rules: DecodingRules(toleratesPlaceholders: true, reportsAll: true))
        _ = try? StateMachineDefinition.parse(singleState: text, name: "S")
    }
}

/// SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// The value with one part of it changed, dropped, renamed or doubled.
    mutating func mutated(_ value: JSONValue) -> JSONValue {
        if Int.random(in: 0..<6, using: &self) == 0 { return anything() }
        switch value {
        case .object(let object) where !object.isEmpty:
            var members = object.members
            let place = Int.random(in: members.indices, using: &self)
            switch Int.random(in: 0..<8, using: &self) {
            case 0: members.remove(at: place)
            case 1: members[place].key += ["x", ".$", "Path", ""].randomElement(using: &self) ?? ""
            case 2: members[place].key = members.randomElement(using: &self)?.key ?? ""
            default: members[place].value = mutated(members[place].value)
            }
            return .object(JSONObject(members: members))
        case .array(var elements) where !elements.isEmpty:
            let place = Int.random(in: elements.indices, using: &self)
            switch Int.random(in: 0..<4, using: &self) {
            case 0: elements.remove(at: place)
            case 1: elements.append(elements[place])
            default: elements[place] = mutated(elements[place])
            }
            return .array(elements)
        default: return anything()
        }
    }

    private mutating func anything() -> JSONValue {
        let values: [JSONValue] = [
            .null, true, 0, -1, 1.5, "", "$", "$.a", "$$", "$v", "{% 1 %}", "{%", "States.UUID()", "JSONata", [],
            .empty,
            ["Type": "Pass"], "${X}", .decimal("1e400"), "Map", "A",
        ]
        return values.randomElement(using: &self) ?? .null
    }
}

extension JSONValue {
    fileprivate static let empty: JSONValue = .object(JSONObject())
}
