import DefinitionFiles
import JSON
import Pricing
import StatesLanguage
import WorkflowTests

/// Makes reports of definitions and test files.
struct CostSource {
    let assume: String?
    let filter: String?
    let executions: ExecutionRate
    let billing: Billing

    func report(_ path: String, test: String?) throws -> CostReport {
        let isTest = TestPaths.endings.contains(where: path.hasSuffix)
        guard let tests = test ?? (isTest ? path : nil) else { return try estimated(path) }
        return try simulated(path, tests: tests)
    }

    private func simulated(_ path: String, tests: String) throws -> CostReport {
        do throws(TestProblem) {
            let file = try TestSession.read(tests)
            let wanted = filter
            let cost = try TestFileCost(file) { name in wanted.map { name.contains($0) } ?? true }
            return CostReport.simulated(path, cost, billing, executions)
        } catch {
            let place = error.position.map { "\(tests):\($0.line):\($0.column)" } ?? tests
            throw CommandError(.unavailable, "\(place): \(error.message).", cure: error.cure)
        }
    }

    private func estimated(_ path: String) throws -> CostReport {
        let definition = try Self.definition(path)
        var assumptions = Assumptions()
        if let assume {
            assumptions = try Self.assumptions(assume)
            for name in assumptions.names where definition.index(ofState: name) == nil {
                throw CommandError(.unavailable, "\(assume): the definition has no state '\(name)'.")
            }
        }
        return CostReport.estimated(path, definition, assumptions, billing, executions)
    }

    /// A file of `--assume`.
    static func assumptions(_ path: String) throws -> Assumptions {
        do {
            return try Assumptions(try DefinitionFile.value(of: path))
        } catch let error as PriceListError {
            throw CommandError(.unavailable, "\(path): '\(error.field)' \(error.reason).")
        }
    }

    /// A definition, parsed; one with open placeholders gets stand-ins for them.
    static func definition(_ path: String) throws -> StateMachineDefinition {
        let text = try DefinitionFile.studied(path)
        do throws(InvalidDefinition) {
            return try StateMachineDefinition.parse(text)
        } catch {
            let first = error.diagnostics.first
            throw CommandError(
                .unavailable, "\(path): \(first?.message ?? "invalid definition") at \(first?.location ?? "/").",
                cure: "'fermata validate \(path)' says more.")
        }
    }
}

extension Assumptions {
    var names: [String] {
        (Array(branches.keys) + Array(loops.keys) + Array(longestLoops.keys) + Array(maps.keys) + Array(retries.keys))
            .sorted()
    }
}
