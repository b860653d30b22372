import JSON
import JSONPath
import StatesLanguage
import Testing

/// Every type of state, in both query languages, decoded into the model.
struct StateDecodingTests {
    private func first(_ state: String, _ language: QueryLanguage = .jsonPath) throws -> State {
        let definition = try StateMachineDefinition.parse(Definitions.pair(state, language: language))
        return definition[definition[.top].startAt]
    }

    private func jsonPathFlow(_ state: State) throws -> JSONPathDataFlow {
        guard case .jsonPath(let flow) = state.dataFlow else { throw WrongKind() }
        return flow
    }

    private func jsonataFlow(_ state: State) throws -> JSONataDataFlow {
        guard case .jsonata(let flow) = state.dataFlow else { throw WrongKind() }
        return flow
    }

    private struct WrongKind: Error {}

    @Test func document() throws {
        let definition = try StateMachineDefinition.parse(
            """
            {"Comment": "c", "Version": "1.0", "TimeoutSeconds": 9, "StartAt": "P", "States": {
              "P": {"Type": "Parallel", "Next": "M", "Branches": [
                {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}},
                {"StartAt": "C", "States": {"C": {"Type": "Fail"}}}]},
              "M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "D", "States": {
                "D": {"Type": "Pass", "End": true}}}}}}
            """)
        #expect(definition.comment == "c" && definition.version == "1.0" && definition.timeoutSeconds == 9)
        #expect(definition.states.map(\.name) == ["P", "A", "B", "C", "M", "D"])
        #expect(definition.states.enumerated().allSatisfy { $0.element.index.rawValue == $0.offset })
        #expect(definition.levels.map { definition[$0.startAt].name } == ["P", "A", "C", "D"])
        #expect(definition[.top].states.map { definition[$0].name } == ["P", "M"])
        let parallel = definition.states[0]
        guard case .parallel(let branches) = parallel.kind else { throw WrongKind() }
        #expect(branches == [LevelIndex(1), LevelIndex(2)])
        #expect(parallel.transition == .next(StateIndex(4)))
        guard case .map(let map) = definition.states[4].kind else { throw WrongKind() }
        #expect(map.processor == LevelIndex(3) && map.mode == .inline)
    }

    @Test func passInJSONPath() throws {
        let state = try first(
            """
            {"Type": "Pass", "Comment": "c", "InputPath": "$.a", "Parameters": {"b.$": "$.c", "d": 1},
             "Result": {"e.$": "$.f"}, "ResultPath": "$.g", "OutputPath": null, "Assign": {"h.$": "$.i"}, "Next": "T"}
            """)
        guard case .pass(let result) = state.kind else { throw WrongKind() }
        #expect(result == ["e.$": "$.f"])
        let flow = try jsonPathFlow(state)
        #expect(flow.inputPath != .whole && flow.outputPath == .empty)
        #expect(flow.parameters != nil && flow.assign != nil && flow.resultSelector == nil)
        guard case .path(let path) = flow.resultPath else { throw WrongKind() }
        #expect(path.text == "$.g")
        #expect(state.comment == "c" && state.transition == .next(StateIndex(1)))
    }

    @Test func passInJSONata() throws {
        let state = try first(
            """
            {"Type": "Pass", "Output": {"a": ["{% 1 %}", 2], "b": "x"}, "Assign": {"c": "{% 2 %}"}, "End": true,
             "Comment": "T is out of reach"}
            """, .jsonata, reachable: false)
        let flow = try jsonataFlow(state)
        guard case .object(let members)? = flow.output, case .array(let elements) = members[0].value,
            case .expression(let expression) = elements[0], case .literal(let literal) = members[1].value
        else { throw WrongKind() }
        #expect(expression.field == "Output/a[0]")
        #expect(literal == "x")
        guard case .object(let assigned)? = flow.assign, case .expression(let value) = assigned[0].value else {
            throw WrongKind()
        }
        #expect(value.field == "Assign/c")
        #expect(state.transition == .end)
    }

    private func first(_ state: String, _ language: QueryLanguage, reachable: Bool) throws -> State {
        let definition = try StateMachineDefinition.parse(Definitions.single(state, language: language))
        return definition[definition[.top].startAt]
    }

