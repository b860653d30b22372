import JSON
import StatesLanguage
import Testing

@testable import Interpreter

/// Each limit, at it and one past it.
struct LimitTests {
    private func text(_ bytes: Int) -> JSONValue { .string(String(repeating: "x", count: bytes - 2)) }

    @Test(arguments: [(262_144, true), (262_145, false)])
    func resultOfATask(bytes: Int, fits: Bool) throws {
        var scenario = try Scenario(
            Definitions.single(
                """
                {"Type": "Task", "Resource": "\(Definitions.invoke)", "Parameters": {"FunctionName": "f"}, "End": true,
                 "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "U"}]}
                """))
        scenario.start()
        scenario.succeed("S", with: text(bytes))
        if fits {
            #expect(scenario.outputText?.utf8.count == bytes)
            return
        }
        #expect(scenario.error == "States.DataLimitExceeded")
        #expect(scenario.types.suffix(2) == ["TaskFailed", "ExecutionFailed"])
        #expect(
            scenario.cause
                == "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit."
        )
    }

    /// Bytes count, not characters.
    @Test func bytesOfLongCharacters() throws {
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Task", "Resource": "\#(Definitions.function)", "End": true}"#))
        scenario.start()
        scenario.succeed("S", with: .string(String(repeating: "é", count: 131_072)))
        #expect(scenario.error == "States.DataLimitExceeded")
    }

    @Test(arguments: [(0, true), (1, false)])
    func outputOfAState(over: Int, fits: Bool) throws {
        // {"a":"…","b":"…"} of the input's text twice.
        let around = #"{"a":,"b":}"#.utf8.count
        for (language, state) in [
            (QueryLanguage.jsonPath, #"{"Type": "Pass", "Parameters": {"a.$": "$", "b.$": "$"}, "End": true}"#),
            (
                .jsonata,
                #"{"Type": "Pass", "Output": {"a": "{% $states.input %}", "b": "{% $states.input %}"}, "End": true}"#
            ),
        ] {
            var scenario = try Scenario(Definitions.single(state, language: language))
            scenario.limits.payloadBytes = 1_000 + around
            scenario.start(text(500 + over))
            #expect((scenario.output != nil) == fits)
            if !fits { #expect(scenario.error == "States.DataLimitExceeded") }
        }
    }

    @Test(arguments: [(0, true), (1, false)])
    func parametersOfATask(over: Int, fits: Bool) throws {
        var scenario = try Scenario(
            Definitions.single(
                #"{"Type": "Task", "Resource": "\#(Definitions.function)", "Parameters": {"a.$": "$", "b.$": "$"}, "End": true}"#
            ))
        scenario.limits.payloadBytes = 1_000 + #"{"a":,"b":}"#.utf8.count
        scenario.start(text(500 + over))
        #expect((scenario.calls.count == 1) == fits)
        if !fits { #expect(scenario.error == "States.DataLimitExceeded") }
    }

    /// The iterations' results fit one by one, but not together.
    @Test func outputOfAMap() throws {
        let state = #"{"Type": "Map", "End": true, "ItemProcessor": \#(Definitions.level("A", Definitions.task("A")))}"#
        var scenario = try Scenario(Definitions.single(state))
        scenario.start([1, 2])
        scenario.succeed("A", with: text(200_000))
        scenario.succeed("A", with: text(200_000))
        #expect(scenario.error == "States.DataLimitExceeded")
    }

    private static let loop = """
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "C"},
          "C": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "T"}], "Default": "A"}, "T": {"Type": "Succeed"}}}
        """

    @Test func anEndlessLoopEndsWithTheHistory() throws {
        var scenario = try Scenario(Self.loop)
        scenario.start()
        let events = scenario.events
        #expect(events.count == 25_000)
        #expect(events.last?.type == "ExecutionFailed" && events.last?.link == EventLink(id: 25_000, previous: 24_999))
        #expect(scenario.error == "States.Runtime")
        #expect(scenario.cause == "The execution reached the maximum number of history events (25000).")
        // The turns had their budgets.
        #expect(scenario.turns.count >= 12)
        #expect(scenario.turns.allSatisfy { $0.count < 2_100 })
    }

    /// Pass, Pass, Succeed: eight events. With room for eight it succeeds, with one less it fails as its seventh.
    @Test(arguments: [(8, true), (7, false), (3, false), (2, false)])
    func theLastEventIsKeptForTheEnd(limit: Int64, succeeds: Bool) throws {
        var scenario = try Scenario(
            """
            {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "T"}, "T": {"Type": "Succeed"}}}
            """)
        scenario.limits.historyEvents = limit
        scenario.start()
        #expect(scenario.events.count == limit)
        #expect((scenario.output != nil) == succeeds)
        #expect(scenario.types.last == (succeeds ? "ExecutionSucceeded" : "ExecutionFailed"))
    }

    /// At the limit all that is under way is called off, wherever it is.
    @Test(arguments: 2..<40 as Range<Int64>)
    func theLimitAnywhere(limit: Int64) throws {
        let branches = [
            Definitions.level("A", Definitions.task("A", #""Retry": [{"ErrorEquals": ["E"]}], "End": true"#)),
            Definitions.level("W", #""W": {"Type": "Wait", "Seconds": 3, "End": true}"#),
            Definitions.level(
                "M",
                #""M": {"Type": "Map", "ItemProcessor": \#(Definitions.level("B", Definitions.task("B"))), "End": true}"#
            ),
        ]
        var scenario = try Scenario(
            Definitions.single(#"{"Type": "Parallel", "Branches": [\#(branches.joined(separator: ","))], "End": true}"#)
        )
        scenario.limits.historyEvents = limit
        scenario.start([1, 2, 3])
        for _ in 0..<20 where scenario.end == nil {
            if let call = scenario.call(of: "A"), scenario.timers.count == 1 {
                scenario.send(.taskEnded(task: call.task, .failed(error: "E", cause: nil)))
            } else if let call = scenario.calls.last {
                scenario.send(.taskEnded(task: call.task, .succeeded(Payload(1))))
            }
            scenario.advance(seconds: 1)
        }
        #expect(scenario.end != nil)
        #expect(scenario.events.count <= limit)
        #expect(scenario.calls.isEmpty && scenario.timers.isEmpty && scenario.offers.isEmpty)
        #expect(
            scenario.events.last?.type
                == (scenario.events.count < limit || limit >= 38 ? scenario.types.last : "ExecutionFailed"))
    }

    /// A small budget makes more turns, and the same history.
    @Test(arguments: [1, 2, 3, 7, 50])
    func theBudgetOfATurn(records: Int) throws {
        let inner =
            #"{"StartAt": "B", "States": {"B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Wait", "Seconds": 1, "End": true}}}"#
        let definition = Definitions.single(
            #"{"Type": "Map", "ItemProcessor": \#(inner), "MaxConcurrency": 4, "Next": "T"}"#)
        var whole = try Scenario(definition)
        var parts = try Scenario(definition)
        parts.limits.recordsPerTurn = records
        for seconds in [0.0, 1, 1, 1, 1] {
            if seconds == 0 {
                whole.start(.array((0..<10).map { .int($0) }))
                parts.start(.array((0..<10).map { .int($0) }))
            } else {
                whole.advance(seconds: seconds)
                parts.advance(seconds: seconds)
            }
        }
        #expect(whole.output != nil)
        #expect(parts.story == whole.story)
        #expect(parts.entries == whole.entries)
        #expect(parts.turns.count >= whole.turns.count)
    }
}
