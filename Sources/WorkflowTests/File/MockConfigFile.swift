public import JSON

/// Step Functions Local's `MockConfigFile.json` (Developer Guide, "Testing state machines with Step Functions Local").
public struct MockConfigFile: Sendable {
    /// What a call of a state gets, in the place of what its Task would have called.
    public enum Response: Sendable, Equatable {
        case result(JSONValue)
        case failure(error: String?, cause: String?)
    }

    private struct Entry: Sendable {
        /// From 0.
        var calls: ClosedRange<Int>
        var response: Response
    }

    private let config: JSONValue

    public init(_ config: JSONValue) { self.config = config }

    /// Reads all of it, so that what is wrong shows before the first execution.
    public func check() throws(TestProblem) {
        for machine in config["StateMachines"]?.object?.members ?? [] {
            for test in machine.value["TestCases"]?.object?.members ?? [] {
                _ = try entries(stateMachine: machine.key, testCase: test.key)
            }
        }
    }

    public func hasTestCase(_ name: String, of stateMachine: String) -> Bool {
        config["StateMachines"]?[stateMachine]?["TestCases"]?[name] != nil
    }

    /// What a state's call gets; nil where the test case leaves the state to the real service.
    ///
    /// - Parameter call: how often the state has called before in the same execution, retries included.
    /// - Throws: where the file has no answer to so many calls.
    public func response(
        stateMachine: String, testCase: String, state: String, call: Int
    ) throws(TestProblem) -> Response? {
        guard let entries = try entries(stateMachine: stateMachine, testCase: testCase)[state] else { return nil }
        guard let entry = entries.first(where: { $0.calls.contains(call) }) else {
            throw TestProblem("the mock of '\(state)' has no answer to call \(call)")
        }
        return entry.response
    }

    /// The answers of a test case, by state.
    func mocks(stateMachine: String?, testCase: String?) throws(TestProblem) -> [String: Mock] {
        try entries(stateMachine: stateMachine, testCase: testCase).mapValues { entries in
            Mock(
                entries.map { entry in
                    switch entry.response {
                    case .result(let value): MockAnswer(.result(.literal(value)), times: entry.calls.count)
                    case .failure(let error, let cause):
                        MockAnswer(
                            .failure(
                                error: error.map { .literal(.string($0)) }, cause: cause.map { .literal(.string($0)) }),
                            times: entry.calls.count)
                    }
                }, repeatsLast: false)
        }
    }

    private func entries(stateMachine: String?, testCase: String?) throws(TestProblem) -> [String: [Entry]] {
        let machines = config["StateMachines"]?.object ?? JSONObject()
        let machine = try pick(stateMachine, from: machines, what: "state machine")
        let cases = machine["TestCases"]?.object ?? JSONObject()
        let chosen = try pick(testCase, from: cases, what: "test case")
        var found: [String: [Entry]] = [:]
        for member in chosen.object?.members ?? [] {
            guard let name = member.value.string, let responses = config["MockedResponses"]?[name]?.object else {
                throw TestProblem(
                    "'MockedResponses' has no \(member.value.serialized())",
                    cure: NearestKey.advice(
                        member.value.string ?? "", among: config["MockedResponses"]?.object?.keys ?? []))
            }
            found[member.key] = try Self.entries(responses, name)
        }
        return found
    }

    private func pick(_ name: String?, from object: JSONObject, what: String) throws(TestProblem) -> JSONValue {
        if let name {
            if let value = object[name] { return value }
            throw TestProblem("it has no \(what) '\(name)'", cure: NearestKey.advice(name, among: object.keys))
        }
        if object.count == 1, let only = object.members.first { return only.value }
        throw TestProblem(
            "it has \(object.count) \(what)s; the test must name one of \(object.keys.joined(separator: ", "))")
    }

    /// By call: `"0"`, or `"1-2"` for several.
    private static func entries(_ responses: JSONObject, _ name: String) throws(TestProblem) -> [Entry] {
        var entries: [Entry] = []
        for member in responses.members {
            let bounds = member.key.split(separator: "-").map { Int($0) }
            guard let first = bounds.first ?? nil, let last = bounds.last ?? nil, bounds.count <= 2, first <= last
            else {
                throw TestProblem("'\(name)' has the key '\(member.key)', which is no attempt such as \"0\" or \"1-2\"")
            }
            let response: Response
            if let value = member.value["Return"] {
                response = .result(value)
            } else if let thrown = member.value["Throw"] {
                response = .failure(error: thrown["Error"]?.string, cause: thrown["Cause"]?.string)
            } else {
                throw TestProblem("'\(name)' \"\(member.key)\" has neither Return nor Throw")
            }
            entries.append(Entry(calls: first...last, response: response))
        }
        return entries.sorted { $0.calls.lowerBound < $1.calls.lowerBound }
    }
}
