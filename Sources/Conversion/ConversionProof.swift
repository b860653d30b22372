import Interpreter
public import JSON
import StatesLanguage
public import WorkflowTests

/// Runs a definition and what it was converted into over the same input, in a world where each Task gives back what it
/// was called with.
public struct ConversionProof: Sendable {
    /// Nothing where both did the same; else what differs.
    public let differences: [String]

    public init(
        _ before: SimulatedMachine, _ after: SimulatedMachine, input: JSONValue, world: SimulatedWorld
    ) {
        let first = Simulation.run(before, input: input, world: Self.answering(world, before))
        let second = Simulation.run(after, input: input, world: Self.answering(world, after))
        var differences: [String] = []
        if first.statusName != second.statusName {
            let reason = second.failure.flatMap { $0.cause } ?? first.failure.flatMap { $0.cause } ?? ""
            differences.append("status: \(first.statusName) became \(second.statusName) \(reason)")
        }
        let (left, right) = (first.output.map(Self.withoutUUIDs), second.output.map(Self.withoutUUIDs))
        if left != right {
            differences.append("output: \(left?.serialized() ?? "none") became \(right?.serialized() ?? "none")")
        }
        if let a = first.failure?.error, let b = second.failure?.error, !Self.areEqual(a, b) {
            differences.append("error: \(a) became \(b)")
        }
        if first.path != second.path, first.statusName == "SUCCEEDED" { differences.append("another path was taken") }
        let calls = zip(first.calls, second.calls).filter {
            Self.withoutUUIDs($0.arguments) != Self.withoutUUIDs($1.arguments)
        }
        for (a, b) in calls.prefix(3) {
            differences.append(
                "arguments of '\(a.stateName)': \(a.arguments.serialized()) became \(b.arguments.serialized())")
        }
        self.differences = differences
    }

    /// What JSONPath has names for are all States.QueryEvaluationError in JSONata.
    private static func areEqual(_ before: String, _ after: String) -> Bool {
        let paths = ["States.Runtime", "States.ReferencePathConflict", "States.ParameterPathFailure"]
        return before == after || (paths.contains(before) && after == "States.QueryEvaluationError")
    }

    /// Identifiers that are drawn anew in each run are equal to each other.
    private static func withoutUUIDs(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text):
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            let isUUID = parts.map(\.count) == [8, 4, 4, 4, 12] && text.allSatisfy { $0 == "-" || $0.isHexDigit }
            return isUUID ? "(uuid)" : value
        case .array(let elements): return .array(elements.map(withoutUUIDs))
        case .object(let object):
            return .object(JSONObject(object.members.map { ($0.key, withoutUUIDs($0.value)) }))
        default: return value
        }
    }

    private static func answering(_ world: SimulatedWorld, _ machine: SimulatedMachine) -> SimulatedWorld {
        var world = world
        for state in machine.definition.original.states {
            guard case .task(let task) = state.kind, world.mocks[state.name] == nil else { continue }
            let echo = JSONValue.string(
                task.resource.isLambda
                    ? "{% $states.input.Payload ? $states.input.Payload : $states.input %}" : "{% $states.input %}")
            guard let template = try? MockTemplate(echo) else { continue }
            world.mocks[state.name] = Mock([MockAnswer(task.resource.isLambda ? .payload(template) : .result(template))]
            )
        }
        return world
    }
}
