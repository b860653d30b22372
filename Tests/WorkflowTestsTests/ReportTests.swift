import JSON
import Testing
import WorkflowTests

@Suite struct ReportTests {
    @Test func failuresDrawThePaths() throws {
        let results = try TestFiles.run(
            """
            definition: d.json
            tests:
              - name: a
                input: { order: 1 }
                mocks: { Check: [{ payload: { status: NEW } }, { payload: { status: PAID } }], Ship: { result: { a: [1, 2] } } }
                expect: { path: [Check, IsPaid, Ship], outputIncludes: { shipped: { a: [1, 3] } } }
            """)
        let failures = try #require(results.first?.failures)
        #expect(failures.map(\.message) == ["another path was taken", "output differs"])
        #expect(failures.first?.details.contains { $0.contains("+") && $0.contains("Pause") } == true)
        #expect(failures.last?.details == ["output.shipped.a[1]: expected 3, got 2"])
    }

    @Test func coverageTellsRulesAndCatchersApart() throws {
        let file = try TestFiles.read(
            """
            definition: d.json
            mocks: { Ship: { result: 1 } }
            tests:
              - { name: gift, input: { order: 1 }, mocks: { Check: { payload: { status: GIFT } } } }
              - { name: gone, input: { order: 1 }, mocks: { Check: { error: Gone } }, expect: { status: FAILED } }
            """)
        let coverage = try #require(Coverage.of([file], TestRunner.run(file)).first)
        let hit = coverage.items.filter { $0.hits > 0 && ($0.kind == .rule || $0.kind == .catcher) }.map(\.name)
        #expect(hit == ["Check[1] → Lost", "IsPaid[1] → Ship"])
        #expect(coverage.count(.state).reached == 4)
        #expect(coverage.count(.retrier) == (0, 1))
        let record = LCOV.record(coverage, text: TestFiles.order)
        #expect(record.contains("SF:d.json"))
        #expect(record.contains("FNDA:0,Pause"))
        #expect(record.contains("DA:2,2"))
    }

    @Test func junit() throws {
        let results = try TestFiles.run(
            "definition: d.json\ntests: [{ name: 'a <b> & \"c\"', input: {}, mocks: { Check: { error: Lost } } }]")
        let text = JUnitReport.text(results, seconds: ["t.test.yaml": 0.5])
        #expect(text.contains(#"<testsuites name="fermata" tests="1" failures="1" time="0.500000">"#))
        #expect(text.contains("a &lt;b&gt; &amp; &quot;c&quot;"))
    }

    @Test func updateWritesOutputsAndKeepsTheRest() throws {
        let text = """
            definition: d.json
            tests:
              - name: a  # stays
                input: { order: 1 }
                mocks: { Check: { payload: { status: PAID } }, Ship: { result: 7 } }
                expect:
                  output:
                    shipped: 1
                    order: 2
                  transitions: 9   # goes
              - name: b
                mocks: { Check: { error: Lost } }
                expect: { status: FAILED }
            """
        let file = try TestFiles.read(text)
        let (updated, left) = OutputUpdate.text(of: file, TestRunner.run(file))
        #expect(left == [])
        #expect(updated.contains(#"      output: {"order":1,"check":{"status":"PAID"},"shipped":7}"#))
        #expect(updated.contains("      transitions: 3\n"))
        #expect(updated.contains("- name: a  # stays"))
        #expect(TestRunner.run(try TestFiles.read(updated)).flatMap(\.failures) == [])
    }

    @Test func aTestOfAnExecutionThatRan() throws {
        let events =
            try JSONValue.parse(
                """
                [{"id":1,"previousEventId":0,"timestamp":1767225600,"type":"ExecutionStarted"},
                 {"id":2,"previousEventId":0,"timestamp":1767225600,"type":"TaskStateEntered","stateEnteredEventDetails":{"name":"Check"}},
                 {"id":3,"previousEventId":2,"timestamp":1767225600,"type":"TaskScheduled","taskScheduledEventDetails":{"resourceType":"lambda","resource":"invoke","parameters":"{}"}},
                 {"id":4,"previousEventId":3,"timestamp":1767225600,"type":"TaskStarted"},
                 {"id":5,"previousEventId":4,"timestamp":1767225602,"type":"TaskFailed","taskFailedEventDetails":{"error":"Lost","cause":"c"}},
                 {"id":6,"previousEventId":5,"timestamp":1767225602,"type":"TaskStateExited"},
                 {"id":7,"previousEventId":6,"timestamp":1767225602,"type":"FailStateEntered","stateEnteredEventDetails":{"name":"Lost"}},
                 {"id":8,"previousEventId":7,"timestamp":1767225602,"type":"ExecutionFailed"}]
                """
            ).array ?? []
        let execution: JSONValue = [
            "name": "e-1", "status": "FAILED", "input": "{\"order\": 1}", "startDate": 1_767_225_600,
            "error": "OrderLost",
            "cause": "gone",
        ]
        let text = RecordedTest(definition: "d.json", execution: execution, events: events).text
        #expect(text.contains(#"{"error":"Lost","cause":"c","delay":"2s"}"#))
        #expect(try TestFiles.run(text).flatMap(\.failures) == [])
    }
}
