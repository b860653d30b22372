import DefinitionFiles
import Foundation
import JSON
import StatesLanguage
import Testing

/// A definition that AWS publishes as a sample.
struct RealDefinition: Sendable, CustomStringConvertible {
    let id: String
    let text: String

    var description: String { id }

    func diagnostics(type: StateMachineType = .standard, text: String? = nil) throws -> [Diagnostic] {
        let text = text ?? self.text
        return try DefinitionSource(text, format: .of(path: id, text: text)).diagnostics(type: type)
    }

    static let all: [RealDefinition] = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.pathComponents.count > 1 {
            folder.deleteLastPathComponent()
            let file = folder.appendingPathComponent("../shared/conformance/real-definitions/definitions.jsonl")
            guard let text = try? String(contentsOf: file.standardizedFileURL, encoding: .utf8) else { continue }
            return text.split(separator: "\n").compactMap { line in
                guard let sample = try? JSONValue.parse(String(line)), let id = sample["id"]?.string,
                    let definition = sample["definition"]?.string
                else { return nil }
                return RealDefinition(id: id, text: definition)
            }
        }
        return []
    }()
}

/// The definitions that AWS publishes as samples, with their `${Name}` open: whatever is said of them must be true.
@Suite(.enabled(if: !RealDefinition.all.isEmpty, "needs ../shared/conformance"))
struct RealDefinitionsTests {
    /// As standard state machines all of them are right; a script that knows fields, targets, levels and retriers, and
    /// nothing of this validator, found nothing either.
    @Test func asStandard() throws {
        #expect(RealDefinition.all.count == 75)
        for sample in RealDefinition.all {
            #expect(try sample.diagnostics().map(\.message) == [], "\(sample)")
        }
    }

    /// As Express, tasks that wait for a job, a token or a worker and distributed Maps are refused, at their lines, and
    /// nothing else is.
    @Test func asExpress() throws {
        let refused = [".sync", ".waitForTaskToken", "DISTRIBUTED", ":activity:"]
        var count = 0
        for sample in RealDefinition.all {
            let lines = sample.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            for finding in try sample.diagnostics(type: .express) {
                let line = try #require(finding.position?.line, "\(sample)")
                #expect(refused.contains { lines[line - 1].contains($0) }, "\(sample): \(finding.message)")
                count += 1
            }
        }
        #expect(count == 44)
    }

    /// Silence means something: a start that leads nowhere is found in each of them, at its line.
    @Test func broken() throws {
        for sample in RealDefinition.all {
            let lines = sample.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            let line = try #require(lines.firstIndex { $0.contains("StartAt") }, "\(sample)")
            let broken = sample.text.replacing("StartAt\": \"", with: "StartAt\": \"Not ", maxReplacements: 1)
                .replacing("StartAt: ", with: "StartAt: Not ", maxReplacements: 1)
            guard broken != sample.text else { continue }
            let found = try sample.diagnostics(text: broken)
            #expect(
                found.contains { $0.code == .missingTransitionTarget && $0.position?.line == line + 1 }, "\(sample)")
        }
    }
}
