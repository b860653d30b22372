import JSON

/// Says everything that is wrong with a definition, as ValidateStateMachineDefinition does.
public enum DefinitionValidator {
    /// Errors and warnings, in AWS's order; none where all is well.
    public static func validate(_ source: String, type: StateMachineType = .standard) -> [Diagnostic] {
        validate(source, rules: DecodingRules(type: type))
    }

    public static func validate(_ source: String, rules: DecodingRules) -> [Diagnostic] {
        switch DefinitionDocument.read(source) {
        case .failure(let invalid): invalid.diagnostics
        case .success(let document):
            findings(in: document.root, source: source, rules: rules).diagnostics { JSONSourceMap(source) }
        }
    }

    /// For a document that was read elsewhere.
    ///
    /// - Parameter source: The text where it is JSON, as a document has lost the first of two states of one name.
    public static func validate(
        _ document: JSONValue, source: String? = nil, rules: DecodingRules, positions: any SourceMap
    ) -> [Diagnostic] {
        guard let root = document.object else { return InvalidDefinition.notAnObject.diagnostics }
        return findings(in: root, source: source, rules: rules).diagnostics { positions }
    }

    private static func findings(in root: JSONObject, source: String?, rules: DecodingRules) -> [Finding] {
        var decoder = DefinitionDecoder(rules: rules)
        _ = decoder.document(root, source: source)
        return decoder.findings
    }
}

extension [Finding] {
    /// Positions are looked up for what was found only.
    fileprivate func diagnostics(positions: () -> any SourceMap) -> [Diagnostic] {
        guard !isEmpty else { return [] }
        let positions = positions()
        return map { $0.diagnostic(positions: positions) }
    }
}
