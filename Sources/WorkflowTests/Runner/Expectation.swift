import Interpreter
import JSON
import StatesLanguage

/// Holds a run against what its test expects.
struct Expectation {
    let test: WorkflowTest
    let run: SimulatedRun
    private let scope: MockScope

    init(_ test: WorkflowTest, _ run: SimulatedRun) {
        self.test = test
        self.run = run
        var states: JSONObject = ["input": test.input]
        states["output"] = run.output
        scope = MockScope(
            bindings: [
                "states": .object(states), "output": run.output ?? .null, "input": test.input,
                "variables": .object(JSONObject(run.variables.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })),
            ], now: run.endedAt, seed: 1)
    }

    func failures() -> [TestFailure] {
        var failures = worldFailures()
        for member in test.expect.members { failures += check(member.key, member.value) }
        if failures.isEmpty, !test.expect.keys.contains(where: { ["status", "error"].contains($0) }),
            run.statusName != "SUCCEEDED"
        {
            failures.append(TestFailure("the execution did not succeed: \(ending)", details: pathTaken))
        }
        return failures
    }

    /// What went wrong in the test's own world.
    private func worldFailures() -> [TestFailure] {
        switch run.status {
        case .ended: return []
        case .unanswered(let state, let call):
            return [
                TestFailure(
                    "state '\(state)' calls \(call), for which there is no mock",
                    details: ["add one under 'mocks' by the state's name or by '\(call)'"] + pathTaken)
            ]
        case .stuck(let states):
            if test.expect["status"]?.string == "RUNNING" { return [] }
            let place = states.isEmpty ? "" : " in \(states.map { "'\($0)'" }.joined(separator: ", "))"
            return [TestFailure("the execution waits for ever\(place): no answer and no timeout", details: pathTaken)]
        case .broken(let reason): return [TestFailure(reason, details: pathTaken)]
        }
    }

    private var ending: String {
        guard let failure = run.failure else { return run.statusName }
        let reason = [failure.error, failure.cause].compactMap { $0 }.joined(separator: ": ")
        return reason.isEmpty ? run.statusName : "\(run.statusName), \(reason)"
    }

    private var pathTaken: [String] {
        let path = run.path
        if path.count <= 24 { return ["path: \(path.joined(separator: " → "))"] }
        let end = path.suffix(8).joined(separator: " → ")
        return ["path: \(path.prefix(16).joined(separator: " → ")) → … (\(path.count) states) → \(end)"]
    }

    private func check(_ key: String, _ expected: JSONValue) -> [TestFailure] {
        switch key {
        case "status":
            if expected.string?.uppercased() == run.statusName { return [] }
            return [TestFailure("expected status \(expected.bare), got \(ending)", details: pathTaken)]
        case "output": return compare("output", expected, run.output)
        case "outputIncludes": return compare("output", expected, run.output, isPartial: true)
        case "error": return compare("error", expected, run.failure?.error.map(JSONValue.string))
        case "cause": return compare("cause", expected, run.failure?.cause.map(JSONValue.string))
        case "variables":
            let found = JSONObject(run.variables.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
            return compare("variables", expected, .object(found), isPartial: true)
        case "path": return path(expected)
        case "visits": return visits(expected)
        case "next": return next(expected)
        case "retries": return retries(expected)
        case "duration": return duration(expected)
        case "transitions": return compare("transitions", expected, .int(Int64(run.transitions)))
        case "calls": return expected.object?.members.flatMap { calls($0.key, $0.value) } ?? []
        default: return []
        }
    }

    private func compare(
        _ what: String, _ expected: JSONValue, _ actual: JSONValue?, isPartial: Bool = false
    ) -> [TestFailure] {
        if actual == nil, what == "output", run.statusName != "SUCCEEDED" {
            return [TestFailure("expected an output, but the execution ended with \(ending)", details: pathTaken)]
        }
        let differences = ValueComparison(scope: scope, isPartial: isPartial).differences(expected, actual)
        guard !differences.isEmpty else { return [] }
        let lines = differences.prefix(12).map { "\(what)\($0.path.dropFirst()): \($0.message)" }
        let more = differences.count > 12 ? ["… and \(differences.count - 12) more"] : []
        return [TestFailure("\(what) differs", details: lines + more)]
    }

    private func path(_ expected: JSONValue) -> [TestFailure] {
        let wanted = expected.array?.compactMap(\.string) ?? []
        let comparison = PathComparison(expected: wanted, taken: run.path)
        return comparison.holds ? [] : [TestFailure("another path was taken", details: comparison.drawing())]
    }

    private func visits(_ expected: JSONValue) -> [TestFailure] {
        let path = run.withChildren.flatMap(\.path)
        return expected.object?.members.flatMap { member -> [TestFailure] in
            compare("visits of \(member.key)", member.value, .int(Int64(path.count { $0 == member.key })))
        } ?? []
    }

    private func next(_ expected: JSONValue) -> [TestFailure] {
        guard let state = test.state else { return compare("next", expected, nil) }
        let path = run.path
        let after = path.firstIndex(of: state).flatMap { $0 + 1 < path.count ? path[$0 + 1] : nil }
        return compare("next", expected, after.map(JSONValue.string))
    }

    private func retries(_ expected: JSONValue) -> [TestFailure] {
        let counts = run.withChildren.reduce(into: [:]) { counts, run in
            counts.merge(run.retries, uniquingKeysWith: +)
        }
        guard let byState = expected.object else {
            return compare("retries", expected, .int(Int64(counts.values.reduce(0, +))))
        }
        return byState.members.flatMap { member -> [TestFailure] in
            let index = run.definition.original.index(ofState: member.key)
            let count = index.flatMap { counts[$0] } ?? 0
            return compare("retries of \(member.key)", member.value, .int(Int64(count)))
        }
    }

    private func duration(_ expected: JSONValue) -> [TestFailure] {
        if let text = expected.string, text.hasPrefix("{%") {
            return compare("duration (s)", expected, .double(Double(run.milliseconds) / 1000))
        }
        guard let wanted = try? DurationText.milliseconds(expected) else {
            return [TestFailure("'duration' is no length of time: \(expected.bare)")]
        }
        if wanted == run.milliseconds { return [] }
        return [
            TestFailure(
                "expected a duration of \(DurationText.text(wanted)), got \(DurationText.text(run.milliseconds))")
        ]
    }

    private func calls(_ name: String, _ expected: JSONValue) -> [TestFailure] {
        let made = run.withChildren.flatMap(\.calls).filter { $0.names.contains(name) }
        let times = expected.integer ?? expected["times"]?.integer ?? expected.array.map { Int64($0.count) }
        if let times, times != Int64(made.count) {
            return [TestFailure("expected \(times) calls of '\(name)', got \(made.count)", details: listing(made))]
        }
        if let text = expected.string, text.hasPrefix("{%") {
            return compare("calls of \(name)", expected, .int(Int64(made.count)))
        }
        if let list = expected.array {
            return zip(list, made).enumerated().flatMap { number, pair in
                compare("arguments of call \(number + 1) of '\(name)'", pair.0, pair.1.arguments, isPartial: false)
            }
        }
        guard let arguments = expected["arguments"] else { return [] }
        if made.isEmpty { return [TestFailure("'\(name)' was never called")] }
        return made.enumerated().flatMap { number, call in
            compare("arguments of call \(number + 1) of '\(name)'", arguments, call.arguments)
        }
    }

    private func listing(_ calls: [SimulatedCall]) -> [String] {
        calls.prefix(8).map { "\($0.stateName): \(ValueComparison.short($0.arguments))" }
    }
}

extension SimulatedRun {
    /// As AWS bills a Standard workflow: each state entered, each retry (Step Functions, "Pricing").
    public var transitions: Int { visits.count + retries.values.reduce(0, +) }
}

extension JSONValue {
    var bare: String { string ?? serialized() }
}
