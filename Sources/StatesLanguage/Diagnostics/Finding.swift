/// A diagnostic before its place in the text is looked up: most definitions have none, and a place costs a scan.
struct Finding {
    let severity: Diagnostic.Severity
    let code: Diagnostic.Code
    let message: String
    /// What AWS calls the location.
    let location: DefinitionPath?
    /// The part of the text at fault, where it is another than the location.
    let target: DefinitionPath?
    /// The name of the member is at fault, not its value.
    let atName: Bool
    let cure: String?

    init(
        severity: Diagnostic.Severity = .error, code: Diagnostic.Code, message: String, location: DefinitionPath?,
        target: DefinitionPath? = nil, atName: Bool = false, cure: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.location = location
        self.target = target
        self.atName = atName
        self.cure = cure
    }

    func diagnostic(positions: (any SourceMap)?) -> Diagnostic {
        let place = target ?? location
        let position = place.flatMap { place in
            atName ? positions?.position(ofName: place) : positions?.position(of: place)
        }
        return Diagnostic(
            severity: severity, code: code, message: message, location: location?.description, position: position,
            cure: cure)
    }
}
