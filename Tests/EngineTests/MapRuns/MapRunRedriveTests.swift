import Foundation
import Integrations
import Interpreter
import JSON
import Journal
import StatesLanguage
import Testing

@testable import Engine

/// Redrives: which states, which children, and what can't be redriven.
struct MapRunRedriveTests {
    /// A result that was too large is made anew, with what had succeeded.
    @Test func aRedriveAfterTooLargeAResultRunsAll() async throws {
        let lab = try await Lab()
        func branch(_ name: String) -> String {
            #"{"StartAt": "\#(name)", "States": {"\#(name)": {"Type": "Task", "Resource": "\#(Lab.function)", "End": true}}}"#
        }
        let branches = "\(branch("S")), \(branch("T"))"
        let arn = try await lab.run(
            #"{"StartAt": "X", "States": {"X": {"Type": "Parallel", "End": true, "Branches": [\#(branches)]}}}"#)
        let large = JSONValue.string(String(repeating: "x", count: 140_000))
        for name in ["S", "T"] { _ = try await lab.tasks.answer(name, .success(large)) }
        #expect(try await lab.end(arn).error == "States.DataLimitExceeded")
        _ = try await lab.engine.redriveExecution(arn, clientToken: nil)
        for name in ["S", "T"] { _ = try await lab.tasks.answer(name, .success(1)) }
        #expect(try await lab.end(arn).output == "[1,1]")
        #expect(lab.tasks.seen.count == 4)
        await lab.close()
    }

    @Test(arguments: ["STANDARD", "EXPRESS"])
    func aRedriveRunsExactlyWhatDidNotSucceed(type: String) async throws {
        let lab = try await Lab()
        let arn = try await lab.run(
            MapRunTests.map(MapRunTests.task, type: type, #""MaxConcurrency": 8, "ToleratedFailureCount": 1,"#),
            input: MapRunTests.numbers(8))
        try await eventually("eight calls") { lab.tasks.seen.count == 8 }
        for _ in 0..<6 { _ = try await lab.tasks.answer("S", .success("first")) }
        try await eventually("six ends") { try await MapRunTests.mapRun(lab, arn).items.succeeded == 6 }
        for _ in 0..<2 { _ = try await lab.tasks.answer("S", .failure(error: "Boom", cause: "x")) }
        #expect(try await lab.end(arn).error == "States.ExceedToleratedFailureThreshold")
        _ = try await lab.engine.redriveExecution(arn, clientToken: nil)
        try await eventually("two more calls") { lab.tasks.seen.count == 10 }
        #expect(try await MapRunTests.mapRun(lab, arn).items.succeeded == 6)
        for _ in 0..<2 { _ = try await lab.tasks.answer("S", .success("again")) }
        let end = try await lab.end(arn)
        let output = try JSONValue.parse(#require(end.output))
        #expect(output.array?.filter { $0 == "again" }.count == 2)
        let run = try await MapRunTests.mapRun(lab, arn)
        #expect(run.items.succeeded == 8 && run.items.failed == 0 && run.redriveCount == 1)
        #expect(end.redriveCount == 1)
        #expect(try await lab.types(arn).contains("MapRunRedriven"))
        await lab.close()
    }

    @Test func redriveRefusals() async throws {
        let lab = try await Lab()
        let done = try await lab.run(Lab.pass)
        try await lab.end(done)
        let code = await Lab.exception { _ = try await lab.engine.redriveExecution(done, clientToken: nil) }
        #expect(code == .executionNotRedrivable)
        let machine = try await lab.create("waits", Lab.wait(5))
        let stopped = try await lab.start(machine)
        #expect(
            await Lab.exception { _ = try await lab.engine.redriveExecution(stopped, clientToken: nil) }
                == .executionNotRedrivable)
        _ = try await lab.engine.stopExecution(stopped, error: nil, cause: nil)
        let first = try await lab.engine.redriveExecution(stopped, clientToken: "token")
        #expect(try await lab.engine.redriveExecution(stopped, clientToken: "token") == first)
        lab.clock.advance(seconds: 6)
        #expect(try await lab.end(stopped).status == .succeeded)
        let late = try await lab.start(machine)
        _ = try await lab.engine.stopExecution(late, error: nil, cause: nil)
        lab.clock.advance(seconds: 15 * 86_400)
        #expect(try await lab.describe(late).redriveStatusReason == "Execution redrivable period exceeded")
        await lab.close()
    }

    /// Branches and iterations that ended keep their results.
    @Test func redriveWithinParallelAndMap() async throws {
        let lab = try await Lab()
        let definition = #"""
            {"StartAt": "X", "States": {"X": {"Type": "Parallel", "End": true, "Branches": [
              {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "a", "End": true}}},
              {"StartAt": "I", "States": {"I": {"Type": "Map", "End": true, "ItemProcessor": {
                "StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "\#(Lab.function)", "End": true}}}}}}]}}}
            """#
        let arn = try await lab.run(definition, input: "[1,2]")
        _ = try await lab.tasks.answer("S", .success("one"))
        try await eventually("an iteration's end") { try await lab.types(arn).contains("MapIterationSucceeded") }
        _ = try await lab.tasks.answer("S", .failure(error: "Boom", cause: "x"))
        #expect(try await lab.end(arn).status == .failed)
        _ = try await lab.engine.redriveExecution(arn, clientToken: nil)
        _ = try await lab.tasks.answer("S", .success("two"))
        let end = try await lab.end(arn)
        #expect(end.output?.hasPrefix(#"["a",["#) == true && end.output?.contains("two") == true)
        #expect(lab.tasks.seen.count == 3)
        await lab.close()
    }

    // MARK: Of map runs

    /// Fails for 1 after a long way, for 2 at once.
    private static let longAndShort = """
        "S": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 2, "Next": "F"}], "Default": "P0"},
        \((0..<10).map { #""P\#($0)": {"Type": "Pass", "Next": "\#($0 < 9 ? "P\($0 + 1)" : "F")"},"# }.joined())
        "F": {"Type": "Fail", "Error": "Boom"}
        """

    /// A redrive that is stopped early leaves children that it did not come to: the next one runs those, too.
    @Test(arguments: ["STANDARD", "EXPRESS"]) func aRedriveThatEndsEarlyForgetsNothing(type: String) async throws {
        let lab = try await Lab()
        let fields = #""MaxConcurrency": 2, "ToleratedFailureCount": 3,"#
        let arn = try await lab.run(MapRunTests.map(MapRunTests.task, type: type, fields), input: "[0,1,2,3]")
        for _ in 0..<4 { _ = try await lab.tasks.answer("S", .failure(error: "Boom", cause: "x")) }
        try await lab.end(arn)
        #expect(try await MapRunTests.mapRun(lab, arn).items.failed == 4)

        _ = try await lab.engine.redriveExecution(arn, clientToken: nil)
        try await eventually("two more calls") { lab.tasks.seen.count == 6 }
        var run = try await MapRunTests.mapRun(lab, arn)
        #expect(run.items.pendingRedrive == 2 && run.items.running == 2 && run.items.failed == 0)
        let waiting = try await lab.engine.listChildren(of: run.arn, status: .pendingRedrive, limit: 9, nextToken: nil)
        #expect(waiting.executions.map(\.status) == [.pendingRedrive, .pendingRedrive])
        let failed = try await lab.engine.listChildren(of: run.arn, status: .failed, limit: 9, nextToken: nil)
        #expect(failed.executions.isEmpty)
        try await lab.engine.updateMapRun(
            run.arn, MapRunLimits(maxConcurrency: nil, toleratedFailureCount: 0, toleratedFailurePercentage: nil))
        _ = try await lab.tasks.answer("S", .failure(error: "Boom", cause: "x"))
        try await lab.end(arn)
        run = try await MapRunTests.mapRun(lab, arn)
        #expect(run.items.failed == 3 && run.items.aborted == 1 && run.items.pendingRedrive == 0)

        lab.clock.advance(seconds: 1)
        _ = try await lab.engine.redriveExecution(arn, clientToken: nil)
        for _ in 0..<4 { _ = try await lab.tasks.answer("S", .success(1)) }
        #expect(try await lab.end(arn).output == "[1,1,1,1]")
        run = try await MapRunTests.mapRun(lab, arn)
        #expect(run.items.succeeded == 4 && run.items.failed == 0 && run.items.aborted == 0 && run.redriveCount == 2)
        await lab.close()
    }

    /// A child whose history is full is not run again, and goes on counting as failed.
    @Test func aFullHistoryIsNotRedriven() async throws {
        var configuration = EngineConfiguration()
        configuration.limits.historyEvents = 24
        let lab = try await Lab(configuration)
        let arn = try await lab.run(
            MapRunTests.map(Self.longAndShort, #""ToleratedFailureCount": 1,"#), input: "[1,2]")
        #expect(try await lab.end(arn).error == "States.ExceedToleratedFailureThreshold")
        let before = try await MapRunTests.mapRun(lab, arn)
        #expect(before.items.failed == 2 && before.items.failuresNotRedrivable == 1)
        #expect(before.executions.failuresNotRedrivable == 1)
        _ = try await lab.engine.redriveExecution(arn, clientToken: nil)
        try await lab.end(arn)
        let run = try await MapRunTests.mapRun(lab, arn)
        #expect(run.items.failed == 2 && run.items.failuresNotRedrivable == 1 && run.redriveCount == 1)
        let children = try await lab.engine.listChildren(of: run.arn, status: nil, limit: 9, nextToken: nil).executions
        #expect(children.map(\.redriveCount).sorted() == [0, 1])
        let spent = try #require(children.first { $0.redriveCount == 0 })
        let described = try await lab.describe(ExecutionARN(spent.executionARN))
        #expect(described.redriveStatus == "NOT_REDRIVABLE")
        #expect(described.redriveStatusReason == "Execution history event limit exceeded")
        await lab.close()
    }

    /// A child that ended long before its map run did is not run again.
    @Test func anOldChildIsNotRedriven() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(
            MapRunTests.map(MapRunTests.task, #""ToleratedFailureCount": 1,"#), input: "[1,2]")
        try await eventually("two calls") { lab.tasks.seen.count == 2 }
        _ = try await lab.tasks.answer("S", .failure(error: "Boom", cause: "x"))
        try await eventually("its end") { try await MapRunTests.mapRun(lab, arn).items.failed == 1 }
        #expect(try await MapRunTests.mapRun(lab, arn).items.failuresNotRedrivable == 0)
        lab.clock.advance(seconds: 15 * 86_400)
        _ = try await lab.tasks.answer("S", .failure(error: "Boom", cause: "x"))
        try await lab.end(arn)
        #expect(try await MapRunTests.mapRun(lab, arn).items.failuresNotRedrivable == 1)
        _ = try await lab.engine.redriveExecution(arn, clientToken: nil)
        _ = try await lab.tasks.answer("S", .success(1))
        try await lab.end(arn)
        let run = try await MapRunTests.mapRun(lab, arn)
        #expect(run.items.succeeded == 1 && run.items.failed == 1 && lab.tasks.seen.count == 3)
        lab.clock.advance(seconds: 15 * 86_400)
        #expect(try await MapRunTests.mapRun(lab, arn).executions.failuresNotRedrivable == 1)
        await lab.close()
    }

    /// An execution may be open for a year, redrives and all.
    @Test func anExecutionOpenForAYearIsNotRedriven() async throws {
        var configuration = EngineConfiguration()
        configuration.redriveMilliseconds = 1_000 * 86_400_000
        let lab = try await Lab(configuration)
        let arn = try await lab.run(Lab.wait(5))
        _ = try await lab.engine.stopExecution(arn, error: nil, cause: nil)
        lab.clock.advance(seconds: 365 * 86_400)
        #expect(try await lab.describe(arn).redriveStatus == "REDRIVABLE")
        lab.clock.advance(seconds: 1)
        #expect(try await lab.describe(arn).redriveStatusReason == "Execution has exceeded the max execution time")
        await lab.close()
    }

    /// A map run can be redriven so many times; the next redrive fails with States.Runtime and changes nothing.
    @Test func tooManyRedrives() async throws {
        var configuration = EngineConfiguration()
        #expect(configuration.mapRunRedrives == 1_000)
        configuration.mapRunRedrives = 2
        let lab = try await Lab(configuration)
        let states = #""S": {"Type": "Fail", "Error": "Boom"}"#
        let arn = try await lab.run(MapRunTests.map(states, type: "EXPRESS"), input: "[1]")
        for _ in 0..<2 {
            try await lab.end(arn)
            _ = try await lab.engine.redriveExecution(arn, clientToken: nil)
        }
        #expect(try await lab.end(arn).error == "States.ExceedToleratedFailureThreshold")
        _ = try await lab.engine.redriveExecution(arn, clientToken: nil)
        #expect(try await lab.end(arn).error == "States.Runtime")
        #expect(try await MapRunTests.mapRun(lab, arn).redriveCount == 2)
        await lab.close()
    }

    /// What failed by its data is followed by a map run of its own.
    @Test func aFailureByTheDataStartsANewMapRun() async throws {
        let folder = try ItemReaderTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lab = try await ItemReaderTests.lab(folder)
        try ("\"" + String(repeating: "x", count: 300_000) + "\"\n")
            .write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
        let reader = ItemReaderTests.reader(folder, config: #""InputType": "JSONL""#)
        let arn = try await lab.run(MapRunTests.map(MapRunTests.pass, reader))
        #expect(try await lab.end(arn).error == "States.DataLimitExceeded")
        try "1\n".write(toFile: "\(folder)/items", atomically: true, encoding: .utf8)
        _ = try await lab.engine.redriveExecution(arn, clientToken: nil)
        #expect(try await lab.end(arn).output == "[1]")
        let runs = try await lab.engine.listMapRuns(arn, limit: 9, nextToken: nil).mapRuns
        #expect(runs.map(\.status) == [.succeeded, .failed])
        await lab.close()
    }
}
