import StatesLanguage
import Testing
import WorkflowTests

/// Distributed Maps: children are executions of their own, as many at a time as the Map allows.
@Suite struct MapRunTests {
    static func definition(_ fields: String = "", type: String = "EXPRESS") -> String {
        """
        {"QueryLanguage": "JSONata", "StartAt": "Each", "States": {
          "Each": {"Type": "Map", "MaxConcurrency": 2, \(fields)
            "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"},
              "Arguments": {"Bucket": "b", "Key": "k"}},
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "\(type)"}, "StartAt": "Pause",
              "States": {"Pause": {"Type": "Wait", "Seconds": 10, "Next": "Work"},
                "Work": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                  "Arguments": {"FunctionName": "f", "Payload": "{% $states.input %}"},
                  "Output": "{% $states.result.Payload %}", "End": true}}}, "End": true}}}
        """
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var fields = ""
        var answers = "{ payload: \"{% $states.input.Payload.n * 2 %}\" }"
        var expect: String
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "two at a time, in the order of the items",
            expect:
                "{ output: [2, 4, 6, 8, 10], duration: 30s, transitions: 1, path: [Each], visits: { Work: 5 }, calls: { 'lambda:f': 5 } }"
        ),
        Case(
            name: "no failure is tolerated", answers: "[{ payload: 1 }, { error: Boom }, { payload: 3 }]",
            expect: "{ error: States.ExceedToleratedFailureThreshold, duration: 10s, visits: { Pause: 3 } }"),
        Case(
            name: "one of five is tolerated", fields: "\"ToleratedFailurePercentage\": 20,",
            answers: "[{ payload: 1 }, { error: Boom }, { payload: 3 }]",
            expect: "{ output: \"{% $count($value) = 5 and $value[1].Error = 'Boom' and $value[2] = 3 %}\" }"),
        Case(
            name: "batches", fields: "\"ItemBatcher\": {\"MaxItemsPerBatch\": 2, \"BatchInput\": {\"a\": 1}},",
            answers: "{ payload: \"{% [$sum($states.input.Payload.Items.n), $states.input.Payload.BatchInput.a] %}\" }",
            expect: "{ output: [[3, 1], [7, 1], [5, 1]], duration: 20s }"),
        Case(
            name: "an ItemSelector", fields: "\"Label\": \"L\", \"ItemSelector\": {\"n\": 1},",
            expect: "{ output: [2, 2, 2, 2, 2] }"),
        Case(
            name: "results written elsewhere",
            fields: """
                "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Arguments": {"Bucket": "out", "Prefix": "p"}},
                """,
            expect: "{ output: \"{% $value.ResultWriterDetails.Bucket = 'out' %}\" }"),
    ]

    @Test(arguments: cases)
    func runs(_ wanted: Case) throws {
        let results = try TestFiles.run(
            """
            definition: d.json
            tests:
              - name: a
                mocks: { Each: { items: "{% [1..5].{'n': $} %}" }, Work: \(wanted.answers) }
                expect: \(wanted.expect)
            """, ["d.json": Self.definition(wanted.fields)])
        #expect(results.flatMap(\.failures) == [])
    }

    @Test(arguments: [
        ("{ Each: { items: 5 } }", "'items' is an array, or an expression that makes one"),
        ("{ Each: { items: \"{% 5 %}\" } }", "the mock of 'Each': 'items' gives no array"),
        ("{ Each: { result: [] } }", "a distributed Map is mocked by its 'items'"),
        ("{ Work: { items: [] } }", "state 'Work' is a Task; 'items' are a distributed Map's"),
        ("{}", "state 'Each' calls arn:aws:states:::s3:getObject (mock its 'items'), for which there is no mock"),
        ("{ Each: { items: [1] } }", "state 'Work' calls lambda:invoke, for which there is no mock"),
    ])
    func saysWhatIsWrong(mocks: String, message: String) throws {
        let results = try TestFiles.run(
            "definition: d.json\ntests: [{ name: a, mocks: \(mocks) }]", ["d.json": Self.definition()])
        #expect(results.flatMap(\.failures).first?.message == message)
    }

    /// Children are covered as part of the definition.
    @Test func coverage() throws {
        let file = try TestFiles.read(
            "definition: d.json\ntests: [{ name: a, mocks: { Each: { items: [{ n: 1 }] }, Work: { payload: 1 } } }]",
            ["d.json": Self.definition()])
        let coverage = try #require(Coverage.of([file], TestRunner.run(file)).first)
        #expect(coverage.percentage == 100)
    }
}
