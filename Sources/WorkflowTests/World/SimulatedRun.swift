public import Interpreter
public import JSON
public import StatesLanguage

/// One call that a Task made.
public struct SimulatedCall: Sendable {
    public let state: StateIndex
    public let stateName: String
    public let resource: TaskResource
    /// All names that a test file may call it by.
    public let names: [String]
    public let arguments: JSONValue
    /// Milliseconds since 1970.
    public let startedAt: Int64
    public internal(set) var endedAt: Int64?
    /// Of a Lambda function: how long it ran, in milliseconds.
    public let functionMilliseconds: Int64?
    /// Of a Lambda function: its megabytes.
    public let functionMemory: Int?
    /// The Lambda function's name.
    public let functionName: String?
    /// The nested execution that was simulated.
    public let child: SimulatedChild?
}

/// An execution that a Task started.
public struct SimulatedChild: Sendable {
    public let name: String
    public let run: SimulatedRun
}

/// What an execution did in a simulated world.
public struct SimulatedRun: Sendable {
    public enum Status: Sendable, Equatable {
        case ended(ExecutionEnd)
        /// A Task was called for which the test has no answer.
        case unanswered(state: String, call: String)
        /// Nothing will ever happen: a Task waits without a timeout.
        case stuck(states: [String])
        /// The test's own expressions failed.
        case broken(String)
    }

    public let definition: TracedDefinition
    public let type: StateMachineType
    /// Where the definition came from.
    public let source: String
    public let identity: ExecutionIdentity
    public let input: JSONValue
    public internal(set) var status: Status
    public internal(set) var entries: [Entry]
    public internal(set) var calls: [SimulatedCall]
    /// What its distributed Maps did.
    public internal(set) var mapRuns: [SimulatedMapRun]
    /// Milliseconds since 1970.
    public let startedAt: Int64
    public internal(set) var endedAt: Int64
    /// Bytes of the largest payload that a state got.
    public let largestPayload: Int
    /// A state that the test put before the first one, to set variables.
    let preamble: StateIndex?

    public var milliseconds: Int64 { endedAt - startedAt }

    /// `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`, or `RUNNING` for one that can't go on.
    public var statusName: String {
        guard case .ended(let end) = status else { return "RUNNING" }
        switch end {
        case .succeeded: return "SUCCEEDED"
        case .failed: return "FAILED"
        case .timedOut: return "TIMED_OUT"
        case .aborted: return "ABORTED"
        }
    }

    public var output: JSONValue? {
        if case .ended(.succeeded(let output)) = status { output.value } else { nil }
    }

    /// Error and cause of an execution that did not succeed.
    public var failure: (error: String?, cause: String?)? {
        guard case .ended(let end) = status else { return nil }
        switch end {
        case .succeeded: return nil
        case .failed(let error, let cause), .timedOut(let error, let cause), .aborted(let error, let cause):
            return (error, cause)
        }
    }

    /// The states in the order in which they were entered, at every level.
    public var visits: [StateIndex] {
        entries.compactMap { entry in
            guard case .stateEntered(_, let state, _) = entry.record, state != preamble else { return nil }
            return definition.original(state)
        }
    }

    public var path: [String] { visits.map { definition.original[$0].name } }

    /// Retries by state.
    public var retries: [StateIndex: Int] {
        var counts: [StateIndex: Int] = [:]
        for entry in entries {
            guard case .retryScheduled = entry.record, let state = entry.state else { continue }
            counts[definition.original(state), default: 0] += 1
        }
        return counts
    }

    /// The variables of the top level at the end.
    public var variables: [String: JSONValue] {
        var variables: [String: JSONValue] = [:]
        for entry in entries {
            guard case .stateExited(0, let exit) = entry.record else { continue }
            for assigned in exit.assigned { variables[assigned.name] = assigned.value }
        }
        return variables
    }

    /// The ways that were taken, each as often as it was.
    public var edges: [Edge] {
        var last: [FrameID: StateIndex] = [:]
        var edges: [Edge] = []
        for entry in entries {
            guard case .stateEntered(let frame, let state, _) = entry.record else { continue }
            if let before = last[frame], let edge = definition.edge(from: before, to: state) { edges.append(edge) }
            last[frame] = definition.original(state)
        }
        return edges
    }

    /// The retriers that took an error, each as often as it did.
    public var retriers: [(state: StateIndex, retrier: Int)] {
        entries.compactMap { entry in
            guard case .retryScheduled(_, let retrier, _) = entry.record, let state = entry.state else { return nil }
            return (definition.original(state), retrier)
        }
    }
}
