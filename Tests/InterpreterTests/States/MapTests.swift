import JSON
import StatesLanguage
import Testing

@testable import Interpreter

/// Inline Map: iterations, at most so many at a time, their results in the order of the items.
struct MapTests {
    private func map(
        _ processor: String, _ more: String = "\"End\": true", language: QueryLanguage = .jsonPath
    ) throws -> Scenario {
        let state = #"{"Type": "Map", "ItemProcessor": \#(processor), \#(more)}"#
        return try Scenario(Definitions.single(state, language: language))
    }

    private static let task = Definitions.level("A", Definitions.task("A"))
    private static let pass = Definitions.level("A", #""A": {"Type": "Pass", "End": true}"#)

    @Test func historyOneAtATime() throws {
        var scenario = try map(Self.pass, #""MaxConcurrency": 1, "End": true"#)
        scenario.start(text: "[1, 2]")
        #expect(
            scenario.story == """
                1 <- 0 ExecutionStarted
                2 <- 0 MapStateEntered
                3 <- 2 MapStateStarted
                4 <- 3 MapIterationStarted
                5 <- 4 PassStateEntered
                6 <- 5 PassStateExited
                7 <- 6 MapIterationSucceeded
                8 <- 6 MapIterationStarted
                9 <- 8 PassStateEntered
                10 <- 9 PassStateExited
                11 <- 10 MapIterationSucceeded
                12 <- 11 MapStateSucceeded
                13 <- 11 MapStateExited
                14 <- 13 ExecutionSucceeded
                """)
        #expect(scenario.details("MapStateStarted") == ["length": 2])
        #expect(scenario.details("MapIterationSucceeded") == ["name": "S", "index": 1])
        #expect(scenario.outputText == "[1,2]")
    }

    @Test func historyAllAtOnce() throws {
        var scenario = try map(Self.task)
        scenario.start(text: "[1,2]")
        #expect(
            scenario.story.hasPrefix(
                """
                1 <- 0 ExecutionStarted
                2 <- 0 MapStateEntered
                3 <- 2 MapStateStarted
                4 <- 3 MapIterationStarted
                5 <- 3 MapIterationStarted
                6 <- 4 TaskStateEntered
                7 <- 6 LambdaFunctionScheduled
                8 <- 5 TaskStateEntered
                """))
        scenario.fail("A", "E", "C")
        #expect(scenario.result == "E: C")
        #expect(
            scenario.types.filter { $0.hasPrefix("MapIteration") } == [
                "MapIterationStarted", "MapIterationStarted", "MapIterationFailed", "MapIterationAborted",
            ])
        #expect(scenario.types.suffix(2) == ["MapStateFailed", "ExecutionFailed"])
    }

    @Test func historyOfACaughtFailure() throws {
        let processor = Definitions.level("F", #""F": {"Type": "Fail", "Error": "E"}"#)
        var scenario = try map(
            processor, #""MaxConcurrency": 1, "End": true, "Catch": [{"ErrorEquals": ["E"], "Next": "U"}]"#)
        scenario.start([1, 2])
        #expect(
            scenario.story == """
                1 <- 0 ExecutionStarted
                2 <- 0 MapStateEntered
                3 <- 2 MapStateStarted
                4 <- 3 MapIterationStarted
                5 <- 4 FailStateEntered
                6 <- 5 MapIterationFailed
                7 <- 5 MapStateFailed
                8 <- 7 MapStateExited
                9 <- 8 PassStateEntered
                10 <- 9 PassStateExited
                11 <- 10 ExecutionSucceeded
                """)
    }

    @Test(arguments: [(0, 10, 10), (1, 10, 1), (3, 10, 3), (3, 2, 2), (100, 60, 40), (0, 60, 40)])
    func concurrency(maximum: Int, items: Int, atATime: Int) throws {
        var scenario = try map(Self.task, #""MaxConcurrency": \#(maximum), "End": true"#)
        scenario.start(.array((0..<items).map { .int(Int64($0)) }))
        #expect(scenario.calls.count == atATime)
        var done = 0
        while scenario.end == nil, done <= items {
            let last = try #require(scenario.calls.last)
            let item = last.parameters.value
            #expect(scenario.calls.count <= atATime)
            scenario.send(.taskEnded(task: last.task, .succeeded(Payload([item]))))
            done += 1
        }
        #expect(done == items)
        #expect(scenario.output == .array((0..<items).map { .array([.int(Int64($0))]) }))
    }

    @Test(arguments: [QueryLanguage.jsonPath, .jsonata])
    func noItems(language: QueryLanguage) throws {
        var scenario = try map(Self.task, language: language)
        scenario.start(text: "[]")
        #expect(
            scenario.types == [
                "ExecutionStarted", "MapStateEntered", "MapStateStarted", "MapStateSucceeded", "MapStateExited",
                "ExecutionSucceeded",
            ])
        #expect(scenario.outputText == "[]")
        #expect(scenario.details("MapStateStarted") == ["length": 0])
    }

    @Test(arguments: [
        (#""ItemsPath": "$.a", "End": true"#, QueryLanguage.jsonPath, #"[1,"x",null]"#),
        (#""InputPath": "$.a", "End": true"#, .jsonPath, #"[1,"x",null]"#),
        (
            #""ItemsPath": "$.a", "ResultPath": "$.r", "End": true"#, .jsonPath,
            #"{"a":[1,"x",null],"b":2,"r":[1,"x",null]}"#
        ),
        (#""ItemsPath": "$.a", "ResultSelector": {"n.$": "$[0]"}, "End": true"#, .jsonPath, #"{"n":1}"#),
        (
            #""ItemsPath": "$.a", "ItemSelector": {"v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index", "b.$": "$.b"}, "End": true"#,
            .jsonPath, #"[{"v":1,"i":0,"b":2},{"v":"x","i":1,"b":2},{"v":null,"i":2,"b":2}]"#
        ),
        (#""Items": "{% $states.input.a %}", "End": true"#, .jsonata, #"[1,"x",null]"#),
        (#""Items": [1, "{% $states.input.b %}"], "End": true"#, .jsonata, "[1,2]"),
        (
            #""Items": "{% $states.input.a %}", "ItemSelector": {"v": "{% $states.context.Map.Item.Value %}", "b": "{% $states.input.b %}"}, "End": true"#,
            .jsonata, #"[{"v":1,"b":2},{"v":"x","b":2},{"v":null,"b":2}]"#
        ),
        (#""Items": "{% $states.input.a %}", "Output": "{% $count($states.result) %}", "End": true"#, .jsonata, "3"),
    ])
    func dataFlow(more: String, language: QueryLanguage, output: String) throws {
        var scenario = try map(Self.pass, more, language: language)
        scenario.start(text: #"{"a":[1,"x",null],"b":2}"#)
        #expect(scenario.result == output)
    }

    @Test(arguments: [
        (
            #""End": true"#, QueryLanguage.jsonata, "1", "States.QueryEvaluationError",
            "Map state input must be an array but was: 1"
        ),
        (
            #""Items": "{% true %}", "End": true"#, .jsonata, "[]", "States.QueryEvaluationError",
            "The JSONata expression 'true' specified for the field 'Items' returned an unexpected result type. "
                + "Expected 'array', but was 'boolean' for value: true"
        ),
        (#""ItemsPath": "$.no", "End": true"#, .jsonPath, "{}", "States.Runtime", "$.no"),
        (
            #""MaxConcurrencyPath": "$.m", "ItemsPath": "$.a", "End": true"#, .jsonPath, #"{"a":[],"m":-1}"#,
            "States.Runtime", "MaxConcurrency cannot be negative."
        ),
        (
            #""MaxConcurrency": "{% 'x' %}", "End": true"#, .jsonata, "[]", "States.QueryEvaluationError",
            "Expected 'number'"
        ),
    ])
    func faults(more: String, language: QueryLanguage, input: String, error: String, cause: String) throws {
        var scenario = try map(Self.pass, more, language: language)
        scenario.start(text: input)
        #expect(scenario.error == error)
        #expect(scenario.cause?.contains(cause) == true, "\(scenario.cause ?? "")")
    }

    @Test func historyOfFaultyItems() throws {
        var scenario = try map(Self.pass, #""Items": "{% true %}", "End": true"#, language: .jsonata)
        scenario.start()
        #expect(
            scenario.story == """
                1 <- 0 ExecutionStarted
                2 <- 0 MapStateEntered
                3 <- 0 EvaluationFailed
                4 <- 3 MapStateFailed
                5 <- 4 ExecutionFailed
                """)
    }

    /// The third item can't be selected while two iterations are under way: they are given up with the Map.
    @Test(arguments: ["Catch", "Retry"])
    func aFaultAmongTheIterations(handler: String) throws {
        let entry =
            handler == "Catch"
            ? #"{"ErrorEquals": ["States.ALL"], "Next": "W"}"# : #"{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}"#
        var scenario = try Scenario(
            """
            {"QueryLanguage": "JSONata", "StartAt": "S", "States": {
              "S": {"Type": "Map", "ItemProcessor": \(Self.task), "ItemSelector": "{% $states.context.Map.Item.Value.x %}",
                    "\(handler)": [\(entry)], "Next": "W"},
              "W": {"Type": "Wait", "Seconds": 5, "End": true}}}
            """)
        scenario.start([["x": 1], ["x": 2], [:]])
        #expect(scenario.calls.isEmpty)
        #expect(scenario.machine.frames.count == 1)
        scenario.advance(seconds: 10)
        #expect(scenario.calls.isEmpty)
        #expect(
            handler == "Catch"
                ? scenario.output?["Error"] == "States.QueryEvaluationError"
                : scenario.error == "States.QueryEvaluationError")
        #expect(scenario.types.last == (handler == "Catch" ? "ExecutionSucceeded" : "ExecutionFailed"))
    }

    /// The same, with iterations that have gone far already.
    @Test func aFaultAfterIterationsRan() throws {
        var scenario = try Scenario(
            """
            {"QueryLanguage": "JSONata", "StartAt": "S", "States": {
              "S": {"Type": "Map", "ItemProcessor": \(Self.task), "ItemSelector": "{% $states.context.Map.Item.Value.x %}",
                    "MaxConcurrency": 2, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "W"}], "Next": "W"},
              "W": {"Type": "Wait", "Seconds": 5, "End": true}}}
            """)
        scenario.start([["x": 1], ["x": 2], [:]])
        #expect(scenario.calls.count == 2)
        scenario.succeed("A")
        #expect(scenario.calls.isEmpty)
        #expect(scenario.machine.frames.count == 1)
        scenario.advance(seconds: 10)
        #expect(scenario.output?["Error"] == "States.QueryEvaluationError")
        #expect(!scenario.types.drop { $0 != "MapStateExited" }.contains { $0.hasPrefix("MapIteration") })
    }

    @Test func retriedAsAWhole() throws {
        var scenario = try map(Self.task, #""End": true, "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 1}]"#)
        scenario.start([1, 2])
        scenario.succeed("A", with: "old")
        scenario.fail("A", "E")
        scenario.advance(seconds: 1)
        scenario.succeed("A", with: "x")
        scenario.succeed("A", with: "y")
        #expect(scenario.output == ["x", "y"])
    }

    @Test func mapsWithinMaps() throws {
        let inner = """
            {"StartAt": "I", "States": {"I": {"Type": "Map", "End": true, "ItemProcessor": \(Self.pass),
             "ItemSelector": {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value"}}}}
            """
        var scenario = try map(inner)
        scenario.start(text: "[[1],[],[2,3]]")
        #expect(scenario.outputText == #"[[{"i":0,"v":1}],[],[{"i":0,"v":2},{"i":1,"v":3}]]"#)
    }

    @Test func aMapOfParallels() throws {
        let parallel = """
            {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [\(Self.pass),
             {"StartAt": "B", "States": {"B": {"Type": "Pass", "Parameters": {"i.$": "$$.Map.Item.Index"}, "End": true}}}]}}}
            """
        var scenario = try map(parallel, #""MaxConcurrency": 1, "End": true"#)
        scenario.start(text: #"["a","b"]"#)
        #expect(scenario.outputText == #"[["a",{"i":0}],["b",{"i":1}]]"#)
    }

    @Test func stoppedAmongIterations() throws {
        var scenario = try map(Self.task)
        scenario.start([1, 2, 3])
        scenario.send(.stop(error: nil, cause: nil))
        #expect(scenario.calls.isEmpty)
        #expect(scenario.types.last == "ExecutionAborted")
        #expect(scenario.events.last?.link.previous == 0)
    }
}
