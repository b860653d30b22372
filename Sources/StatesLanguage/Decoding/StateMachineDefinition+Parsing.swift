import JSON

extension StateMachineDefinition {
    /// Reads and checks a document.
    ///
    /// - Throws: ``InvalidDefinition`` with every diagnostic of severity ERROR.
    public static func parse(
        _ source: String, type: StateMachineType = .standard
    ) throws(InvalidDefinition) -> StateMachineDefinition {
        let document = try DefinitionDocument.read(source).get()
        return try parse(document.root, source: source, rules: DecodingRules(type: type))
    }

    /// Reads one state alone, as TestState takes it: `{"Type": "Pass", …}`. The document has the state at its start,
    /// and a Succeed for every state that it may lead to.
    ///
    /// - Parameter name: The name that messages and the context object give it.
    public static func parse(
        singleState source: String, name: String, type: StateMachineType = .standard
    ) throws(InvalidDefinition) -> StateMachineDefinition {
        let document = try DefinitionDocument.read(source).get()
        let root = IsolatedState.document(around: document.root, name: name)
        return try parse(root, source: source, rules: DecodingRules(type: type, isolatesState: true))
    }

    /// Reads a document that was accepted before: a check that was added since must not stop what it runs.
    ///
    /// - Throws: ``InvalidDefinition`` where it can't be run at all.
    public static func parse(
        accepted source: String, type: StateMachineType
    ) throws(InvalidDefinition) -> StateMachineDefinition {
        let document = try DefinitionDocument.read(source).get()
        return try parse(document.root, source: source, rules: DecodingRules(type: type, wasAccepted: true))
    }

    private static func parse(
        _ root: JSONObject, source: String, rules: DecodingRules
    ) throws(InvalidDefinition) -> StateMachineDefinition {
        var decoder = DefinitionDecoder(rules: rules)
        let decoded = decoder.document(root, source: source)
        let errors = decoder.findings.filter { $0.severity == .error }
        guard errors.isEmpty || rules.wasAccepted, let decoded else {
            let positions = JSONSourceMap(source)
            let found = errors.map { $0.diagnostic(positions: positions) }
            let unknown = Diagnostic(code: .schemaValidationFailed, message: "Invalid definition", location: "/")
            throw InvalidDefinition(diagnostics: found.isEmpty ? [unknown] : found)
        }
        return decoded.definition(source: source)
    }

    /// For each state that reads workflow variables, by name: these variables
    /// (API reference, "DescribeStateMachine", `variableReferences`). In the order of the document.
    public var variableReferences: [(state: String, variables: [String])] {
        states.filter { !$0.variableReferences.isEmpty }.map { ($0.name, $0.variableReferences) }
    }
}
