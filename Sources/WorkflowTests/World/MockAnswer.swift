public import JSON

/// What the world answers to one call of a Task.
public struct MockAnswer: Sendable {
    public enum Outcome: Sendable {
        /// The Task's result, as the state sees it.
        case result(MockTemplate)
        /// What a function returns: wrapped as `lambda:invoke` wraps it, bare for a function by its own ARN.
        case payload(MockTemplate)
        case failure(error: MockTemplate?, cause: MockTemplate?)
        /// No answer ever: only a timeout, a missed heartbeat or the end of the execution goes on.
        case silence
        /// A state machine of the test file's `executions` runs within the same virtual time.
        case execution(String)
        /// A function that really runs, outside the simulation.
        case function(String)
    }

    public var outcome: Outcome
    /// Milliseconds from the call to its answer; of a callback, from the call to SendTaskSuccess or SendTaskFailure.
    public var delay: MockTemplate
    /// Milliseconds that a Lambda function runs for; nil: as long as the answer takes, or the test file's default.
    public var functionMilliseconds: Int64?
    /// Megabytes of a Lambda function; nil: the test file's default.
    public var functionMemory: Int?
    /// Calls in a row that get this answer.
    public var times: Int
    /// Milliseconds between heartbeats; nil: none are sent.
    public var heartbeatEvery: Int64?
    /// Heartbeats that are sent before the worker falls silent; nil: until it answers.
    public var heartbeats: Int?

    public init(
        _ outcome: Outcome, delay: MockTemplate = .literal(.int(0)), functionMilliseconds: Int64? = nil,
        functionMemory: Int? = nil, times: Int = 1, heartbeatEvery: Int64? = nil, heartbeats: Int? = nil
    ) {
        self.outcome = outcome
        self.delay = delay
        self.functionMilliseconds = functionMilliseconds
        self.functionMemory = functionMemory
        self.times = max(1, times)
        self.heartbeatEvery = heartbeatEvery
        self.heartbeats = heartbeats
    }
}

/// The answers to the calls of one state or resource, in order.
public struct Mock: Sendable {
    public var answers: [MockAnswer]
    /// Whether the last answer is given to all further calls; else they are an error, as in Step Functions Local.
    public var repeatsLast: Bool
    /// Of a distributed Map: what its ItemReader reads.
    public var items: MockTemplate?

    public init(_ answers: [MockAnswer], repeatsLast: Bool = true, items: MockTemplate? = nil) {
        self.answers = answers
        self.repeatsLast = repeatsLast
        self.items = items
    }

    /// The answer to the call with this number, from 1.
    func answer(toCall number: Int) -> MockAnswer? {
        var left = number
        for answer in answers {
            if left <= answer.times { return answer }
            left -= answer.times
        }
        return repeatsLast ? answers.last : nil
    }
}
