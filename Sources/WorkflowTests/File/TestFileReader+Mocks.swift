import Interpreter
import JSON
import StatesLanguage

extension TestFileReader {
    func mocks(_ value: JSONValue?, at place: DefinitionPath) throws(TestProblem) -> [String: Mock] {
        var mocks: [String: Mock] = [:]
        guard let value else { return mocks }
        guard let object = value.object else { throw problemValue("'mocks' is a mapping", at: place) }
        for member in object.members {
            let inner = place.appending(member.key)
            if let items = member.value["items"] {
                mocks[member.key] = Mock([], items: try self.items(items, at: inner.appending("items")))
                continue
            }
            var answers: [MockAnswer] = []
            if case .array(let elements) = member.value {
                for (number, element) in elements.enumerated() {
                    answers.append(try answer(element, at: inner.appending(number)))
                }
            } else {
                answers = [try answer(member.value, at: inner)]
            }
            guard !answers.isEmpty else { throw problemValue("a mock needs an answer", at: inner) }
            mocks[member.key] = Mock(answers)
        }
        return mocks
    }

    /// The items of a distributed Map: an array, or a JSONata expression that makes one.
    private func items(_ value: JSONValue, at place: DefinitionPath) throws(TestProblem) -> MockTemplate {
        do throws(MockTemplateError) {
            let template = try MockTemplate(value)
            if case .literal(let literal) = template, literal.array == nil {
                throw MockTemplateError(message: "'items' is an array, or an expression that makes one")
            }
            return template
        } catch {
            throw problemValue(error.message, at: place)
        }
    }

    private func answer(_ value: JSONValue, at place: DefinitionPath) throws(TestProblem) -> MockAnswer {
        guard let object = value.object else {
            throw problemValue("an answer is a mapping", at: place, cure: "write 'result: …' or 'error: …'")
        }
        if let fault = unknownKeys(object, TestFileKeys.answer, at: place).first { throw fault }
        do throws(MockTemplateError) {
            var answer = MockAnswer(try outcome(object))
            if let delay = object["delay"] { answer.delay = try MockTemplate(delay) }
            if case .literal(let value) = answer.delay { _ = try DurationText.milliseconds(value) }
            answer.functionMilliseconds = try object["duration"].map { (value) throws(MockTemplateError) in
                try DurationText.milliseconds(value)
            }
            answer.functionMemory = object["memory"]?.integer.map(Int.init)
            if let times = object["times"] {
                guard let count = times.integer, count > 0 else {
                    throw MockTemplateError(message: "'times' is a number from 1")
                }
                answer.times = Int(count)
            }
            answer.heartbeatEvery = try object["heartbeatEvery"].map { (value) throws(MockTemplateError) in
                try DurationText.milliseconds(value)
            }
            answer.heartbeats = object["heartbeats"]?.integer.map(Int.init)
            return answer
        } catch {
            throw problemValue(error.message, at: place)
        }
    }

    private func outcome(_ object: JSONObject) throws(MockTemplateError) -> MockAnswer.Outcome {
        let kinds = ["result", "payload", "error", "never", "execution", "function"].filter { object[$0] != nil }
        if kinds.isEmpty, object["cause"] != nil { return try failure(object) }
        guard kinds.count == 1, let kind = kinds.first else {
            let found = kinds.isEmpty ? "none" : kinds.map { "'\($0)'" }.joined(separator: " and ")
            throw MockTemplateError(
                message: "an answer has one of result, payload, error, never, execution and function; this has \(found)"
            )
        }
        switch kind {
        case "result": return .result(try MockTemplate(object["result"] ?? .null))
        case "payload": return .payload(try MockTemplate(object["payload"] ?? .null))
        case "execution": return .execution(object["execution"]?.string ?? "")
        case "function": return .function(object["function"]?.string ?? "")
        case "never": return .silence
        default: return try failure(object)
        }
    }

    private func failure(_ object: JSONObject) throws(MockTemplateError) -> MockAnswer.Outcome {
        .failure(
            error: try object["error"].map { (value) throws(MockTemplateError) in try MockTemplate(value) },
            cause: try object["cause"].map { (value) throws(MockTemplateError) in try MockTemplate(value) })
    }