    @Test func taskInJSONPath() throws {
        let state = try first(
            """
            {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Next": "T",
             "Parameters": {"QueueUrl": "q", "MessageBody": {"Token.$": "$$.Task.Token"}}, "ResultSelector": {"r.$": "$.s"}, "ResultPath": null,
             "TimeoutSecondsPath": "$.t", "HeartbeatSeconds": 5, "Credentials": {"RoleArn.$": "$.role"},
             "Retry": [{"ErrorEquals": ["A", "B"], "IntervalSeconds": 0, "MaxAttempts": 0, "BackoffRate": 1.5,
                        "MaxDelaySeconds": 9, "JitterStrategy": "FULL"}, {"ErrorEquals": ["States.ALL"]}],
             "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "T", "ResultPath": "$.e", "Assign": {"v.$": "$.Cause"}}]}
            """)
        guard case .task(let task) = state.kind, case .integration(let integration) = task.resource.target else {
            throw WrongKind()
        }
        #expect(integration.service == "sqs" && integration.resource == "sendMessage.waitForTaskToken")
        guard case .path(let timeout)? = task.timeoutSeconds, case .literal(let heartbeat)? = task.heartbeatSeconds
        else { throw WrongKind() }
        #expect(timeout.text == "$.t" && heartbeat == 5 && task.credentials != nil)
        let retrier = state.retriers[0]
        #expect(retrier.errorEquals == ["A", "B"] && retrier.intervalSeconds == 0 && retrier.maxAttempts == 0)
        #expect(retrier.backoffRate == 1.5 && retrier.maxDelaySeconds == 9 && retrier.jitter)
        let plain = state.retriers[1]
        #expect(plain.intervalSeconds == 1 && plain.maxAttempts == 3 && plain.backoffRate == 2 && !plain.jitter)
        #expect(state.catchers[0].next == StateIndex(1) && state.catchers[0].assign != nil)
        #expect(try jsonPathFlow(state).resultPath == .discard)
    }

    @Test func taskInJSONata() throws {
        let state = try first(
            """
            {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f:PROD", "Next": "T",
             "Arguments": {"a": "{% $states.input.b %}"}, "Output": "{% $states.result %}", "TimeoutSeconds": "{% 5 %}",
             "Catch": [{"ErrorEquals": ["X"], "Next": "T", "Output": {"v": "{% $states.errorOutput %}"}}]}
            """, .jsonata)
        guard case .task(let task) = state.kind, case .expression(let timeout)? = task.timeoutSeconds,
            case .object(let output)? = state.catchers[0].output, case .expression(let value) = output[0].value
        else { throw WrongKind() }
        #expect(task.resource.target == .function)
        #expect(timeout.field == "TimeoutSeconds" && value.field == "Catch[0]/Output/v")
        let flow = try jsonataFlow(state)
        #expect(flow.arguments != nil && flow.output != nil)
    }

    @Test func choiceInJSONPath() throws {
        let state = try first(
            """
            {"Type": "Choice", "Default": "T", "Choices": [
              {"And": [{"Variable": "$.a", "IsPresent": true}, {"Not": {"Variable": "$.a", "NumericLessThan": 3}}],
               "Next": "T", "Assign": {"x": 1}},
              {"Variable": "$v.b", "StringEqualsPath": "$$.State.Name", "Next": "T"}]}
            """)
        guard case .choice(let choice) = state.kind, case .comparison(let test) = choice.rules[0].condition,
            case .and(let tests) = test, case .not(.comparison(_, let comparison, .literal(let operand))) = tests[1]
        else { throw WrongKind() }
        #expect(comparison == .numericLessThan && operand == 3)
        #expect(choice.defaultTarget == StateIndex(1) && choice.rules[0].assign != nil)
        guard case .comparison(.comparison(let variable, .stringEquals, .path(let path))) = choice.rules[1].condition
        else { throw WrongKind() }
        #expect(variable.text == "$v.b" && path.text == "$$.State.Name")
        #expect(state.transition == .none)
    }

    @Test func choiceInJSONata() throws {
        let state = try first(
            """
            {"Type": "Choice", "Choices": [{"Condition": true, "Next": "T", "Output": "{% 1 %}"},
              {"Condition": "{% $a = 1 %}", "Next": "T", "Assign": {"b": "{% 2 %}"}}]}
            """, .jsonata)
        guard case .choice(let choice) = state.kind, case .boolean(.literal(true)) = choice.rules[0].condition,
            case .boolean(.expression(let condition)) = choice.rules[1].condition,
            case .expression(let output)? = choice.rules[0].output
        else { throw WrongKind() }
        #expect(condition.field == "Choices[1]/Condition" && output.field == "Choices[0]/Output")
        #expect(choice.rules[1].assign != nil)
    }

