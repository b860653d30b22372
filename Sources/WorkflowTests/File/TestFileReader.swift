import DefinitionFiles
import JSON
import StatesLanguage

/// Reads test files. What is wrong with one test leaves the others alone.
public struct TestFileReader {
    /// Reads a file that the test file names.
    public typealias Load = @Sendable (_ path: String) throws(TestProblem) -> String
    /// Makes the functions of a functions file callable.
    public typealias Functions = @Sendable (_ path: String) throws(TestProblem) -> SimulatedWorld.Function

    let path: String
    let text: String
    let load: Load
    let functions: Functions?
    let results: Results?
    var function: SimulatedWorld.Function?
    let positions: any SourceMap & Sendable
    let root: JSONObject
    var problems: [TestProblem] = []
    var broken: [(name: String, problem: TestProblem)] = []
    var mockConfigs: [String: JSONValue] = [:]

    /// - Throws: ``TestProblem`` where the text is no YAML or JSON, or no object.
    public init(
        path: String, text: String, functions: Functions? = nil, results: Results? = nil, load: @escaping Load
    ) throws(TestProblem) {
        self.functions = functions
        self.results = results
        self.path = path
        self.text = text
        self.load = load
        do throws(DefinitionSourceError) {
            let source = try DefinitionSource(text, format: .of(path: path, text: text))
            positions = source.positions
            guard case .object(let object) = source.document else {
                throw DefinitionSourceError(message: "a test file is a mapping", position: nil)
            }
            root = object
        } catch {
            throw TestProblem(error.message, at: error.position)
        }
    }

    public static func read(
        path: String, text: String, functions: Functions? = nil, results: Results? = nil, load: @escaping Load
    ) throws(TestProblem) -> TestFile {
        var reader = try TestFileReader(
            path: path, text: text, functions: functions, results: results, load: load)
        return reader.file()
    }

    mutating func problem(
        _ message: String, at place: DefinitionPath, named: Bool = false, cure: String? = nil
    ) {
        problems.append(problemValue(message, at: place, named: named, cure: cure))
    }

    func problemValue(
        _ message: String, at place: DefinitionPath, named: Bool = false, cure: String? = nil
    ) -> TestProblem {
        let position = named ? positions.position(ofName: place) : positions.position(of: place)
        return TestProblem(message, at: position, cure: cure)
    }

    /// Says which keys of an object nobody knows.
    func unknownKeys(_ object: JSONObject?, _ known: Set<String>, at place: DefinitionPath) -> [TestProblem] {
        (object?.keys ?? []).filter { !known.contains($0) }.map { key in
            problemValue(
                "unknown key '\(key)'", at: place.appending(key), named: true,
                cure: NearestKey.advice(key, among: known.sorted())
                    ?? "known are \(known.sorted().joined(separator: ", "))")
        }
    }

    func sibling(_ name: String) -> String {
        if name.hasPrefix("/") { return name }
        guard let slash = path.lastIndex(of: "/") else { return name }
        return String(path[...slash]) + name
    }

    mutating func file() -> TestFile {
        problems += unknownKeys(root, TestFileKeys.file.union(TestFileKeys.test), at: .top)
        problems += unknownKeys(root["lambda"]?.object, TestFileKeys.lambda, at: .top.appending("lambda"))
        problems += unknownKeys(root["limits"]?.object, TestFileKeys.limits, at: .top.appending("limits"))
        problems += unknownKeys(root["cost"]?.object, TestFileKeys.cost, at: .top.appending("cost"))
        for (place, entry) in (root["cost"]?["alongside"]?.array ?? []).enumerated() {
            problems += unknownKeys(
                entry.object, TestFileKeys.alongside, at: .top.appending("cost").appending("alongside").appending(place)
            )
        }
        let definitionPath = sibling(root["definition"]?.string ?? "")
        let type = type(root["type"], at: .top.appending("type"))
        var tests: [WorkflowTest] = []
        var definition: DefinitionDraft?
        do throws(TestProblem) {
            guard root["definition"]?.string != nil else {
                throw problemValue("'definition' names no file", at: .top.appending("definition"))
            }
            definition = try draft(
                definitionPath, type, root["substitutions"], at: .top.appending("definition"))
        } catch {
            problems.append(error)
        }
        if let name = root["functions"]?.string, let functions {
            do throws(TestProblem) {
                function = try functions(sibling(name))
            } catch {
                problem(error.message, at: .top.appending("functions"), cure: error.cure)
            }
        }
        let executions = self.executions()
        if let definition {
            checkMocks(root["mocks"], definition, executions, at: .top.appending("mocks")).forEach {
                problems.append($0)
            }
            for raw in rawTests() {
                do throws(TestProblem) {
                    tests.append(try test(raw, definition, executions))
                } catch {
                    broken.append((raw.name, error))
                }
            }
        }
        return TestFile(
            path: path, text: text, definitionPath: definitionPath, type: type, definition: definition?.traced,
            tests: tests, broken: broken, problems: problems, executions: executions,
            cost: root["cost"]?.object ?? JSONObject())
    }

    mutating func type(_ value: JSONValue?, at place: DefinitionPath) -> StateMachineType {
        guard let value else { return .standard }
        if let type = value.string.flatMap({ StateMachineType(rawValue: $0.uppercased()) }) { return type }
        problem("'type' is STANDARD or EXPRESS, not \(value.serialized())", at: place)
        return .standard
    }

    func draft(
        _ path: String, _ type: StateMachineType, _ substitutions: JSONValue?, at place: DefinitionPath
    ) throws(TestProblem) -> DefinitionDraft {
        let text: String
        do throws(TestProblem) {
            text = try load(path)
        } catch {
            throw problemValue(error.message, at: place, cure: error.cure)
        }
        var values: [String: String] = [:]
        for member in substitutions?.object?.members ?? [] {
            values[member.key] = member.value.string ?? member.value.serialized()
        }
        do throws(TestProblem) {
            return try DefinitionDraft(path: path, text: text, type: type, substitutions: values)
        } catch {
            let at = error.position.map { ":\($0.line):\($0.column)" } ?? ""
            throw problemValue("\(path)\(at): \(error.message)", at: place, cure: error.cure)
        }
    }

    private mutating func executions() -> [String: SimulatedMachine] {
        var machines: [String: SimulatedMachine] = [:]
        for member in root["executions"]?.object?.members ?? [] {
            let place = DefinitionPath.top.appending("executions").appending(member.key)
            problems += unknownKeys(member.value.object, TestFileKeys.execution, at: place)
            let type = type(member.value["type"], at: place.appending("type"))
            do throws(TestProblem) {
                guard let name = member.value["definition"]?.string else {
                    throw problemValue("'definition' names no file", at: place)
                }
                let draft = try draft(
                    sibling(name), type, member.value["substitutions"], at: place.appending("definition"))
                var machine = SimulatedMachine(definition: draft.traced, type: type)
                machine.source = draft.path
                machine.mocks = try mocks(member.value["mocks"], at: place.appending("mocks"))
                checkMocks(member.value["mocks"], draft, [:], at: place.appending("mocks")).forEach {
                    problems.append($0)
                }
                machines[member.key] = machine
            } catch {
                problems.append(error)
            }
        }
        return machines
    }
}
