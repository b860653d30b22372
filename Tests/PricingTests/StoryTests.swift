import Foundation
import Interpreter
import JSON
import Pricing
import Testing
import WorkflowTests

/// The pizzeria's stages: their transitions come out of simulated runs.
@Suite struct StoryTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "examples/pizzeria/stages").path()

    static func read(_ name: String) throws(TestProblem) -> TestFile {
        let load: TestFileReader.Load = { (path: String) throws(TestProblem) -> String in
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw TestProblem("There is no file \(path).")
            }
            return text
        }
        let path = "\(folder)/\(name).test.yaml"
        return try TestFileReader.read(path: path, text: try load(path), load: load)
    }

    @Test(arguments: [
        ("0-baseline", 170.0), ("1-callbacks", 66), ("2-activity", 14), ("3-direct", 14), ("4-chatbot", 14),
        ("5-location-finder", 14), ("6-analytics", 14), ("7-circuit-breaker", 17),
    ])
    func transitionsWithStartAndEnd(stage: String, count: Double) throws {
        let cost = try TestFileCost(try Self.read(stage))
        #expect(cost.transitions + 2 * cost.starts == count)
    }

    @Test(arguments: [(1, 153), (6, 168), (12, 186)])
    func aLoopOfNChecksTakes3nLess1(checks: Int64, transitions: Double) throws {
        let cost = try TestFileCost(try Self.read("0-baseline"), input: ["paymentChecks": .int(checks)])
        #expect(cost.transitions == transitions)
    }

    /// What `fermata cost --execution` counts in the history of a run is what the simulation counted.
    @Test(arguments: [
        "0-baseline", "1-callbacks", "2-activity", "3-direct", "5-location-finder", "7-circuit-breaker", "8-saga",
        "analytics",
    ])
    func theHistorySaysTheSame(stage: String) throws {
        for test in try Self.read(stage).tests {
            let run = test.run()
            let setting = HistorySetting(definition: run.definition.traced, roleARN: "r", region: "us-east-1")
            let events = run.entries.compactMap { HistoryEvent($0, setting)?.json() }
            #expect(Usage(history: events).total.transitions == Double(run.transitions), "\(test.name)")
        }
    }

    @Test(arguments: [
        "0-baseline", "1-callbacks", "2-activity", "3-direct", "4-chatbot", "5-location-finder", "6-analytics",
        "7-circuit-breaker", "8-saga", "chatbot", "location-finder", "analytics",
    ])
    func everyTestPassesAndEveryStateIsReached(stage: String) throws {
        let file = try Self.read(stage)
        let results = TestRunner.run(file)
        #expect(results.flatMap(\.failures) == [])
        let coverage = try #require(Coverage.of([file], results).first)
        #expect(coverage.count(.state).reached == coverage.count(.state).all)
        #expect(coverage.percentage > 90)
    }
}
