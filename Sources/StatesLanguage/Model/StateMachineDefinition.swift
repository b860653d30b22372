import JSON

/// An Amazon States Language document, decoded, with every expression compiled.
///
/// Immutable and shared by all executions of its revision. States of every level (the top, branches of Parallel,
/// processors of Map) stand in one table, as their names are unique in the whole document (ASL spec, "States").
public final class StateMachineDefinition: Sendable {
    /// The document as it was given.
    public let source: String
    public let comment: String?
    public let version: String?
    /// What a state without a `QueryLanguage` of its own uses.
    public let queryLanguage: QueryLanguage
    /// Longest run of an execution, in seconds.
    public let timeoutSeconds: Int64?
    /// All states, in the order of the document. A ``StateIndex`` is a place here.
    public let states: [State]
    /// All levels; the first is the top. A ``LevelIndex`` is a place here.
    public let levels: [Level]
    /// Whether its steps are few and cheap and wait for nothing: JSONPath, Pass, Succeed and Fail, and no state that can come
    /// twice.
    public let isBrief: Bool
    /// Whether its steps from one wait to the next are few and cheap: JSONPath, no Parallel, no Map, and no state that can come
    /// twice in between.
    public let hasBriefTurns: Bool
    private let indices: [ExactName: StateIndex]

    public init(
        source: String, comment: String?, version: String?, queryLanguage: QueryLanguage, timeoutSeconds: Int64?,
        states: [State], levels: [Level]
    ) {
        self.source = source
        self.comment = comment
        self.version = version
        self.queryLanguage = queryLanguage
        self.timeoutSeconds = timeoutSeconds
        self.states = states
        self.levels = levels
        isBrief = states.allSatisfy(\.isBrief)
        hasBriefTurns = states.allSatisfy(\.hasBriefTurns)
        indices = Dictionary(
            states.enumerated().map { (ExactName($1.name), StateIndex($0)) }, uniquingKeysWith: { first, _ in first })
    }

    public subscript(_ index: StateIndex) -> State { states[index.rawValue] }

    public subscript(_ index: LevelIndex) -> Level { levels[index.rawValue] }

    public func index(ofState name: String) -> StateIndex? { indices[ExactName(name)] }
}

/// `QueryLanguage` (ASL spec, "Query Languages").
public enum QueryLanguage: String, Sendable, Hashable, CaseIterable {
    case jsonPath = "JSONPath"
    case jsonata = "JSONata"
}

/// The place of a state in ``StateMachineDefinition/states``.
public struct StateIndex: Sendable, Hashable {
    public let rawValue: Int
    public init(_ rawValue: Int) { self.rawValue = rawValue }
}

/// The place of a level in ``StateMachineDefinition/levels``.
public struct LevelIndex: Sendable, Hashable {
    public let rawValue: Int
    public init(_ rawValue: Int) { self.rawValue = rawValue }
    public static let top = LevelIndex(0)
}

/// One level of states: the top of the document, a branch of Parallel, or the processor of Map.
public struct Level: Sendable {
    public let startAt: StateIndex
    public let states: [StateIndex]

    public init(startAt: StateIndex, states: [StateIndex]) {
        self.startAt = startAt
        self.states = states
    }
}
