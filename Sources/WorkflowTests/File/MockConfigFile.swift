import JSON

/// Step Functions Local's `MockConfigFile.json`.
struct MockConfigFile {
    private let config: JSONValue

    init(_ config: JSONValue) { self.config = config }

    /// The answers of a test case, by state.
    func mocks(stateMachine: String?, testCase: String?) throws(TestProblem) -> [String: Mock] {
        let machines = config["StateMachines"]?.object ?? JSONObject()
        let machine = try pick(stateMachine, from: machines, what: "state machine")
        let cases = machine["TestCases"]?.object ?? JSONObject()
        let chosen = try pick(testCase, from: cases, what: "test case")
        var mocks: [String: Mock] = [:]
        for member in chosen.object?.members ?? [] {
            guard let name = member.value.string, let responses = config["MockedResponses"]?[name]?.object else {
                throw TestProblem(
                    "'MockedResponses' has no \(member.value.serialized())",
                    cure: NearestKey.advice(
                        member.value.string ?? "", among: config["MockedResponses"]?.object?.keys ?? []))
            }
            mocks[member.key] = Mock(try answers(responses, name), repeatsLast: false)
        }
        return mocks
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

    /// By attempt: `"0"`, or `"1-2"` for several.
    private func answers(_ responses: JSONObject, _ name: String) throws(TestProblem) -> [MockAnswer] {
        var places: [(first: Int, answer: MockAnswer)] = []
        for member in responses.members {
            let bounds = member.key.split(separator: "-").map { Int($0) }
            guard let first = bounds.first ?? nil, let last = bounds.last ?? nil, bounds.count <= 2, first <= last
            else {
                throw TestProblem("'\(name)' has the key '\(member.key)', which is no attempt such as \"0\" or \"1-2\"")
            }
            do throws(MockTemplateError) {
                var answer: MockAnswer
                if let value = member.value["Return"] {
                    answer = MockAnswer(.result(.literal(value)))
                } else if let thrown = member.value["Throw"] {
                    answer = MockAnswer(
                        .failure(
                            error: try thrown["Error"].map { (value) throws(MockTemplateError) in
                                try MockTemplate(value)
                            },
                            cause: try thrown["Cause"].map { (value) throws(MockTemplateError) in
                                try MockTemplate(value)
                            }
                        ))
                } else {
                    throw MockTemplateError(message: "'\(name)' \"\(member.key)\" has neither Return nor Throw")
                }
                answer.times = last - first + 1
                places.append((first, answer))
            } catch {
                throw TestProblem(error.message)
            }
        }
        return places.sorted { $0.first < $1.first }.map(\.answer)
    }
}
