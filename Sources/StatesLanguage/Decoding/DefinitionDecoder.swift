import JSON

/// Reads a parsed document into the model and collects everything that is wrong with it.
///
/// A function that decodes returns nil where it found a fault, after noting it; decoding goes on elsewhere, so that one
/// run finds all faults.
struct DefinitionDecoder {
    let rules: DecodingRules
    var findings: [Finding] = []
    var machineLanguage = QueryLanguage.jsonPath
    var states: [State?] = []
    var levels: [Level?] = []
    var graphs: [LevelGraph] = []
    /// Where each state name was seen first.
    var names: Set<ExactName> = []
    var repeatedNames: Set<DefinitionPath> = []
    var labels: Set<String> = []
    var nesting = 0
    /// The type of the executions that the states in hand run in, where a distributed Map says so.
    var processorType: StateMachineType?
    /// Variables that the state in hand reads.
    var variables: Set<String> = []
    /// All variables that anything in the document assigns.
    var assigned: Set<String> = []
    /// Depth of the state in hand below the top of the document.
    var stateDepth = 0

    init(rules: DecodingRules) { self.rules = rules }

    var hasErrors: Bool { findings.contains { $0.severity == .error } }
}

extension DefinitionDecoder {
    /// Notes a fault of the schema, the commonest code.
    mutating func refuse(
        _ message: String, at location: DefinitionPath, target: DefinitionPath? = nil, atName: Bool = false,
        cure: String? = nil
    ) {
        note(.schemaValidationFailed, message, at: location, target: target, atName: atName, cure: cure)
    }

    mutating func note(
        _ code: Diagnostic.Code, _ message: String, at location: DefinitionPath?, target: DefinitionPath? = nil,
        atName: Bool = false, cure: String? = nil
    ) {
        findings.append(
            Finding(code: code, message: message, location: location, target: target, atName: atName, cure: cure))
    }

    mutating func warn(_ code: Diagnostic.Code, _ message: String, at location: DefinitionPath, cure: String? = nil) {
        findings.append(Finding(severity: .warning, code: code, message: message, location: location, cure: cure))
    }

    /// The known name that may have been meant. Many faults get no advice, as the search costs much.
    func nearest(to name: String, among known: some Sequence<String>) -> String? {
        guard findings.count < Self.adviceLimit else { return nil }
        return NearestName.of(name, among: known.prefix(Self.candidateLimit))
    }

    private static let adviceLimit = 100
    private static let candidateLimit = 300

    /// Whether a text has a `${Name}` in it that these rules leave open.
    func isOpen(_ text: String) -> Bool { rules.toleratesPlaceholders && Placeholder.occurs(in: text) }
}
