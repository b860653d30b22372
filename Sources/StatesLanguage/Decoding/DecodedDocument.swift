import JSON

/// A document that was read without a fault.
struct DecodedDocument {
    let comment: String?
    let version: String?
    let queryLanguage: QueryLanguage
    let timeoutSeconds: Int64?
    let states: [State]
    let levels: [Level]

    func definition(source: String) -> StateMachineDefinition {
        StateMachineDefinition(
            source: source, comment: comment, version: version, queryLanguage: queryLanguage,
            timeoutSeconds: timeoutSeconds, states: states, levels: levels)
    }
}

extension DefinitionDecoder {
    /// Reads the whole document; nil where it is at fault.
    ///
    /// - Parameter source: The JSON text, where there is one, to find what the parser dropped.
    mutating func document(_ root: JSONObject, source: String?) -> DecodedDocument? {
        if let text = word("QueryLanguage", of: QueryLanguage.allCases.map(\.rawValue), in: root, at: .top) {
            machineLanguage = QueryLanguage(rawValue: text) ?? .jsonPath
        }
        collectAssigned(in: .object(root))
        let version = word("Version", of: ["1.0"], in: root, at: .top)
        let timeout = root["TimeoutSeconds"].map {
            integer($0, at: DefinitionPath.top.appending("TimeoutSeconds"), minimum: 0, maximum: Self.secondsLimit)
        }
        let top = level(root, .machine, at: .top)
        for repeated in source.map(RepeatedStateNames.find) ?? [] {
            noteRepeatedName(of: repeated)
        }
        if !rules.isolatesState, !rules.wasAccepted, !hasErrors || rules.reportsAll { checkTransitions() }
        let states = self.states.compactMap(\.self)
        let levels = self.levels.compactMap(\.self)
        guard top == .top, !hasErrors || rules.wasAccepted, states.count == self.states.count,
            levels.count == self.levels.count
        else { return nil }
        return DecodedDocument(
            comment: root["Comment"]?.string, version: version, queryLanguage: machineLanguage,
            timeoutSeconds: timeout ?? nil, states: states, levels: levels)
    }

    /// Names under any `Assign`: a variable may bear the name of a function.
    private mutating func collectAssigned(in value: JSONValue) {
        switch value {
        case .array(let elements): for element in elements { collectAssigned(in: element) }
        case .object(let object):
            for member in object.members {
                if member.key == "Assign", let names = member.value.object?.keys { assigned.formUnion(names) }
                collectAssigned(in: member.value)
            }
        default: break
        }
    }
}
