public import JSON
public import JSONPath

/// One state, its fields by kind and by query language. Immutable; a class, as executions pass it around at each step.
public final class State: Sendable {
    public let name: String
    public let index: StateIndex
    public let comment: String?
    public let queryLanguage: QueryLanguage
    public let kind: Kind
    /// Where execution goes afterwards. Choice carries its targets in its rules; Succeed and Fail end.
    public let transition: Transition
    public let dataFlow: DataFlow
    public let retriers: [Retrier]
    public let catchers: [Catcher]
    /// The workflow variables that the state reads, each once, in alphabetical order.
    public let variableReferences: [String]

    public init(
        name: String, index: StateIndex, comment: String?, queryLanguage: QueryLanguage, kind: Kind,
        transition: Transition, dataFlow: DataFlow, retriers: [Retrier], catchers: [Catcher],
        variableReferences: [String] = []
    ) {
        self.name = name
        self.index = index
        self.comment = comment
        self.queryLanguage = queryLanguage
        self.kind = kind
        self.transition = transition
        self.dataFlow = dataFlow
        self.retriers = retriers
        self.catchers = catchers
        self.variableReferences = variableReferences
    }

    public enum Kind: Sendable {
        /// The literal `Result` of a JSONPath Pass; nil where it has none.
        case pass(result: JSONValue?)
        case task(TaskState)
        case choice(ChoiceState)
        case wait(WaitState)
        case parallel(branches: [LevelIndex])
        case map(MapState)
        case succeed
        case fail(FailState)
    }

    /// Cheap to run and done at once, and followed by states behind it in the document only, so that none can come twice.
    var isBrief: Bool {
        guard queryLanguage == .jsonPath, retriers.isEmpty, catchers.isEmpty else { return false }
        if case .next(let next) = transition, next.rawValue <= index.rawValue { return false }
        return switch kind {
        case .pass, .succeed, .fail: true
        case .task, .wait, .choice, .parallel, .map: false
        }
    }

    /// Cheap to run, and between two waits followed by states behind it in the document only.
    var hasBriefTurns: Bool {
        guard queryLanguage == .jsonPath else { return false }
        var targets = catchers.map(\.next)
        if case .next(let next) = transition { targets.append(next) }
        switch kind {
        case .task, .wait: return true
        case .parallel, .map: return false
        case .choice(let choice): targets += choice.rules.map(\.next) + [choice.defaultTarget].compactMap { $0 }
        case .pass, .succeed, .fail: break
        }
        return targets.allSatisfy { $0.rawValue > index.rawValue }
    }

    public enum Transition: Sendable, Hashable {
        case next(StateIndex)
        case end
        /// Choice, Succeed, Fail.
        case none
    }
}

/// How a state shapes its input and output (ASL spec, "Input and Output Processing", "Query Languages").
public enum DataFlow: Sendable {
    case jsonPath(JSONPathDataFlow)
    case jsonata(JSONataDataFlow)

    /// `Assign`, in either language.
    public var assign: Template? {
        switch self {
        case .jsonPath(let flow): flow.assign.map(Template.jsonPath)
        case .jsonata(let flow): flow.assign.map(Template.jsonata)
        }
    }
}

public struct JSONPathDataFlow: Sendable {
    public var inputPath: DataPath
    public var parameters: PayloadTemplate?
    public var resultSelector: PayloadTemplate?
    public var resultPath: ResultPath
    public var outputPath: DataPath
    public var assign: PayloadTemplate?

    public init(
        inputPath: DataPath = .whole, parameters: PayloadTemplate? = nil, resultSelector: PayloadTemplate? = nil,
        resultPath: ResultPath = .whole, outputPath: DataPath = .whole, assign: PayloadTemplate? = nil
    ) {
        self.inputPath = inputPath
        self.parameters = parameters
        self.resultSelector = resultSelector
        self.resultPath = resultPath
        self.outputPath = outputPath
        self.assign = assign
    }
}

public struct JSONataDataFlow: Sendable {
    public var arguments: JSONataTemplate?
    public var output: JSONataTemplate?
    public var assign: JSONataTemplate?

    public init(arguments: JSONataTemplate? = nil, output: JSONataTemplate? = nil, assign: JSONataTemplate? = nil) {
        self.arguments = arguments
        self.output = output
        self.assign = assign
    }
}

/// `InputPath` and `OutputPath`.
public enum DataPath: Sendable, Equatable {
    /// `$`, also where the field is absent.
    case whole
    /// `null`: an empty object.
    case empty
    case path(JSONPathExpression)
}

/// `ResultPath`.
public enum ResultPath: Sendable, Equatable {
    /// `$`, also where the field is absent: the result replaces the input.
    case whole
    /// `null`: the input goes on, the result is dropped.
    case discard
    case path(ReferencePath)
}
