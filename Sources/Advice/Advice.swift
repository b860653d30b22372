/// A known pattern found in a definition.
public struct Advice: Sendable {
    public enum Severity: String, Sendable, Comparable, CaseIterable {
        /// It works; it could be better.
        case note
        /// It costs much, or will fail one day.
        case warning
        /// It can't work.
        case error

        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    public let code: AdviceCode
    public let severity: Severity
    /// The states concerned, the first one where the finding is shown.
    public let states: [String]
    /// What is there.
    public let message: String
    /// Why it matters.
    public let reason: String
    /// What to do.
    public let change: String
    /// What it saves at the given volume.
    public let saving: Saving?

    public struct Saving: Sendable {
        /// Money a month; 0 where it saves something else.
        public let perMonth: Double
        /// `3n - 1 transitions an execution become 1`.
        public let words: String

        public init(perMonth: Double, words: String) {
            self.perMonth = perMonth
            self.words = words
        }
    }
}

/// The stable name of a pattern; each has a page in `docs/advice/`.
public enum AdviceCode: String, Sendable, CaseIterable {
    case pollingLoop = "FA001"
    case transportFunction = "FA002"
    case independentStates = "FA003"
    case reshapingPass = "FA004"
    case couldBeExpress = "FA005"
    case expressChild = "FA006"
    case callbackWithoutTimeout = "FA007"
    case taskWithoutRetry = "FA008"
    case deadCatcher = "FA009"
    case largeInlineMap = "FA010"
    case payloadNearLimit = "FA011"
    case unusedVariable = "FA012"
    case historyLimit = "FA013"
    case taskWithoutTimeout = "FA014"
    case retryWithoutJitter = "FA015"

    public var title: String {
        switch self {
        case .pollingLoop: "A loop polls for something to be done"
        case .transportFunction: "A Lambda function only passes data to another service"
        case .independentStates: "States in a row don't need each other"
        case .reshapingPass: "A Pass only reshapes data"
        case .couldBeExpress: "The whole workflow could be Express"
        case .expressChild: "A part could be a nested Express workflow"
        case .callbackWithoutTimeout: "A callback may be waited for without end"
        case .taskWithoutRetry: "A Task is never tried again"
        case .deadCatcher: "A Catcher or Retrier can never take an error"
        case .largeInlineMap: "An inline Map over many items"
        case .payloadNearLimit: "The payload grows towards the limit"
        case .unusedVariable: "A variable is assigned and never read"
        case .historyLimit: "A loop reaches the limit of 25,000 events"
        case .taskWithoutTimeout: "A Task may run for as long as it likes"
        case .retryWithoutJitter: "Many executions retry at the same moment"
        }
    }
}
