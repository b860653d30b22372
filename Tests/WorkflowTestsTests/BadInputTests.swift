import JSON
import StatesLanguage
import Testing
import WorkflowTests

/// What is wrong with test files: said with its place, and the other tests run.
@Suite struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var line: String
        var message: String
        var cure: String?
        var testDescription: String { line }
    }

    static let cases: [Case] = [
        Case(
            line: "mocks: { Chek: { result: 1 } }", message: "the definition has no state 'Chek'",
            cure: "did you mean 'Check'?"),
        Case(
            line: "mocks: { IsPaid: { result: 1 } }",
            message: "state 'IsPaid' is a Choice, which calls nothing that could be mocked"),
        Case(
            line: "mocks: { 'sqs:sendMesage': { result: 1 } }", message: "no Task calls 'sqs:sendMesage'",
            cure: "did you mean 'sqs:sendMessage'?"),
        Case(line: "expct: { status: FAILED }", message: "unknown key 'expct'", cure: "did you mean 'expect'?"),
        Case(line: "expect: { pth: [Check] }", message: "unknown key 'pth'", cure: "did you mean 'path'?"),
        Case(line: "mocks: { Check: { reslt: 1 } }", message: "unknown key 'reslt'", cure: "did you mean 'result'?"),
        Case(
            line: "mocks: { Check: { result: 1, error: E } }",
            message:
                "an answer has one of result, payload, error, never, execution and function; this has 'result' and 'error'"
        ),
        Case(line: "mocks: { Check: { result: \"{% $$( %}\" } }", message: "can't be parsed"),
        Case(line: "mocks: { Check: { result: 1, delay: soon } }", message: "\"soon\" is no length of time"),
        Case(
            line: "expect: { status: SUCEEDED }", message: "no execution has the status \"SUCEEDED\"",
            cure: "did you mean 'SUCCEEDED'?"),
        Case(line: "expect: { status: FAILED, output: 1 }", message: "an execution that is FAILED has no output"),
        Case(
            line: "expect: { path: [Check, Shipp] }",
            message: "the definition has no state 'Shipp', so no run can take it", cure: "did you mean 'Ship'?"),
        Case(
            line: "expect: { path: [Check, Ship] }",
            message: "no transition leads from 'Check' to 'Ship', so no run can take this path"),
        Case(line: "state: Shi", message: "the definition has no state 'Shi'", cure: "did you mean 'Ship'?"),
        Case(line: "expect: { next: Ship }", message: "'next' is of a test of one state; name it with 'state'"),
    ]

    @Test(arguments: cases)
    func saysWhatAndWhere(_ bad: Case) throws {
        let results = try TestFiles.run(
            """
            definition: d.json
            tests:
              - name: bad
                \(bad.line)
              - name: good
                input: { order: 1 }
                mocks: { Check: { payload: { status: PAID } }, Ship: { result: 1 } }
            """)
        let failed = try #require(results.first { $0.name == "bad" })
        #expect(failed.failures.first?.message.contains(bad.message) == true, "\(failed.failures)")
        if let cure = bad.cure { #expect(failed.failures.first?.details == [cure]) }
        #expect((failed.position?.line ?? 0) >= 3)
        #expect(results.first { $0.name == "good" }?.failures == [])
    }

    /// What a service can't answer is told with its place in the file.
    @Test func resultsThatNoServiceAnswers() throws {
        let checks: TestFileReader.Results = { resource, result in
            guard resource.arn.hasSuffix("lambda:invoke"), result["Paylod"] != nil else { return [] }
            return [
                ResultFault(
                    path: .top.appending("Paylod"), message: "'Paylod' is no member of InvocationResponse",
                    unknown: "Paylod", known: ["Payload", "StatusCode"])
            ]
        }
        let file = try TestFileReader.read(
            path: "t.test.yaml",
            text: """
                definition: d.json
                tests:
                  - name: bad
                    mocks: { 'lambda:check': [{ result: { Payload: 1 } }, { result: { Paylod: 1 } }] }
                  - name: good
                    input: { order: 1 }
                    mocks: { Check: { payload: { status: PAID } }, Ship: { result: 1 } }
                """, results: checks
        ) { (_: String) throws(TestProblem) -> String in TestFiles.order }
        let results = TestRunner.run(file)
        let failure = try #require(results.first { $0.name == "bad" })
        #expect(failure.position == SourcePosition(line: 4, column: 71))
        #expect(failure.failures.first?.details == ["did you mean 'Payload'?"])
        #expect(results.first { $0.name == "good" }?.passed == true)
    }

    @Test func aRunWithoutEndStopsAtTheEventLimit() throws {
        let results = try TestFiles.run(
            """
            definition: d.json
            tests: [{ name: endless, mocks: { Check: { payload: { status: NEW } } } }]
            """)
        let failure = try #require(results.first?.failures.first)
        #expect(failure.message.contains("maximum number of history events (25000)"))
    }

    @Test func aCallWithoutAMockIsNamed() throws {
        let results = try TestFiles.run("definition: d.json\ntests: [{ name: a, input: { order: 1 } }]")
        #expect(
            results.first?.failures.first?.message == "state 'Check' calls lambda:invoke, for which there is no mock")
    }

    @Test func waitingForEver() throws {
        let definition = """
            {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
              "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}, "End": true}}}
            """
        let results = try TestFiles.run(
            "definition: d.json\ntests: [{ name: a, mocks: { A: { never: true } } }]", ["d.json": definition])
        #expect(
            results.first?.failures.first?.message == "the execution waits for ever in 'A': no answer and no timeout")
    }

    @Test(arguments: [
        "", "[1]", "definition: nowhere.json\ntests: []", "a: [", "definition: d.json\ntests: 3", "tests: [{}]",
    ])
    func brokenFilesAreNoCrash(_ text: String) throws {
        do throws(TestProblem) {
            let file = try TestFiles.read(text)
            #expect(!file.problems.isEmpty || file.tests.isEmpty || !file.broken.isEmpty)
        } catch {
            #expect(!error.message.isEmpty)
        }
    }
}