    /// Mocks of what the definition doesn't have.
    func checkMocks(
        _ value: JSONValue?, _ draft: DefinitionDraft, _ executions: [String: SimulatedMachine],
        at place: DefinitionPath
    ) -> [TestProblem] {
        guard let object = value?.object else { return [] }
        let machines = [draft.traced.original] + executions.values.map(\.definition.original)
        let states = machines.flatMap(\.states)
        let names = Set(states.map(\.name))
        let calls = machines.map(CallNames.init)
        let resources = calls.reduce(into: [:]) { $0.merge($1.resources) { first, _ in first } }
        let opensFunctions = calls.contains(where: \.isOpen)
        var faults: [TestProblem] = []
        for member in object.members {
            let key = member.key
            if let state = states.first(where: { $0.name == key }) {
                if let fault = state.mockFault(member.value) {
                    faults.append(problemValue(fault, at: place.appending(key), named: true))
                }
                faults += checkResults(member.value, of: key, resources[key], at: place.appending(key))
                continue
            }
            if let resource = resources[key] {
                faults += checkResults(member.value, of: key, resource, at: place.appending(key))
                continue
            }
            if opensFunctions, key.hasPrefix("lambda:") || key.hasPrefix("states:") { continue }
            let what = key.contains(":") ? "no Task calls '\(key)'" : "the definition has no state '\(key)'"
            faults.append(
                problemValue(
                    what, at: place.appending(key), named: true,
                    cure: NearestKey.advice(key, among: names.union(resources.keys).sorted())))
        }
        return faults
    }

    /// Step Functions Local's mock configuration (Developer guide, "Testing state machines with Step Functions Local").
    mutating func mockConfig(_ value: JSONValue, at place: DefinitionPath) throws(TestProblem) -> [String: Mock] {
        if let fault = unknownKeys(value.object, TestFileKeys.mockConfig, at: place).first { throw fault }
        guard let name = value["file"]?.string else { throw problemValue("'file' names no file", at: place) }
        let config: JSONValue
        if let known = mockConfigs[name] {
            config = known
        } else {
            let text = try load(sibling(name))
            do throws(JSONParseError) {
                config = try JSONValue.parse(text)
            } catch {
                throw problemValue("\(name): \(error)", at: place)
            }
            mockConfigs[name] = config
        }
        do throws(TestProblem) {
            return try MockConfigFile(config).mocks(
                stateMachine: value["stateMachine"]?.string, testCase: value["testCase"]?.string)
        } catch {
            throw problemValue("\(name): \(error.message)", at: place, cure: error.cure)
        }
    }
}

extension State {
    /// Why a mock of this state can't be.
    fileprivate func mockFault(_ mock: JSONValue) -> String? {
        switch kind {
        case .task: return mock["items"] == nil ? nil : "state '\(name)' is a Task; 'items' are a distributed Map's"
        case .map(let map) where map.mode != .inline:
            return mock["items"] == nil ? "a distributed Map is mocked by its 'items'" : nil
        default: return "state '\(name)' is a \(kind.name), which calls nothing that could be mocked"
        }
    }
}

/// What the calls of a definition may be named by, as far as it tells.
struct CallNames {
    private(set) var resources: [String: TaskResource] = [:]
    /// Whether the name of a function or state machine is computed.
    private(set) var isOpen = false

    init(_ definition: StateMachineDefinition) {
        let document = (try? JSONValue.parse(definition.source)) ?? .null
        let documents = Self.states(of: document)
        for state in definition.states {
            guard case .task(let task) = state.kind else { continue }
            let own = documents[state.name]
            let parameters = own?["Parameters"] ?? own?["Arguments"] ?? .null
            let target = CallTarget(state: state.name, resource: task.resource, parameters: parameters.literals)
            for name in target.names where resources[name] == nil { resources[name] = task.resource }
            guard case .integration(let call) = task.resource.target else { continue }
            switch call.service {
            case "lambda": if parameters.literals["FunctionName"] == nil { isOpen = true }
            case "states", "aws-sdk:sfn": if parameters.literals["StateMachineArn"] == nil { isOpen = true }
            default: break
            }
        }
    }

    /// All states of a document by name, at every level.
    static func states(of level: JSONValue) -> [String: JSONValue] {
        var found: [String: JSONValue] = [:]
        for member in level["States"]?.object?.members ?? [] {
            found[member.key] = member.value
            let inner =
                (member.value["Branches"]?.array ?? [])
                + ["ItemProcessor", "Iterator"].compactMap { member.value[$0] }
            for level in inner { found.merge(states(of: level)) { first, _ in first } }
        }
        return found
    }
}

extension JSONValue {
    /// The members of an object whose values are texts without an expression.
    fileprivate var literals: JSONValue {
        guard let object else { return .null }
        let known = object.members.filter { member in
            guard let text = member.value.string else { return false }
            return !member.key.hasSuffix(".$") && !text.hasPrefix("{%")
        }
        return .object(JSONObject(known.map { ($0.key, $0.value) }))
    }
}
