import StatesLanguage
import Testing

/// What AWS refuses, in its words.
struct RefusalTests {
    struct Case: Sendable, CustomStringConvertible {
        let description: String
        let definition: String
        let refusal: String?
        var type = StateMachineType.standard

        init(_ description: String, _ definition: String, _ refusal: String?, type: StateMachineType = .standard) {
            self.description = description
            self.definition = definition
            self.refusal = refusal
            self.type = type
        }
    }

    @Test(arguments: document + transitions + fields + languages + errors + choices + maps + resources + variables)
    func refusal(_ example: Case) {
        #expect(Definitions.refusal(of: example.definition, type: example.type) == example.refusal)
    }

    static let document = [
        Case("nothing", " \n", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null"),
        Case("no object", "[1]", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null"),
        Case("empty", "{}", "SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /"),
        Case(
            "no states", #"{"StartAt": "A", "States": {}}"#,
            "SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States"),
        Case(
            "unknown field", #"{"StartAt": "A", "Startat": "A", "States": {"A": {"Type": "Succeed"}}}"#,
            "SCHEMA_VALIDATION_FAILED: Field 'Startat' is not supported at /"),
        Case(
            "version", #"{"Version": "2", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#,
            "SCHEMA_VALIDATION_FAILED: Value should be one of the following: [1.0] at /Version"),
        Case(
            "same name in another level",
            """
            {"StartAt": "A", "States": {"A": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "A",
             "States": {"A": {"Type": "Succeed"}}}}}}
            """, "DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A/ItemProcessor/States/A"),
        Case(
            "same name in the same level",
            #"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "A": {"Type": "Succeed"}}}"#,
            "DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A"),
    ]

    static let transitions = [
        Case(
            "no way out", Definitions.single(#"{"Type": "Pass"}"#),
            "SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [Next, End] at "
                + "/States/S"),
        Case(
            "two ways out", Definitions.pair(#"{"Type": "Pass", "Next": "T", "End": true}"#),
            "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [Next, End] at /States/S"),
        Case(
            "start that isn't there", #"{"StartAt": "B", "States": {"A": {"Type": "Succeed"}}}"#,
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /StartAt, MISSING_TRANSITION_TARGET: State \"A\" is "
                + "not reachable. at /States/A"),
        Case(
            "target that isn't there, and so no end", Definitions.single(#"{"Type": "Pass", "Next": "NOPE"}"#),
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/S/Next, MISSING_END_STATE: Workflow has "
                + "no terminal state at null"),
        Case(
            "every kind of target",
            """
            {"StartAt": "A", "States": {
              "A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "X"}], "Default": "Y"},
              "B": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true,
                    "Catch": [{"ErrorEquals": ["E"], "Next": "Z"}]}}}
            """,
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/A/Choices[0]/Next, "
                + "MISSING_TRANSITION_TARGET: Missing 'Next' target: Y at /States/A/Default, "
                + "MISSING_TRANSITION_TARGET: Missing 'Next' target: Z at /States/B/Catch[0]/Next, "
                + "MISSING_TRANSITION_TARGET: State \"B\" is not reachable. at /States/B"),
        Case(
            "a loop without an end, which hides what is out of reach",
            """
            {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"},
             "C": {"Type": "Pass", "Next": "A"}}}
            """, "MISSING_END_STATE: Workflow has no terminal state at null"),
        Case(
            "an end out of reach",
            """
            {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}, "C": {"Type": "Succeed"}}}
            """, "MISSING_TRANSITION_TARGET: State \"C\" is not reachable. at /States/C"),
        Case(
            "a target in another level",
            """
            {"StartAt": "M", "States": {"M": {"Type": "Parallel", "Next": "T", "Branches": [{"StartAt": "I", "States": {
              "I": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "T"}], "Default": "J"},
              "J": {"Type": "Succeed"}}}]}, "T": {"Type": "Succeed"}}}
            """,
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: T at "
                + "/States/M/Branches[0]/States/I/Choices[0]/Next"),
    ]

    static let fields = [
        Case(
            "no type", Definitions.single(#"{"End": true}"#),
            "SCHEMA_VALIDATION_FAILED: These fields are required: [Type] at /States/S"),
        Case(
            "Catch of a Pass", Definitions.single(#"{"Type": "Pass", "Catch": [], "End": true}"#),
            "SCHEMA_VALIDATION_FAILED: Field 'Catch' is not supported at /States/S"),
        Case(
            "ResultPath of a Wait",
            Definitions.single(#"{"Type": "Wait", "Seconds": 1, "ResultPath": null, "End": true}"#),
            "SCHEMA_VALIDATION_FAILED: Field 'ResultPath' is not supported at /States/S"),
        Case(
            "Next of a Succeed", Definitions.single(#"{"Type": "Succeed", "End": true}"#),
            "SCHEMA_VALIDATION_FAILED: Field 'End' is not supported at /States/S"),
        Case(
            "a timeout of 0", task(#""TimeoutSeconds": 0"#),
            "SCHEMA_VALIDATION_FAILED: Minimum value is 1 at /States/S/TimeoutSeconds"),
        Case("the longest timeout", task(#""TimeoutSeconds": 99999999"#), nil),
        Case(
            "a longer timeout", task(#""TimeoutSeconds": 100000000"#),
            "SCHEMA_VALIDATION_FAILED: Maximum value is 99999999 at /States/S/TimeoutSeconds"),
        Case(
            "a text for a number", task(#""HeartbeatSeconds": "5""#),
            "SCHEMA_VALIDATION_FAILED: Expected value of type Integer at /States/S/HeartbeatSeconds"),
        Case(
            "a number and a path", task(#""TimeoutSeconds": 5, "TimeoutSecondsPath": "$.t""#),
            "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [TimeoutSeconds, "
                + "TimeoutSecondsPath] at /States/S"),
        Case(
            "a path that is none", Definitions.single(#"{"Type": "Pass", "InputPath": "a", "End": true}"#),
            "SCHEMA_VALIDATION_FAILED: Value must be a valid JSONPath. at /States/S/InputPath"),
        Case(
            "a path to many", Definitions.single(#"{"Type": "Pass", "ResultPath": "$.a[*]", "End": true}"#),
            "SCHEMA_VALIDATION_FAILED: Value is not a Reference Path at /States/S/ResultPath"),
        Case(
            "a template field",
            Definitions.single(#"{"Type": "Pass", "Parameters": {"a": {"b.$": "c"}}, "End": true}"#),
            "SCHEMA_VALIDATION_FAILED: The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic "
                + "function call at /States/S/Parameters/a"),
        Case(
            "a timestamp", Definitions.single(#"{"Type": "Wait", "Timestamp": "2030-02-30T00:00:00Z", "End": true}"#),
            "SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/S/Timestamp"),
        Case(
            "two moments",
            Definitions.single(#"{"Type": "Wait", "Timestamp": "2030-02-03T00:00:00Z", "Seconds": 1, "End": true}"#),
            "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [SecondsPath, Seconds, "
                + "TimestampPath, Timestamp] at /States/S"),
    ]

    private static func task(_ fields: String) -> String {
        Definitions.single(
            #"{"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true, \#(fields)}"#
        )
    }

    static let languages = [
        Case(
            "Output in JSONPath", Definitions.single(#"{"Type": "Pass", "Output": 1, "End": true}"#),
            "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for "
                + "the 'JSONata' QueryLanguage at /States/S"),
        Case(
            "InputPath in JSONata",
            Definitions.single(#"{"Type": "Pass", "InputPath": "$", "End": true}"#, language: .jsonata),
            "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported "
                + "for the 'JSONPath' QueryLanguage at /States/S"),
        Case(
            "back to JSONPath",
            Definitions.single(#"{"Type": "Pass", "QueryLanguage": "JSONPath", "End": true}"#, language: .jsonata),
            "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state "
                + "machine at /States/S"),
        Case(
            "an unknown language", Definitions.single(#"{"Type": "Pass", "QueryLanguage": "jsonata", "End": true}"#),
            "SCHEMA_VALIDATION_FAILED: Value should be one of the following: [JSONPath, JSONata] at "
                + "/States/S/QueryLanguage"),
        Case(
            "a language of a processor",
            """
            {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {"QueryLanguage": "JSONata",
             "StartAt": "I", "States": {"I": {"Type": "Succeed"}}}}}}
            """, "SCHEMA_VALIDATION_FAILED: Field 'QueryLanguage' is not supported at /States/M/ItemProcessor"),
        Case(
            "an expression without its end",
            Definitions.single(#"{"Type": "Pass", "Output": {"a": "{% 1 "}, "End": true}"#, language: .jsonata),
            "SCHEMA_VALIDATION_FAILED: JSONata string must start with {% and end with %} at /States/S/Output/a"),
    ]

    static let errors = [
        Case(
            "no ErrorEquals", task(#""Retry": [{}]"#),
            "SCHEMA_VALIDATION_FAILED: These fields are required: [ErrorEquals] at /States/S/Retry[0]"),
        Case(
            "empty ErrorEquals", task(#""Retry": [{"ErrorEquals": []}]"#),
            "SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/S/Retry[0]/ErrorEquals"),
        Case(
            "ALL with another", task(#""Retry": [{"ErrorEquals": ["States.ALL", "A"]}]"#),
            "SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at "
                + "/States/S/Retry[0]/ErrorEquals"),
        Case(
            "ALL before another", task(#""Retry": [{"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["A"]}]"#),
            "SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at "
                + "/States/S/Retry[0]/ErrorEquals"),
        Case(
            "attempts", task(#""Retry": [{"ErrorEquals": ["A"], "MaxAttempts": -1}]"#),
            "SCHEMA_VALIDATION_FAILED: Minimum value is 0 at /States/S/Retry[0]/MaxAttempts"),
        Case(
            "jitter", task(#""Retry": [{"ErrorEquals": ["A"], "JitterStrategy": "SOME"}]"#),
            "SCHEMA_VALIDATION_FAILED: Value should be one of the following: [NONE, FULL] at "
                + "/States/S/Retry[0]/JitterStrategy"),
        Case(
            "a catcher that leads nowhere", task(#""Catch": [{"ErrorEquals": ["A"]}]"#),
            "SCHEMA_VALIDATION_FAILED: These fields are required: [Next] at /States/S/Catch[0]"),
    ]

    private static func choice(_ rules: String, _ language: QueryLanguage = .jsonPath) -> String {
        Definitions.pair(#"{"Type": "Choice", "Choices": [\#(rules)], "Default": "T"}"#, language: language)
    }

    static let choices = [
        Case("no rules", choice(""), "SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/S/Choices"),
        Case(
            "a rule that leads nowhere", choice(#"{"Variable": "$.a", "IsNull": true}"#),
            "SCHEMA_VALIDATION_FAILED: These fields are required: [Next] at /States/S/Choices[0]"),
        Case(
            "a rule without a test", choice(#"{"Next": "T"}"#),
            "SCHEMA_VALIDATION_FAILED: The object must have only one of the following fields, [And, Or, Not, Variable, "
                + "Condition] at /States/S/Choices[0]"),
        Case(
            "an inner Next", choice(#"{"Not": {"Variable": "$.a", "IsNull": true, "Next": "T"}, "Next": "T"}"#),
            "SCHEMA_VALIDATION_FAILED: Field 'Next' is not supported at /States/S/Choices[0]/Not"),
        Case(
            "a variable that is no path", choice(#"{"Variable": "a", "IsNull": true, "Next": "T"}"#),
            "SCHEMA_VALIDATION_FAILED: Value is not a Reference Path: Reference path didn't start with '$' at "
                + "/States/S/Choices[0]/Variable"),
        Case(
            "Condition in JSONPath", choice(#"{"Condition": true, "Next": "T"}"#),
            "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported "
                + "for the 'JSONata' QueryLanguage at /States/S/Choices[0]"),
        Case(
            "Variable in JSONata", choice(#"{"Variable": "$.a", "IsNull": true, "Next": "T"}"#, .jsonata),
            "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field 'Variable' is only supported "
                + "for the 'JSONPath' QueryLanguage at /States/S/Choices[0]"),
    ]

    private static func map(_ fields: String, _ language: QueryLanguage = .jsonPath) -> String {
        Definitions.single(
            """
            {"Type": "Map", "End": true, \(fields) "ItemProcessor": {
             "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
             "StartAt": "I", "States": {"I": {"Type": "Succeed"}}}}
            """, language: language)
    }

    static let maps = [
        Case(
            "no processor", Definitions.single(#"{"Type": "Map", "End": true}"#),
            "SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [ItemProcessor, "
                + "Iterator] at /States/S"),
        Case(
            "no type of execution",
            """
            {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {
             "ProcessorConfig": {"Mode": "DISTRIBUTED"}, "StartAt": "I", "States": {"I": {"Type": "Succeed"}}}}}}
            """,
            "SCHEMA_VALIDATION_FAILED: These fields are required: [ExecutionType] at "
                + "/States/M/ItemProcessor/ProcessorConfig"),
        Case(
            "percentage", map(#""ToleratedFailurePercentage": 101,"#),
            "SCHEMA_VALIDATION_FAILED: Maximum value is 100.0 at /States/S/ToleratedFailurePercentage"),
        Case(
            "negative percentage", map(#""ToleratedFailurePercentage": -1,"#),
            "SCHEMA_VALIDATION_FAILED: Minimum value is 0.0 at /States/S/ToleratedFailurePercentage"),
        Case(
            "path in JSONata", map(#""ItemBatcher": {"MaxItemsPerBatchPath": "$.a"},"#, .jsonata),
            "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field 'MaxItemsPerBatchPath' is only "
                + "supported for the 'JSONPath' QueryLanguage at /States/S/ItemBatcher"),
        Case(
            "items",
            map(
                #""ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON","#
                    + #""MaxItems": 100000001}},"#),
            "SCHEMA_VALIDATION_FAILED: Maximum value is 100000000 at /States/S/ItemReader/ReaderConfig/MaxItems"),
        Case("the longest label", map(#""Label": "\#(String(repeating: "l", count: 40))","#), nil),
        Case(
            "a longer label", map(#""Label": "\#(String(repeating: "l", count: 41))","#),
            "INVALID_LABEL_NAME: Label '\(String(repeating: "l", count: 41))' exceeds the 40-character limit allowed by the "
                + "service at /States/S/Label"),
        Case(
            "distributed in Express", map(""),
            "SCHEMA_VALIDATION_FAILED: The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state "
                + "machines at /States/S/ItemProcessor/ProcessorConfig/Mode", type: .express),
    ]

    private static func resource(_ arn: String) -> String {
        Definitions.single(#"{"Type": "Task", "Resource": "\#(arn)", "End": true}"#)
    }

    private static func request(_ arn: String, _ fields: String) -> String {
        Definitions.single(#"{"Type": "Task", "Resource": "\#(arn)", "Parameters": {\#(fields)}, "End": true}"#)
    }

    static let resources = [
        Case(
            "nothing to call with", resource("arn:aws:states:::aws-sdk:s3:listBuckets"),
            "SCHEMA_VALIDATION_FAILED: Parameters field is required for resource ARN: "
                + "arn:aws:states:::aws-sdk:s3:listBuckets at /States/S"),
        Case("an empty request", request("arn:aws:states:::aws-sdk:s3:listBuckets", ""), nil),
        Case(
            "a request without its fields",
            request("arn:aws:states:::sqs:sendMessage.waitForTaskToken", #""MessageBody.$": "$""#),
            "SCHEMA_VALIDATION_FAILED: The field 'QueueUrl' is required but was missing at /States/S/Parameters"),
        Case(
            "no ARN", resource("lambda"),
            "SCHEMA_VALIDATION_FAILED: Value is not a valid resource ARN at /States/S/Resource"),
        Case(
            "a call that isn't offered", resource("arn:aws:states:::dynamodb:scan"),
            "SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:states:::dynamodb:scan is not recognized. The value "
                + "is not a valid resource ARN, or the resource is not available in this region. at /States/S/Resource"),
        Case(
            "a pattern that isn't offered", resource("arn:aws:states:::lambda:invoke.sync"),
            "SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:states:::lambda:invoke.sync is not recognized. The "
                + "value is not a valid resource ARN, or the resource is not available in this region. at "
                + "/States/S/Resource"),
        Case(
            "sync in Express", request("arn:aws:states:::ecs:runTask.sync", #""TaskDefinition": "t""#),
            "SCHEMA_VALIDATION_FAILED: Express state machine does not support '.sync' service integration at "
                + "/States/S/Resource", type: .express),
        Case(
            "credentials of an activity",
            Definitions.single(
                #"{"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "End": true, "#
                    + #""Credentials": {"RoleArn": "r"}}"#),
            "SCHEMA_VALIDATION_FAILED: The field 'Credentials' is not supported for activities at "
                + "/States/S/Credentials"),
    ]

    private static func assign(_ name: String) -> String {
        Definitions.single(#"{"Type": "Pass", "Assign": {"\#(name)": 1}, "End": true}"#)
    }

    static let variables = [
        Case(
            "the reserved one", assign("states"),
            "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/S/Assign"),
        Case(
            "a blank", assign("a b"),
            "INVALID_VARIABLE_NAME: Invalid variable name 'a b': the variable name contains invalid characters. at "
                + "/States/S/Assign"),
        Case("the longest name", assign(String(repeating: "v", count: 80)), nil),
        Case("letters of any script", assign("größe_2"), nil),
    ]
}
