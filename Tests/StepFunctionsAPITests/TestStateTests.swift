import Engine
import JSON
import StepFunctionsAPI
import Testing

/// TestState: against AWS's answers, and what these don't reach.
@Suite struct TestStateTests {
    static let cases = RecordedCase.all { $0 == "test_state" }

    @Test(
        .enabled(if: RecordedCase.isHere, "the recorded cases are not at hand"),
        .enabled(if: ServiceModels.installed.directory != nil, "botocore is not installed"), arguments: cases)
    func answersAsAWS(_ recorded: RecordedCase) async throws {
        var player = try await CasePlayer()
        let difference = try await player.play(recorded)
        await player.close()
        #expect(difference == nil)
    }

    struct Given: Sendable, CustomTestStringConvertible {
        let request: JSONValue
        let answer: JSONValue
        let testDescription: String

        init(_ name: String, _ request: JSONValue, _ answer: JSONValue) {
            self.request = request
            self.answer = answer
            testDescription = name
        }
    }

    static let given = [
        Given(
            "variables that the state assigns are shown",
            [
                "definition": #"{"Type":"Pass","Assign":{"a":1,"b.$":"$.x"},"Next":"N"}"#, "input": #"{"x":2}"#,
                "variables": #"{"c":3}"#, "inspectionLevel": "DEBUG",
            ],
            [
                "output": #"{"x":2}"#, "nextState": "N", "status": "SUCCEEDED",
                "inspectionData": [
                    "input": #"{"x":2}"#, "afterInputPath": #"{"x":2}"#, "afterParameters": #"{"x":2}"#,
                    "afterResultSelector": #"{"x":2}"#, "afterResultPath": #"{"x":2}"#,
                    "variables": #"{"c":3,"a":1,"b":2}"#,
                ],
            ]),
        Given(
            "each iteration's input is shown",
            [
                "definition":
                    #"{"Type":"Map","ItemsPath":"$.v","ItemSelector":{"i.$":"$$.Map.Item.Index","t.$":"$.t"},"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}"#,
                "input": #"{"v":[7,8],"t":1}"#, "mock": ["result": "[1,2]"], "inspectionLevel": "TRACE",
            ],
            [
                "output": "[1,2]", "status": "SUCCEEDED",
                "inspectionData": [
                    "input": #"{"v":[7,8],"t":1}"#, "afterInputPath": #"{"v":[7,8],"t":1}"#, "afterItemsPath": "[7,8]",
                    "afterItemSelector": #"[{"i":0,"t":1},{"i":1,"t":1}]"#, "afterResultSelector": "[1,2]",
                    "afterResultPath": "[1,2]", "maxConcurrency": 0,
                ],
            ]),
        Given(
            "a path that finds nothing fails the state, and no place is named",
            ["definition": #"{"Type":"Pass","InputPath":"$.none","End":true}"#, "input": "{}"],
            [
                "error": "States.Runtime", "status": "FAILED",
                "cause": "Invalid path '$.none' : No results for path: $['none']",
            ]),
        Given(
            "a choice leads on",
            [
                "definition":
                    #"{"Type":"Choice","Choices":[{"Variable":"$.n","NumericGreaterThan":1,"Next":"More"}],"Default":"Less"}"#,
                "input": #"{"n":2}"#,
            ],
            ["output": #"{"n":2}"#, "nextState": "More", "status": "SUCCEEDED"]),
        Given(
            "a task that nothing serves fails",
            [
                "definition":
                    #"{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:000000000000:function:f","Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":null,"Next":"C"}],"End":true}"#,
                "roleArn": "arn:aws:iam::000000000000:role/r", "input": "5",
            ],
            [
                "output": "5", "nextState": "C", "status": "CAUGHT_ERROR", "error": "States.TaskFailed",
                "cause":
                    "Nothing here serves the resource 'arn:aws:lambda:us-east-1:000000000000:function:f'.",
            ]),
    ]

    @Test(arguments: given)
    func showsTheDataFlow(_ given: Given) async throws {
        let fixture = try await APIFixture()
        let answer = try await fixture.call("TestState", given.request)
        await fixture.engine.shutdown()
        #expect(answer.body == given.answer, "\(answer.body.serialized())")
    }

    static let state =
        #"{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"End":true}"#

    @Test func aMissingModelIsNamed() async throws {
        let fixture = try await APIFixture()
        let api = StepFunctionsAPI(engine: fixture.engine, serviceModels: ServiceModels(directory: nil))
        func test(_ mode: String) async throws -> JSONValue {
            let request: JSONValue = [
                "definition": .string(Self.state), "mock": ["result": "{}", "fieldValidationMode": .string(mode)],
            ]
            let answer = await api.respond(
                target: "AWSStepFunctions.TestState", body: request.serializedBytes(), scope: .init())
            return try JSONValue.parse(answer.bytes)
        }
        #expect(try await test("STRICT").exceptionText.contains("Install botocore"))
        #expect(try await test("NONE")["status"] == "SUCCEEDED")
        await fixture.engine.shutdown()
    }

    @Test(arguments: [
        (#"[1]"#, "Context must be a JSON object"), (#"{"Nothing":{}}"#, "Field 'Nothing' is not allowed"),
        (#"{"State":5}"#, "State must be an object"),
        (#"{"State":{"RetryCount":"1"}}"#, "State.RetryCount must be a number"),
    ])
    func theContextIsChecked(_ context: String, reason: String) async throws {
        let fixture = try await APIFixture()
        let answer = try await fixture.call(
            "TestState",
            [
                "definition": .string(Self.state), "context": .string(context),
                "mock": ["result": "{}", "fieldValidationMode": "NONE"],
            ])
        await fixture.engine.shutdown()
        #expect(answer.body.exceptionText == "ValidationException: Invalid Context object provided: \(reason)")
    }
}
