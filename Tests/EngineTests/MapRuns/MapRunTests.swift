import Foundation
import Integrations
import Interpreter
import JSON
import Journal
import StatesLanguage
import Testing

@testable import Engine

/// Distributed Maps: their children, their counts, their failures, and what a restart makes of them.
struct MapRunTests {
    static func map(_ states: String, start: String = "S", type: String = "STANDARD", _ more: String = "") -> String {
        """
        {"StartAt": "M", "States": {"M": {"Type": "Map", \(more) "End": true, "ItemProcessor": {
          "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "\(type)"},
          "StartAt": "\(start)", "States": {\(states)}}}}}
        """
    }

    static let pass = #""S": {"Type": "Pass", "End": true}"#
    static let task = #""S": {"Type": "Task", "Resource": "\#(Lab.function)", "End": true}"#
    /// Fails for numbers over 7.
    static let choosy = #"""
        "S": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericGreaterThan": 7, "Next": "F"}], "Default": "P"},
        "F": {"Type": "Fail", "Error": "Boom", "Cause": "over seven"}, "P": {"Type": "Pass", "End": true}
        """#

    static func numbers(_ count: Int) -> String { "[" + (0..<count).map(String.init).joined(separator: ",") + "]" }

    static func mapRun(_ lab: Lab, _ arn: ExecutionARN) async throws -> MapRunDescription {
        let page = try await lab.engine.listMapRuns(arn, limit: 10, nextToken: nil)
        let run = try #require(page.mapRuns.first)
        return try await lab.engine.describeMapRun(run.arn)
    }

    @Test(arguments: ["STANDARD", "EXPRESS"], [0, 1, 700])
    func resultsComeInTheOrderOfTheItems(type: String, count: Int) async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Self.map(Self.pass, type: type), input: Self.numbers(count))
        let end = try await lab.end(arn)
        #expect(end.output == Self.numbers(count))
        let run = try await Self.mapRun(lab, arn)
        #expect(run.status == .succeeded)
        #expect(run.items.succeeded == count && run.items.total == count && run.items.pending == 0)
        #expect(run.executions.succeeded == count)
        let children = try await lab.engine.listChildren(of: run.arn, status: nil, limit: 1_000, nextToken: nil)
        #expect(Set(children.executions.map(\.name)).count == count)
        await lab.close()
    }

    @Test(arguments: [
        ("", false), (#""ToleratedFailureCount": 1,"#, false), (#""ToleratedFailureCount": 2,"#, true),
        (#""ToleratedFailurePercentage": 19.9,"#, false), (#""ToleratedFailurePercentage": 20,"#, true),
        (#""ToleratedFailurePercentage": 100,"#, true),
        (#""ToleratedFailurePercentage": 0, "ToleratedFailureCount": 0,"#, false),
        (#""ToleratedFailurePercentage": 50, "ToleratedFailureCount": 1,"#, false),
    ])
    func tolerance(fields: String, isTolerated: Bool) async throws {
        for type in ["STANDARD", "EXPRESS"] {
            let lab = try await Lab()
            let arn = try await lab.run(
                Self.map(Self.choosy, type: type, fields + #""MaxConcurrency": 20,"#), input: Self.numbers(10))
            let end = try await lab.end(arn)
            #expect(end.status == (isTolerated ? .succeeded : .failed), "\(type) \(fields)")
            if !isTolerated {
                #expect(end.error == "States.ExceedToleratedFailureThreshold")
                #expect(end.cause == "The specified tolerated failure threshold was exceeded")
                #expect(try await lab.types(arn).suffix(3) == ["MapRunFailed", "MapStateFailed", "ExecutionFailed"])
            }
            #expect(try await Self.mapRun(lab, arn).items.failed == 2)
            await lab.close()
        }
    }

    @Test(arguments: [
        (#"{"MaxItemsPerBatch": 3}"#, [3, 3, 2]), (#"{"MaxInputBytesPerBatch": 17}"#, [2, 2, 2, 2]),
        (#"{"MaxItemsPerBatch": 100}"#, [8]), (#"{"MaxInputBytesPerBatch": 1}"#, [1, 1, 1, 1, 1, 1, 1, 1]),
    ])
    func batches(batcher: String, sizes: [Int]) async throws {
        let lab = try await Lab()
        let arn = try await lab.run(
            Self.map(Self.pass, #""ItemBatcher": \#(batcher),"#), input: "[10,20,30,40,50,60,70,80]")
        let output = try JSONValue.parse(#require(try await lab.end(arn).output))
        #expect(output.array?.map { $0["Items"]?.array?.count } == sizes)
        let run = try await Self.mapRun(lab, arn)
        #expect(run.items.succeeded == 8 && run.executions.succeeded == sizes.count)
        await lab.close()
    }

    @Test(arguments: ["STANDARD", "EXPRESS"])
    func concurrencyIsKeptAndChangedLive(type: String) async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Self.map(Self.task, type: type, #""MaxConcurrency": 2,"#), input: Self.numbers(6))
        try await eventually("two calls") { lab.tasks.seen.count == 2 }
        var run = try await Self.mapRun(lab, arn)
        #expect(run.items.running == 2 && run.items.pending == 4)
        try await lab.engine.updateMapRun(
            run.arn, MapRunLimits(maxConcurrency: 5, toleratedFailureCount: 3, toleratedFailurePercentage: nil))
        try await eventually("five calls") { lab.tasks.seen.count == 5 }
        run = try await Self.mapRun(lab, arn)
        #expect(run.maxConcurrency == 5 && run.toleratedFailureCount == 3 && run.items.running == 5)
        for _ in 0..<6 { _ = try await lab.tasks.answer("S", .success(1)) }
        #expect(try await lab.end(arn).output == "[1,1,1,1,1,1]")
        await lab.close()
    }

    @Test(arguments: ["STANDARD", "EXPRESS"])
    func stoppingTheExecutionStopsTheChildren(type: String) async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Self.map(Self.task, type: type, #""MaxConcurrency": 2,"#), input: Self.numbers(6))
        try await eventually("two calls") { lab.tasks.seen.count == 2 }
        _ = try await lab.engine.stopExecution(arn, error: nil, cause: nil)
        try await eventually("the end of the map run") { try await Self.mapRun(lab, arn).status == .aborted }
        let run = try await Self.mapRun(lab, arn)
        #expect(run.items.aborted == 2 && run.items.pending == 4 && run.items.running == 0)
        await lab.close()
    }

    /// Standard children are found again by their names: those that ended are not run again, those that wait go on.
    @Test func aRestartLosesNothingAndRepeatsNothing() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(Self.map(Self.task, #""MaxConcurrency": 3,"#), input: Self.numbers(8))
        try await eventually("three calls") { lab.tasks.seen.count == 3 }
        for _ in 0..<2 { _ = try await lab.tasks.answer("S", .success("before")) }
        try await eventually("two ends") { try await Self.mapRun(lab, arn).items.succeeded == 2 }
        try await lab.reopen(after: 1)
        var answers = 0
        while try await lab.describe(arn).status == .running, answers < 20 {
            _ = try await lab.tasks.answer("S", .success("after"))
            answers += 1
            try await eventually("the answer") { try await Self.mapRun(lab, arn).items.succeeded == answers + 2 }
            if answers == 6 { break }
        }
        let output = try JSONValue.parse(#require(try await lab.end(arn).output))
        #expect(output.array?.filter { $0 == "before" }.count == 2)
        #expect(output.array?.filter { $0 == "after" }.count == 6)
        #expect(Set(lab.tasks.seen.map(\.idempotencyKey)).count == 8)
        await lab.close()
    }

    @Test func anOutputOverTheLimitFailsTheState() async throws {
        let lab = try await Lab()
        let big = #""S": {"Type": "Pass", "Result": "\#(String(repeating: "x", count: 1_000))", "End": true}"#
        let end = try await lab.end(try await lab.run(Self.map(big, type: "EXPRESS"), input: Self.numbers(300)))
        #expect(end.status == .failed && end.error == "States.DataLimitExceeded")
        await lab.close()
    }

    @Test func anExpressChildIsDescribed() async throws {
        let lab = try await Lab()
        let arn = try await lab.run(
            Self.map(Self.choosy, type: "EXPRESS", #""ToleratedFailureCount": 2,"#), input: Self.numbers(10))
        try await lab.end(arn)
        let run = try await Self.mapRun(lab, arn).arn
        let failed = try await lab.engine.listChildren(of: run, status: .failed, limit: 10, nextToken: nil).executions
        let children = [
            try await lab.describe(ExecutionARN(try #require(failed.first).executionARN)),
            try await lab.describe(ExecutionARN(try #require(failed.last).executionARN)),
        ]
        #expect(children.map(\.input) == ["8", "9"])
        #expect(children.map(\.cause) == ["over seven", "over seven"])
        let unknown = try ExecutionARN(
            try #require(failed.first).executionARN.replacing(":express:m", with: ":express:n"))
        #expect(await Lab.exception { _ = try await lab.describe(unknown) } == .executionDoesNotExist)
        await lab.close()
    }

    /// Pages of any size hold each child once, with and without a filter.
    @Test(arguments: ["STANDARD", "EXPRESS"], [1, 3, 300])
    func pagesOfChildren(type: String, limit: Int) async throws {
        let lab = try await Lab()
        let arn = try await lab.run(
            Self.map(Self.choosy, type: type, #""ToleratedFailurePercentage": 100,"#), input: Self.numbers(24))
        try await lab.end(arn)
        let run = try await Self.mapRun(lab, arn).arn
        for (status, count) in [(nil, 24), (.succeeded, 8), (.failed, 16), (.aborted, 0), (.running, 0)]
            as [(ExecutionStatus?, Int)]
        {
            var names: [String] = []
            var token: String?
            repeat {
                let page = try await lab.engine.listChildren(of: run, status: status, limit: limit, nextToken: token)
                #expect(page.executions.count <= limit)
                names += page.executions.map(\.name)
                token = page.nextToken
            } while token != nil
            #expect(names.count == count && Set(names).count == count)
        }
        await lab.close()
    }

    /// Children that run are listed and described, Express ones too (API reference, ListExecutions: "all of the child
    /// workflow executions").
    @Test(arguments: ["STANDARD", "EXPRESS"]) func runningChildrenAreListed(type: String) async throws {
        let lab = try await Lab()
        let arn = try await lab.run(
            Self.map(Self.task, type: type, #""MaxConcurrency": 3, "ItemBatcher": {"MaxItemsPerBatch": 2},"#),
            input: Self.numbers(8))
        try await eventually("three calls") { lab.tasks.seen.count == 3 }
        _ = try await lab.tasks.answer("S", .success(1))
        try await eventually("a fourth call") { lab.tasks.seen.count == 4 }
        let run = try await Self.mapRun(lab, arn).arn
        func list(_ status: ExecutionStatus?) async throws -> [ExecutionDescription] {
            var children: [ExecutionDescription] = []
            var token: String?
            repeat {
                let page = try await lab.engine.listChildren(of: run, status: status, limit: 1, nextToken: token)
                children += page.executions
                token = page.nextToken
            } while token != nil
            return children
        }
        try await eventually("the list") { try await list(.running).count == 3 }
        let running = try await list(.running)
        #expect(running.allSatisfy { $0.status == .running && $0.stopDate == nil && $0.itemCount == 2 })
        #expect(Set(try await list(nil).map(\.name)).count == 4)
        #expect(try await list(.succeeded).count == 1)
        let child = try await lab.describe(ExecutionARN(try #require(running.first).executionARN))
        #expect(child.status == .running && child.input?.hasPrefix(#"{"Items":["#) == true && child.output == nil)
        for _ in 0..<3 { _ = try await lab.tasks.answer("S", .success(1)) }
        try await lab.end(arn)
        await lab.close()
    }

    /// A distributed Map in the children of another, and inline ones around and within.
    @Test func nestedMaps() async throws {
        let lab = try await Lab()
        let inner = #"""
            "S": {"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED",
              "ExecutionType": "EXPRESS"}, "StartAt": "I", "States": {"I": {"Type": "Map", "End": true, "ItemProcessor": {
                "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}}
            """#
        let end = try await lab.end(try await lab.run(Self.map(inner), input: "[[[1,2],[3]],[],[[]]]"))
        #expect(end.output == "[[[1,2],[3]],[],[[]]]")
        await lab.close()
    }
}
