import Interpreter
import JSON
import StatesLanguage

/// A test with what its table adds, before it is read.
struct RawTest {
    var name: String
    var value: JSONObject
    /// Where its own part stands.
    var place: DefinitionPath
    /// The parts it was merged from, for messages about their keys.
    var parts: [(JSONObject, DefinitionPath)]
}

extension TestFileReader {
    mutating func rawTests() -> [RawTest] {
        guard let list = root["tests"] else {
            let own = JSONObject(root.members.filter { TestFileKeys.test.contains($0.key) }.map { ($0.key, $0.value) })
            let name = own["name"]?.string ?? "test"
            return expanded(RawTest(name: name, value: own, place: .top, parts: [(own, .top)]))
        }
        let place = DefinitionPath.top.appending("tests")
        guard case .array(let elements) = list else {
            problem("'tests' is a list", at: place)
            return []
        }
        let shared = JSONObject(
            root.members.filter { ["seed", "startTime", "mocks", "mockConfig", "context"].contains($0.key) }
                .map { ($0.key, $0.value) })
        return elements.enumerated().flatMap { number, element -> [RawTest] in
            let inner = place.appending(number)
            guard let own = element.object else {
                problem("a test is a mapping", at: inner)
                return []
            }
            for fault in unknownKeys(own, TestFileKeys.test, at: inner) {
                broken.append((own["name"]?.string ?? "test \(number + 1)", fault))
            }
            let name = own["name"]?.string ?? "test \(number + 1)"
            return expanded(
                RawTest(name: name, value: Self.merged(shared, own), place: inner, parts: [(own, inner)]))
        }
    }

    /// One test a row of its table, or the test itself.
    private mutating func expanded(_ test: RawTest) -> [RawTest] {
        var base = test
        for key in ["cases", "columns", "rows"] { base.value[key] = nil }
        var tests: [RawTest] = []
        if let cases = test.value["cases"]?.array {
            for (number, element) in cases.enumerated() {
                let place = test.place.appending("cases").appending(number)
                guard let own = element.object else {
                    problem("a case is a mapping", at: place)
                    continue
                }
                let name = "\(test.name) / \(own["name"]?.string ?? "case \(number + 1)")"
                for fault in unknownKeys(own, TestFileKeys.test, at: place) { broken.append((name, fault)) }
                tests.append(
                    RawTest(
                        name: name, value: Self.merged(base.value, own), place: place,
                        parts: base.parts + [(own, place)]))
            }
        }
        if let rows = test.value["rows"]?.array {
            tests += table(base, columns: test.value["columns"]?.array?.compactMap(\.string) ?? [], rows: rows)
        }
        return test.value["cases"] == nil && test.value["rows"] == nil ? [base] : tests
    }

    private mutating func table(_ base: RawTest, columns: [String], rows: [JSONValue]) -> [RawTest] {
        var tests: [RawTest] = []
        for (number, row) in rows.enumerated() {
            let place = base.place.appending("rows").appending(number)
            guard let cells = row.array, cells.count == columns.count else {
                broken.append(
                    (
                        "\(base.name) / row \(number + 1)",
                        problemValue(
                            "the row has \(row.array?.count ?? 0) cells for \(columns.count) columns", at: place)
                    ))
                continue
            }
            var own = JSONValue.object(JSONObject())
            for (column, cell) in zip(columns, cells) {
                own = Self.setting(cell, at: column.split(separator: ".").map(String.init)[...], in: own)
            }
            let object = own.object ?? JSONObject()
            let name = object["name"]?.string ?? cells.map(\.cellText).joined(separator: ", ")
            let faults = unknownKeys(object, TestFileKeys.test, at: place)
            for fault in faults { broken.append(("\(base.name) / \(name)", fault)) }
            tests.append(
                RawTest(
                    name: "\(base.name) / \(name)", value: Self.merged(base.value, object), place: place,
                    parts: base.parts + [(object, place)]))
        }
        return tests
    }

    private static func setting(_ value: JSONValue, at path: ArraySlice<String>, in target: JSONValue) -> JSONValue {
        guard let first = path.first else { return value }
        var object = target.object ?? JSONObject()
        object[first] = setting(value, at: path.dropFirst(), in: object[first] ?? .object(JSONObject()))
        return .object(object)
    }