    @Test func waits() throws {
        func kind(_ fields: String, _ language: QueryLanguage = .jsonPath) throws -> WaitState {
            guard case .wait(let wait) = try first(#"{"Type": "Wait", "Next": "T", \#(fields)}"#, language).kind else {
                throw WrongKind()
            }
            return wait
        }
        guard case .seconds(.literal(7)) = try kind(#""Seconds": 7"#) else { throw WrongKind() }
        guard case .seconds(.path(let path)) = try kind(#""SecondsPath": "$.s""#) else { throw WrongKind() }
        #expect(path.text == "$.s")
        guard case .timestamp(.literal(let moment)) = try kind(#""Timestamp": "2030-01-31T01:02:03.5Z""#) else {
            throw WrongKind()
        }
        #expect(moment == "2030-01-31T01:02:03.5Z")
        guard case .timestamp(.path) = try kind(#""TimestampPath": "$t""#) else { throw WrongKind() }
        guard case .seconds(.expression(let seconds)) = try kind(#""Seconds": "{% 1 %}""#, .jsonata) else {
            throw WrongKind()
        }
        #expect(seconds.field == "Seconds")
        guard case .timestamp(.expression) = try kind(#""Timestamp": "{% $t %}""#, .jsonata) else { throw WrongKind() }
    }

    @Test func fails() throws {
        func kind(_ fields: String, _ language: QueryLanguage = .jsonPath) throws -> FailState {
            let text = Definitions.single(#"{"Type": "Fail"\#(fields)}"#, language: language)
            guard case .fail(let fail) = try StateMachineDefinition.parse(text).states[0].kind else {
                throw WrongKind()
            }
            return fail
        }
        let empty = try kind("")
        #expect(empty.error == nil && empty.cause == nil)
        let paths = try kind(#", "ErrorPath": "$$.State.Name", "CausePath": "States.Format('{}', $.c)""#)
        guard case .path? = paths.error, case .intrinsic? = paths.cause else { throw WrongKind() }
        let jsonata = try kind(#", "Error": "E", "Cause": "{% 'c' %}""#, .jsonata)
        guard case .literal("E")? = jsonata.error, case .expression(let cause)? = jsonata.cause else {
            throw WrongKind()
        }
        #expect(cause.field == "Cause")
    }

    private static let processor =
        #""ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "#
        + #""StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}"#

    @Test func distributedMap() throws {
        let state = try first(
            """
            {"Type": "Map", "Next": "T", \(Self.processor), "Label": "L", "MaxConcurrencyPath": "$.m",
             "ToleratedFailurePercentage": 2.5, "ToleratedFailureCountPath": "$.t",
             "ItemSelector": {"i.$": "$$.Map.Item.Value"},
             "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket.$": "$.b"},
               "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "MaxItems": 5}},
             "ItemBatcher": {"MaxItemsPerBatch": 3, "BatchInput": {"k": 1}},
             "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"},
               "WriterConfig": {"OutputType": "JSONL"}}}
            """)
        guard case .map(let map) = state.kind, case .path(let concurrency) = map.maxConcurrency,
            case .literal(let percentage)? = map.toleratedFailurePercentage,
            case .literal(let items)? = map.itemReader?.maxItems,
            case .literal(let batch)? = map.itemBatcher?.maxItemsPerBatch
        else { throw WrongKind() }
        #expect(map.mode == .distributed(.express) && map.label == "L" && concurrency.text == "$.m")
        #expect(percentage == 2.5 && items == 5 && batch == 3 && map.itemSelector != nil)
        #expect(map.itemReader?.config["InputType"] == "CSV" && map.itemBatcher?.batchInput != nil)
        #expect(map.resultWriter?.config["OutputType"] == "JSONL")
    }

    @Test func inlineMapInJSONata() throws {
        let state = try first(
            """
            {"Type": "Map", "Next": "T", "Items": [1, "{% 2 %}"], "MaxConcurrency": "{% 4 %}",
             "ItemSelector": {"x": "{% $states.context.Map.Item.Value %}"},
             "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "Output": "{% 1 %}", "End": true}}}}
            """, .jsonata)
        guard case .map(let map) = state.kind, case .items(.array(let items)) = map.items,
            case .expression(let second) = items[1], case .expression(let concurrency) = map.maxConcurrency
        else { throw WrongKind() }
        #expect(second.field == "Items[1]" && concurrency.field == "MaxConcurrency")
    }

    @Test func legacyMap() throws {
        let state = try first(
            """
            {"Type": "Map", "Next": "T", "ItemsPath": "$.a", "Parameters": {"p.$": "$.q"},
             "Iterator": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}}
            """)
        guard case .map(let map) = state.kind, case .path(let items) = map.items, case .jsonPath? = map.itemSelector
        else { throw WrongKind() }
        #expect(items.text == "$.a")
        #expect(try jsonPathFlow(state).parameters == nil)
    }

    @Test func stateLanguageOfNestedStates() throws {
        let definition = try StateMachineDefinition.parse(
            """
            {"StartAt": "M", "States": {"M": {"Type": "Map", "QueryLanguage": "JSONata", "End": true,
              "ItemProcessor": {"StartAt": "I", "States": {
                "I": {"Type": "Pass", "Parameters": {}, "Next": "J"},
                "J": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": 1, "End": true}}}}}}
            """)
        #expect(definition.states.map(\.queryLanguage) == [.jsonata, .jsonPath, .jsonata])
    }

    @Test func stateAlone() throws {
        let definition = try StateMachineDefinition.parse(
            singleState: """
                {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "X"}], "Default": "Y"}
                """, name: "Me")
        #expect(definition.states.map(\.name) == ["Me", "Y", "X"])
        #expect(definition[definition[.top].startAt].name == "Me")
    }
}
