import JSON
import Testing
import WorkflowTests

/// What runs in the simulated world, told by test files that pass.
@Suite struct SimulationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var mocks: String
        var expect: String
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "a straight run",
            mocks: "{ Check: { payload: { status: PAID } }, Ship: { result: ok, delay: 5m, heartbeatEvery: 30s } }",
            expect: "{ status: SUCCEEDED, path: [Check, IsPaid, Ship], duration: 5m, transitions: 3, retries: 0 }"),
        Case(
            name: "months pass in no time",
            mocks:
                "{ 'lambda:check': [{ payload: { status: NEW }, times: 12 }, { payload: { status: PAID } }], Ship: { result: 1 } }",
            expect:
                "{ duration: 360d, visits: { Pause: 12, Check: 13 }, transitions: 39, calls: { 'lambda:check': 13 } }"),
        Case(
            name: "retries back off by the virtual clock",
            mocks: "{ Check: [{ error: Busy, times: 2 }, { payload: { status: PAID } }], Ship: { result: 1 } }",
            expect: "{ retries: { Check: 2 }, duration: 30s, transitions: 5, path: [Check, IsPaid, Ship] }"),
        Case(
            name: "the last retry fails", mocks: "{ Check: { error: Busy, cause: too much } }",
            expect: "{ status: FAILED, error: Busy, cause: too much, duration: 30s, calls: { Check: 3 } }"),
        Case(
            name: "a catcher", mocks: "{ Check: { error: Gone } }",
            expect: "{ status: FAILED, error: OrderLost, path: [Check, Lost] }"),
        Case(
            name: "no answer: the heartbeat is missed first",
            mocks: "{ Check: { payload: { status: PAID } }, Ship: { never: true } }",
            expect: "{ status: FAILED, error: States.Timeout, duration: 1m }"),
        Case(
            name: "heartbeats that stop",
            mocks:
                "{ Check: { payload: { status: PAID } }, Ship: { never: true, heartbeatEvery: 50s, heartbeats: 3 } }",
            expect: "{ status: FAILED, error: States.Timeout, duration: 3m30s }"),
        Case(
            name: "heartbeats go on until the timeout",
            mocks: "{ Check: { payload: { status: PAID } }, Ship: { never: true, heartbeatEvery: 30s } }",
            expect: "{ status: FAILED, error: States.Timeout, duration: 10m }"),
        Case(
            name: "a function of the input and of the call",
            mocks:
                "{ Check: { payload: { status: \"{% $call < 3 ? 'NEW' : 'PAID' %}\" } }, Ship: { result: \"{% $states.input.MessageBody.order & '!' %}\" } }",
            expect: "{ outputIncludes: { shipped: A-1! }, visits: { Pause: 2 } }"),
        Case(
            name: "arguments with a token",
            mocks: "{ Check: { payload: { status: GIFT } }, Ship: { result: 1 } }",
            expect:
                "{ calls: { Ship: [{ QueueUrl: q, MessageBody: { token: \"{% $contains($value, 'token') %}\", order: A-1 } }] } }"
        ),
        Case(
            name: "a predicate on the output",
            mocks: "{ Check: { payload: { status: PAID } }, Ship: { result: 7 } }",
            expect: "{ output: \"{% $value.shipped > 6 and $value.order = 'A-1' %}\" }"),
    ]

    @Test(arguments: cases)
    func runs(_ test: Case) throws {
        let results = try TestFiles.run(
            """
            definition: d.json
            tests:
              - name: it
                input: { order: A-1 }
                mocks: \(test.mocks)
                expect: \(test.expect)
            """)
        #expect(results.flatMap(\.failures) == [])
        #expect(results.count == 1)
    }

    @Test func oneStateWithVariablesAndContext() throws {
        let definition = """
            {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"},
              "B": {"Type": "Choice", "Choices": [{"Condition": "{% $limit > 5 %}", "Next": "C", "Output": "{% $states.context.Execution.Name & $string($limit) %}"}], "Default": "A"},
              "C": {"Type": "Succeed"}}}
            """
        let results = try TestFiles.run(
            """
            definition: d.json
            tests:
              - name: one state
                state: B
                variables: { limit: 7, text: "{% not an expression %}" }
                context: { Execution: { Name: run-1, Input: { a: 1 } } }
                input: { b: 2 }
                expect: { next: C, output: run-17, path: [B, C], variables: { limit: 7 } }
            """, ["d.json": definition])
        #expect(results.flatMap(\.failures) == [])
    }

    @Test func tablesMakeATestARow() throws {
        let file = try TestFiles.read(
            """
            definition: d.json
            mocks: { Ship: { result: 1 } }
            tests:
              - name: loops
                columns: [name, mocks.Check.payload.status, expect.path]
                rows:
                  - [paid, PAID, [Check, IsPaid, Ship]]
                  - [gift, GIFT, [Check, IsPaid, Ship]]
                input: { order: 1 }
              - name: cases
                mocks: { Check: { payload: { status: PAID } } }
                input: { order: 1, a: { b: 1 } }
                cases:
                  - { name: merged, input: { a: { c: 2 } }, expect: { outputIncludes: { a: { b: 1, c: 2 } } } }
                  - { input: { order: 2 }, expect: { outputIncludes: { order: 2 } } }
            """)
        #expect(file.tests.map(\.name) == ["loops / paid", "loops / gift", "cases / merged", "cases / case 2"])
        #expect(TestRunner.run(file).flatMap(\.failures) == [])
    }

    @Test func mockConfigFilesOfStepFunctionsLocal() throws {
        let config = """
            {"StateMachines": {"orders": {"TestCases": {"Happy": {"Check": "Checked", "Ship": "Shipped"}, "Short": {"Check": "Once"}}}},
             "MockedResponses": {
               "Checked": {"0": {"Throw": {"Error": "Busy", "Cause": "c"}}, "1-2": {"Return": {"Payload": {"status": "NEW"}}}, "3": {"Return": {"Payload": {"status": "PAID"}}}},
               "Once": {"0": {"Return": {"Payload": {"status": "NEW"}}}}, "Shipped": {"0": {"Return": {"id": 1}}}}}
            """
        let files = ["d.json": TestFiles.order, "MockConfigFile.json": config]
        let results = try TestFiles.run(
            """
            definition: d.json
            tests:
              - { name: a, input: { order: 1 }, mockConfig: { file: MockConfigFile.json, testCase: Happy }, expect: { visits: { Pause: 2 }, retries: 1, outputIncludes: { shipped: { id: 1 } } } }
              - { name: b, input: { order: 1 }, mockConfig: { file: MockConfigFile.json, testCase: Short } }
              - { name: c, input: { order: 1 }, mockConfig: { file: MockConfigFile.json, testCase: Hapy } }
            """, files)
        #expect(results.first { $0.name == "a" }?.failures == [])
        #expect(
            results.first { $0.name == "b" }?.failures.first?.message == "the mock of 'Check' has no answer to call 2")
        #expect(results.first { $0.name == "c" }?.failures.first?.details == ["did you mean 'Happy'?"])
    }

    @Test func executionsThatStartExecutions() throws {
        let parent = """
            {"QueryLanguage": "JSONata", "StartAt": "Run", "States": {"Run": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
              "Arguments": {"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:child", "Input": {"n": "{% $states.input.n %}"}},
              "Output": "{% $states.result.Output %}", "End": true}}}
            """
        let child = """
            {"QueryLanguage": "JSONata", "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 100, "Next": "P"}, "P": {"Type": "Pass", "Output": {"m": "{% $states.input.n * 2 %}"}, "End": true}}}
            """
        let results = try TestFiles.run(
            """
            definition: p.json
            executions: { child: { definition: c.json } }
            tests:
              - { name: nested, input: { n: 21 }, expect: { output: { m: 42 }, duration: 100s, transitions: 1 } }
            """, ["p.json": parent, "c.json": child])
        #expect(results.flatMap(\.failures) == [])
        #expect(results.first?.run?.calls.first?.child?.run.transitions == 2)
    }

    @Test func theSameSeedGivesTheSameRun() throws {
        let definition =
            #"{"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"u.$": "States.UUID()"}, "End": true}}}"#
        func output(_ seed: Int) throws -> String? {
            let text = "definition: d.json\ntests: [{ name: a, seed: \(seed) }]"
            return try TestFiles.run(text, ["d.json": definition]).first?.run?.output?["u"]?.string
        }
        #expect(try output(1) == output(1))
        #expect(try output(1) != output(2))
    }
}