    /// The second over the first: objects member by member, but for mocks' own answers.
    static func merged(_ base: JSONObject, _ own: JSONObject) -> JSONObject {
        var result = base
        for member in own.members {
            if let left = result[member.key]?.object, let right = member.value.object {
                let isMocks = member.key == "mocks"
                result[member.key] = .object(isMocks ? replaced(left, right) : merged(left, right))
            } else {
                result[member.key] = member.value
            }
        }
        return result
    }

    private static func replaced(_ base: JSONObject, _ own: JSONObject) -> JSONObject {
        var result = base
        for member in own.members { result[member.key] = member.value }
        return result
    }

    mutating func test(
        _ raw: RawTest, _ draft: DefinitionDraft, _ executions: [String: SimulatedMachine]
    ) throws(TestProblem) -> WorkflowTest {
        for (part, place) in raw.parts {
            if let fault = checkMocks(part["mocks"], draft, executions, at: place.appending("mocks")).first {
                throw fault
            }
        }
        if let fault = expectationFault(raw, draft) { throw fault }
        let value = raw.value
        let context = value["context"]?.object ?? JSONObject()
        if context["Map"] != nil || context["Task"] != nil {
            throw problemValue(
                "'context' can't set Map or Task: these come from the run", at: raw.place.appending("context"),
                cure: "test the Map state itself")
        }
        let input = value["input"] ?? .object(JSONObject())
        let executionInput = context["Execution"]?["Input"]
        var machine: SimulatedMachine
        do throws(TestProblem) {
            machine = try draft.machine(
                state: value["state"]?.string, variables: value["variables"]?.object ?? JSONObject(),
                stateInput: executionInput.map { _ in input })
        } catch {
            throw problemValue(error.message, at: raw.place.appending("state"), cure: error.cure)
        }
        machine.executionName = context["Execution"]?["Name"]?.string
        machine.executionARN = context["Execution"]?["Id"]?.string
        machine.roleARN = context["Execution"]?["RoleArn"]?.string
        machine.stateMachineName = context["StateMachine"]?["Name"]?.string
        var world = SimulatedWorld(executions: executions)
        world.function = function
        world.mocks = try mocks(value["mocks"], at: raw.place.appending("mocks"))
        if let config = value["mockConfig"] {
            let given = try mockConfig(config, at: raw.place.appending("mockConfig"))
            world.mocks.merge(given) { own, _ in own }
        }
        try setWorld(&world, value, context, at: raw.place)
        return WorkflowTest(
            name: raw.name, position: positions.position(of: raw.place), input: executionInput ?? input,
            machine: machine, world: world, state: value["state"]?.string,
            expect: value["expect"]?.object ?? JSONObject(), weight: value["weight"]?.number ?? 1,
            place: raw.place.appending("expect"))
    }

    private func setWorld(
        _ world: inout SimulatedWorld, _ value: JSONObject, _ context: JSONObject, at place: DefinitionPath
    ) throws(TestProblem) {
        if let lambda = root["lambda"]?.object {
            world.functionMilliseconds = try lambda["duration"].map { (duration) throws(TestProblem) in
                try milliseconds(duration, at: .top.appending("lambda").appending("duration"))
            }
            if let memory = lambda["memory"]?.integer { world.functionMemory = Int(memory) }
        }
        if let seed = value["seed"]?.integer { world.seed = UInt64(bitPattern: seed) }
        if let start = value["startTime"] ?? context["Execution"]?["StartTime"] {
            guard let instant = start.string.flatMap(Timestamp.parse) else {
                throw problemValue(
                    "a start time is such as \"2026-01-01T00:00:00Z\"", at: place.appending("startTime"))
            }
            world.startTime = instant.milliseconds
        }
        if let events = root["limits"]?["historyEvents"]?.integer { world.limits.historyEvents = events }
        if let bytes = root["limits"]?["payloadBytes"]?.integer { world.limits.payloadBytes = Int(bytes) }
    }

    func milliseconds(_ value: JSONValue, at place: DefinitionPath) throws(TestProblem) -> Int64 {
        do throws(MockTemplateError) {
            return try DurationText.milliseconds(value)
        } catch {
            throw problemValue(error.message, at: place)
        }
    }
}

extension JSONValue {
    /// As the cell of a table shows it.
    fileprivate var cellText: String { string ?? serialized() }
}
