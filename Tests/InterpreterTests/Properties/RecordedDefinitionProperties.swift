import Foundation
import JSON
import StatesLanguage
import Testing

@testable import Interpreter

/// A definition that AWS accepted, with the input of its first execution.
struct RecordedMachine: Sendable {
    let id: String
    let definition: StateMachineDefinition
    let input: String

    static let all: [RecordedMachine] = cases.flatMap { value -> [RecordedMachine] in
        let calls = value["calls"]?.array ?? []
        let input = calls.lazy.compactMap { $0["params"]?["input"]?.string }.first ?? "{}"
        return calls.compactMap { call in
            guard let text = call["params"]?["definition"]?.string,
                let definition = try? StateMachineDefinition.parse(
                    text.replacingOccurrences(
                        of: #"\$\{[a-zA-Z0-9.]+\}"#, with: "arn:aws:states:us-east-1:123456789012:activity:a",
                        options: .regularExpression))
            else { return nil }
            return RecordedMachine(id: value["id"]?.string ?? "", definition: definition, input: input)
        }
    }

    private static let cases: [JSONValue] = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.pathComponents.count > 1 {
            folder.deleteLastPathComponent()
            let cases = folder.appendingPathComponent("../shared/conformance/asl/visible").standardizedFileURL
            guard let files = try? FileManager.default.contentsOfDirectory(at: cases, includingPropertiesForKeys: nil)
            else { continue }
            return files.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }.flatMap { file in
                (try? JSONValue.parse((try? String(contentsOf: file, encoding: .utf8)) ?? ""))?.array ?? []
            }
        }
        return []
    }()
}

/// The law of recovery over the recorded suite: for every prefix of every history, the fold of the records is the live
/// machine at that point.
@Suite(.enabled(if: !RecordedMachine.all.isEmpty, "needs ../shared/conformance"), .serialized)
struct RecordedDefinitionProperties {
    /// Where a turn takes one step, each step's end is a prefix; within a step records are all there is.
    @Test func theFoldOfEveryPrefixIsTheLiveMachine() throws {
        var prefixes = 0
        for machine in RecordedMachine.all {
            for seed in 0..<3 as Range<UInt64> {
                var run = RandomRun(machine.definition, seed: seed, recordsPerTurn: 1)
                run.run(input: machine.input)
                prefixes += try check(run, "\(machine.id), seed \(seed)")
            }
        }
        #expect(
            RecordedMachine.all.count > 500 && prefixes > 10_000,
            "\(RecordedMachine.all.count) machines, \(prefixes) prefixes")
    }

    private func check(_ run: RandomRun, _ name: String) throws -> Int {
        var folded = ExecutionMachine(definition: run.definition, identity: RandomRun.identity)
        var reader = ChunkReader()
        for (place, step) in run.steps.enumerated() {
            for entry in try reader.entries(of: ChunkWriter.bytes(of: step.turn.entries)) { folded.apply(entry) }
            #expect(folded == step.machine, "\(name), after record \(folded.nextRecord - 1)")
            guard folded == step.machine else { return place }
        }
        return run.steps.count
    }
}
