import JSON
public import StatesLanguage

/// Reads a definition for known patterns.
public struct Advisor {
    let definition: StateMachineDefinition
    let setting: AdviceSetting
    /// The states as the document has them, by name.
    let documents: [String: JSONValue]
    let root: JSONValue
    var found: [Advice] = []

    public init(_ definition: StateMachineDefinition, _ setting: AdviceSetting) {
        self.definition = definition
        self.setting = setting
        root = (try? JSONValue.parse(definition.source)) ?? .null
        documents = Self.states(of: root)
    }

    /// The findings, in the order of the document.
    public static func advice(
        on definition: StateMachineDefinition, _ setting: AdviceSetting
    ) -> [Advice] {
        var advisor = Advisor(definition, setting)
        advisor.loops()
        advisor.transports()
        advisor.independence()
        advisor.passes()
        advisor.express()
        advisor.callbacks()
        advisor.retries()
        advisor.errorNames()
        advisor.maps()
        advisor.variables()
        advisor.payloads()
        let order = Dictionary(
            definition.states.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        return advisor.found.enumerated().sorted { left, right in
            let (a, b) = (order[left.element.states.first ?? ""] ?? 0, order[right.element.states.first ?? ""] ?? 0)
            return (a, left.offset) < (b, right.offset)
        }.map(\.element)
    }

    mutating func add(
        _ code: AdviceCode, _ severity: Advice.Severity, _ states: [String], _ message: String, why: String,
        change: String, saves: Advice.Saving? = nil
    ) {
        found.append(
            Advice(
                code: code, severity: severity, states: states, message: message, reason: why, change: change,
                saving: saves))
    }

    private static func states(of level: JSONValue) -> [String: JSONValue] {
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

    /// Where a state leads without an error.
    func targets(_ state: State) -> [StateIndex] {
        if case .choice(let choice) = state.kind {
            return choice.rules.map(\.next) + [choice.defaultTarget].compactMap { $0 }
        }
        if case .next(let next) = state.transition { return [next] }
        return []
    }

    /// What is assumed to be Lambda's work.
    func isFunction(_ state: State) -> Bool {
        guard case .task(let task) = state.kind else { return false }
        switch task.resource.target {
        case .function: return true
        case .activity: return false
        case .integration(let call): return call.service == "lambda"
        }
    }

    func isCallback(_ state: State) -> Bool {
        guard case .task(let task) = state.kind, case .integration(let call) = task.resource.target else {
            return false
        }
        return call.pattern == .waitForTaskToken
    }

    func isJob(_ state: State) -> Bool {
        guard case .task(let task) = state.kind, case .integration(let call) = task.resource.target else {
            return false
        }
        return call.pattern == .sync || call.pattern == .sync2
    }

    func isActivity(_ state: State) -> Bool {
        if case .task(let task) = state.kind { task.resource.target == .activity } else { false }
    }

    /// The name of the function that a state calls, as far as the definition tells.
    func functionName(_ state: State) -> String? {
        guard case .task(let task) = state.kind, isFunction(state) else { return nil }
        if task.resource.target == .function { return Self.shortName(task.resource.arn) }
        let document = documents[state.name]
        let name = document?["Parameters"]?["FunctionName"] ?? document?["Arguments"]?["FunctionName"]
        return name?.string.map(Self.shortName)
    }

    private static func shortName(_ text: String) -> String {
        let parts = text.split(separator: ":").map(String.init)
        if let place = parts.firstIndex(of: "function"), place + 1 < parts.count { return parts[place + 1] }
        return parts.first ?? text
    }
}
