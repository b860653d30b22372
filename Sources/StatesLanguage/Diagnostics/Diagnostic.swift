/// Something that AWS Step Functions says of a definition
/// (API reference, "ValidateStateMachineDefinitionDiagnostic").
public struct Diagnostic: Sendable, Equatable {
    public enum Severity: String, Sendable, Hashable {
        case error = "ERROR"
        case warning = "WARNING"
    }

    /// AWS's names; more may be added.
    public struct Code: Sendable, Hashable, RawRepresentable, CustomStringConvertible {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public var description: String { rawValue }

        public static let invalidJSONDescription = Code(rawValue: "INVALID_JSON_DESCRIPTION")
        public static let missingDescription = Code(rawValue: "MISSING_DESCRIPTION")
        public static let schemaValidationFailed = Code(rawValue: "SCHEMA_VALIDATION_FAILED")
        public static let invalidResource = Code(rawValue: "INVALID_RESOURCE")
        public static let missingEndState = Code(rawValue: "MISSING_END_STATE")
        public static let duplicateStateName = Code(rawValue: "DUPLICATE_STATE_NAME")
        public static let invalidStateName = Code(rawValue: "INVALID_STATE_NAME")
        public static let duplicateLabelName = Code(rawValue: "DUPLICATE_LABEL_NAME")
        public static let invalidLabelName = Code(rawValue: "INVALID_LABEL_NAME")
        public static let missingTransitionTarget = Code(rawValue: "MISSING_TRANSITION_TARGET")
        public static let tooDeeplyNested = Code(rawValue: "TOO_DEEPLY_NESTED")
        public static let invalidJSONataExpression = Code(rawValue: "INVALID_JSONATA_EXPRESSION")
        public static let unsupportedJSONataExpression = Code(rawValue: "UNSUPPORTED_JSONATA_EXPRESSION")
        public static let invalidVariableName = Code(rawValue: "INVALID_VARIABLE_NAME")
        public static let reservedVariableName = Code(rawValue: "RESERVED_VARIABLE_NAME")
        public static let noDollar = Code(rawValue: "NO_DOLLAR")
        public static let noPath = Code(rawValue: "NO_PATH")
        public static let passResultIsStatic = Code(rawValue: "PASS_RESULT_IS_STATIC")
    }

    public let severity: Severity
    public let code: Code
    /// AWS's sentence.
    public let message: String
    /// `/States/Name/Field`; nil where AWS gives none.
    public let location: String?
    /// Where the text is at fault, more exactly than ``location`` says; nil without the text.
    public let position: SourcePosition?
    /// What to do about it, in words; AWS says nothing of the kind.
    public let cure: String?

    public init(
        severity: Severity = .error, code: Code, message: String, location: String?, position: SourcePosition? = nil,
        cure: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.location = location
        self.position = position
        self.cure = cure
    }
}
