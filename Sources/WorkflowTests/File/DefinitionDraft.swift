import DefinitionFiles
import JSON
import StatesLanguage

/// The definition of a test file, and how to make of it what one test runs: the whole, or one state with variables.
struct DefinitionDraft {
    let path: String
    let document: JSONValue
    let type: StateMachineType
    let traced: TracedDefinition

    static let preambleName = "(what the test sets)"

    init(
        path: String, text: String, type: StateMachineType, substitutions: [String: String]
    ) throws(TestProblem) {
        self.path = path
        self.type = type
        let source: DefinitionSource
        do throws(DefinitionSourceError) {
            source = try DefinitionSource(text, format: .of(path: path, text: text), substitutions: substitutions)
        } catch {
            throw TestProblem(error.message, at: error.position)
        }
        let text = source.studied
        traced = try Self.parse(text, type)
        document = (try? JSONValue.parse(text)) ?? source.document
    }

    private static func parse(_ text: String, _ type: StateMachineType) throws(TestProblem) -> TracedDefinition {
        do throws(InvalidDefinition) {
            return TracedDefinition(try StateMachineDefinition.parse(text, type: type))
        } catch {
            let first = error.diagnostics.first
            let place = first?.location.map { " at \($0)" } ?? ""
            throw TestProblem(
                "\(first?.message ?? "invalid definition")\(place)", at: first?.position,
                cure: first?.cure ?? "'fermata validate' says more")
        }
    }

    var definition: StateMachineDefinition { traced.original }

    /// A machine that runs the definition from its start, or one state of it, with variables set before.
    func machine(
        state: String?, variables: JSONObject, stateInput: JSONValue?
    ) throws(TestProblem) -> SimulatedMachine {
        var root = document
        if let state { root = try isolated(state) }
        var machine: SimulatedMachine
        if variables.isEmpty && stateInput == nil {
            let definition = try state == nil ? traced : Self.parse(root.serialized(), type)
            machine = SimulatedMachine(definition: definition, type: type)
        } else {
            let definition = try Self.parse(Self.preceded(root, variables, stateInput).serialized(), type)
            machine = SimulatedMachine(
                definition: definition, type: type,
                preamble: definition.original.index(ofState: Self.preambleName))
        }
        machine.source = path
        return machine
    }

    /// A document with one state, and a Succeed for each that it leads to.
    private func isolated(_ name: String) throws(TestProblem) -> JSONValue {
        guard let (found, language) = Self.find(name, in: document, language: document["QueryLanguage"]) else {
            throw TestProblem(
                "the definition has no state '\(name)'",
                cure: NearestKey.advice(name, among: definition.states.map(\.name)))
        }
        var state = found
        if state["QueryLanguage"] == nil { state["QueryLanguage"] = language }
        var states: JSONObject = [name: .object(state)]
        let listed = ["Choices", "Catch"].flatMap { state[$0]?.array ?? [] }.compactMap { $0["Next"]?.string }
        for target in ["Next", "Default"].compactMap({ state[$0]?.string }) + listed where states[target] == nil {
            states[target] = ["Type": "Succeed"]
        }
        return ["StartAt": .string(name), "States": .object(states)]
    }

    private static func find(
        _ name: String, in level: JSONValue, language: JSONValue?
    ) -> (JSONObject, JSONValue?)? {
        if let state = level["States"]?[name]?.object { return (state, language) }
        for member in level["States"]?.object?.members ?? [] {
            let inner = member.value["QueryLanguage"] ?? language
            let levels =
                (member.value["Branches"]?.array ?? [])
                + ["ItemProcessor", "Iterator"].compactMap { member.value[$0] }
            for level in levels {
                if let found = find(name, in: level, language: inner) { return found }
            }
        }
        return nil
    }

    /// A Pass before the start that assigns variables and gives the first state its input.
    private static func preceded(_ root: JSONValue, _ variables: JSONObject, _ input: JSONValue?) -> JSONValue {
        guard var document = root.object, var states = document["States"]?.object else { return root }
        var pass: JSONObject = ["Type": "Pass", "QueryLanguage": "JSONata"]
        pass["Next"] = document["StartAt"]
        if !variables.isEmpty { pass["Assign"] = literal(.object(variables)) }
        if let input { pass["Output"] = literal(input) }
        states[preambleName] = .object(pass)
        document["StartAt"] = .string(preambleName)
        document["States"] = .object(states)
        return .object(document)
    }

    /// A value in which no text is taken for an expression.
    static func literal(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text) where text.hasPrefix("{%") && text.hasSuffix("%}"):
            .string("{% \(JSONValue.string(text).serialized()) %}")
        case .array(let elements): .array(elements.map(literal))
        case .object(let object): .object(JSONObject(object.members.map { ($0.key, literal($0.value)) }))
        default: value
        }
    }
}
