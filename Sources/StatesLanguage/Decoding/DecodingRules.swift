/// Under which rules a document is read.
public struct DecodingRules: Sendable {
    public var type: StateMachineType
    /// `${Name}` placeholders stand for anything, as SAM and CloudFormation fill them later: what they stand in isn't
    /// judged. A document with open placeholders can't be run.
    public var toleratesPlaceholders: Bool
    /// A state is read alone, as TestState does: its transitions may lead to states that aren't there.
    public var isolatesState: Bool
    /// Looks at the transitions even where other faults were found, so that a person sees all at once; AWS answers
    /// with the first kind alone.
    public var reportsAll: Bool
    /// The document was accepted before, perhaps by an older version with fewer checks: whatever can be run is taken.
    public var wasAccepted: Bool

    public init(
        type: StateMachineType = .standard, toleratesPlaceholders: Bool = false, isolatesState: Bool = false,
        reportsAll: Bool = false, wasAccepted: Bool = false
    ) {
        self.type = type
        self.toleratesPlaceholders = toleratesPlaceholders
        self.isolatesState = isolatesState
        self.reportsAll = reportsAll
        self.wasAccepted = wasAccepted
    }

    /// AWS's quota for the text of a definition, in bytes of UTF-8 (Developer guide, "Service quotas").
    public static let definitionSizeLimit = 1_048_576
    /// Characters of a state name (ASL spec, "States").
    public static let stateNameLimit = 80
    /// Characters of a variable name (Developer guide, "Passing data between states with variables").
    public static let variableNameLimit = 80
    /// Characters of the `Label` of a Map (Developer guide, "Distributed Map").
    public static let labelLimit = 40
    /// Levels of states within states.
    public static let nestingLimit = 64
}
