import ArgumentParser
import Interpreter

/// A limit of executions that an operator sets otherwise than AWS: `name=value`.
struct LimitArgument: ExpressibleByArgument {
    static let names: [(name: String, set: @Sendable (inout ExecutionLimits, Int) -> Void)] = [
        ("payloadBytes", { $0.payloadBytes = $1 }),
        ("historyEvents", { $0.historyEvents = Int64($1) }),
        ("inlineConcurrency", { $0.inlineConcurrency = $1 }),
        ("variableBytes", { $0.variableBytes = $1 }),
        ("assignBytes", { $0.assignBytes = $1 }),
    ]

    let name: String
    let value: Int

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, Self.names.contains(where: { $0.name == parts[0] }), let value = Int(parts[1]),
            value > 0
        else { return nil }
        name = parts[0]
        self.value = value
    }

    func apply(to limits: inout ExecutionLimits) {
        Self.names.first { $0.name == name }?.set(&limits, value)
    }
}
