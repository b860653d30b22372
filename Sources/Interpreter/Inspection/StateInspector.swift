public import JSON
import JSONPath
public import StatesLanguage

/// Runs one state of a definition without its execution, and notes each stage of its data flow.
///
/// Pure, as the machine is: where the state calls something, ``begin()`` gives the call, and ``end(_:)`` takes its
/// answer, real or mocked.
public struct StateInspector: Sendable {
    /// What surrounds the state.
    public struct Setup: Sendable {
        /// `$$` and `$states.context`, whole.
        public var context: JSONObject
        /// Workflow variables; nil where none were given.
        public var variables: [String: JSONValue]?
        /// How often the retrier that takes the error has retried already.
        public var retryCount = 0
        /// Iterations of a Map that failed; nil where nothing was said about it.
        public var failedIterations: Int64?
        /// What the ItemReader of a Map reads, as its source has it.
        public var itemReaderData: String?
        /// Milliseconds since 1970.
        public var now: Int64
        public var seed: UInt64
        public var limits = ExecutionLimits()

        public init(context: JSONObject, variables: [String: JSONValue]? = nil, now: Int64, seed: UInt64) {
            self.context = context
            self.variables = variables
            self.now = now
            self.seed = seed
        }
    }

    /// How far a state comes by itself.
    public enum Step: Sendable {
        /// It waits for the result of a Task, of the branches of a Parallel, or of the iterations of a Map.
        case waits
        case done(StateInspection)
    }

    /// TestState gives every state this name in the context object, whatever its definition says.
    public static let stateName = "StateName"

    let state: State
    let definition: StateMachineDefinition
    let input: Payload
    let setup: Setup
    var evaluator: Evaluator
    var inspection = StateInspection()

    public init(_ state: StateIndex, of definition: StateMachineDefinition, input: Payload, setup: Setup) {
        self.definition = definition
        self.state = definition[state]
        self.input = input
        self.setup = setup
        var context = ContextObject(
            identity: .nameless, input: input, stateName: Self.stateName, enteredTime: setup.now)
        context.replacement = setup.context
        evaluator = Evaluator(
            context: context, variables: setup.variables ?? [:], limits: setup.limits, now: setup.now,
            random: SplitMix64(seed: setup.seed))
        inspection.stages[.input] = input
        inspection.stages[.variables] = setup.variables.map { variables in
            Payload(.object(JSONObject(variables.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })))
        }
    }

    /// What a Task calls, as far as it has come.
    public private(set) var call: TaskDispatch?

    /// Runs the state up to where it needs a result, or to its end.
    public mutating func begin() -> Step {
        do throws(Fault) {
            switch state.kind {
            case .pass(let result): try pass(result)
            case .succeed: try succeed()
            case .choice(let choice): try choose(choice)
            case .wait(let wait):
                try noteInputPath()
                _ = try evaluator.due(wait, input: evaluator.effectiveInput(input, of: state))
                try complete(evaluator.effectiveInput(input, of: state))
            case .fail(let fail): try self.fail(fail)
            case .task(let task):
                try prepare(task)
                return .waits
            case .parallel:
                try noteParameters()
                return .waits
            case .map(let map):
                try prepare(map)
                return .waits
            }
        } catch {
            fail(with: error)
        }
        return .done(inspection)
    }

    /// Goes on with the result that the state waited for.
    public mutating func end(_ result: TaskResult) -> StateInspection {
        switch result {
        case .succeeded(let output):
            if isToleranceExceeded {
                handle(
                    "States.ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded")
                return inspection
            }
            do throws(Fault) {
                if case .task = state.kind { inspection.stages[.result] = output }
                try noteResult(output)
                try complete(output)
            } catch {
                fail(with: error)
            }
        case .failed(let error, let cause): handle(error, cause)
        case .timedOut(let error, let cause): handle(error, cause)
        }
        return inspection
    }

    // MARK: States

    private mutating func pass(_ result: JSONValue?) throws(Fault) {
        if let result {
            inspection.stages[.result] = isJSONPath ? Payload(result) : nil
            try noteResult(Payload(result))
            try complete(Payload(result))
            return
        }
        try noteParameters()
        let effective = try evaluator.effectiveInput(input, of: state)
        try noteResult(effective)
        try complete(effective)
    }

    private mutating func succeed() throws(Fault) {
        try noteInputPath()
        try complete(evaluator.effectiveInput(input, of: state))
    }

    private mutating func choose(_ choice: ChoiceState) throws(Fault) {
        try noteInputPath()
        let effective = try evaluator.effectiveInput(input, of: state)
        for rule in choice.rules where try evaluator.holds(rule.condition, effective) {
            leave(by: try evaluator.exit(of: state, input: input, by: rule, to: rule.next))
            return
        }
        guard let next = choice.defaultTarget else { throw .noChoiceMatched }
        leave(by: try evaluator.exit(of: state, input: input, by: nil, to: next))
    }

    private mutating func fail(_ fields: FailState) throws(Fault) {
        try noteInputPath()
        inspection.error = try evaluator.text(fields.error, field: "Error", input: input)
        inspection.cause = try evaluator.text(fields.cause, field: "Cause", input: input)
        inspection.status = .failed
    }

    private mutating func prepare(_ task: TaskState) throws(Fault) {
        try noteParameters()
        let parameters = try evaluator.effectiveInput(input, of: state)
        if case .jsonata = state.dataFlow { inspection.stages[.afterArguments] = parameters }
        let timeout = try evaluator.seconds(task.timeoutSeconds, field: "TimeoutSeconds", input: input)
        _ = try evaluator.seconds(task.heartbeatSeconds, field: "HeartbeatSeconds", input: input)
        let credentials = try task.credentials.map { (template) throws(Fault) in
            try evaluator.value(of: template, input: input.value)
        }
        try evaluator.checkSize(of: parameters, name: Self.stateName)
        call = TaskDispatch(
            task: 1, resource: task.resource, stateName: Self.stateName, parameters: parameters,
            credentials: credentials, token: nil, timeoutDue: timeout.map { setup.now + $0 * 1000 }, call: 0)
    }

    // MARK: Stages

    var isJSONPath: Bool { if case .jsonPath = state.dataFlow { true } else { false } }

    mutating func noteInputPath() throws(Fault) {
        guard case .jsonPath(let flow) = state.dataFlow else { return }
        inspection.stages[.afterInputPath] = try look { (evaluator) throws(Fault) in
            try evaluator.select(flow.inputPath, from: input)
        }
    }

    /// After InputPath and after Parameters.
    private mutating func noteParameters() throws(Fault) {
        try noteInputPath()
        guard isJSONPath else { return }
        inspection.stages[.afterParameters] = try look { (evaluator) throws(Fault) in
            try evaluator.effectiveInput(input, of: state)
        }
    }

    /// After ResultSelector and after ResultPath.
    private mutating func noteResult(_ result: Payload) throws(Fault) {
        guard case .jsonPath(let flow) = state.dataFlow else { return }
        let selected = try look { (evaluator) throws(Fault) in
            guard let selector = flow.resultSelector else { return result }
            return Payload(try evaluator.value(of: selector, input: result.value))
        }
        inspection.stages[.afterResultSelector] = selected
        switch flow.resultPath {
        case .whole: inspection.stages[.afterResultPath] = selected
        case .discard: inspection.stages[.afterResultPath] = input
        case .path(let path):
            do throws(JSONPathError) {
                inspection.stages[.afterResultPath] = Payload(try path.setting(selected.value, in: input.value))
            } catch {
                throw Fault(error)
            }
        }
    }

    /// Evaluates for show: with the same chance as the evaluation that counts, which follows.
    func look<Value>(_ body: (inout Evaluator) throws(Fault) -> Value) throws(Fault) -> Value {
        var copy = evaluator
        return try body(&copy)
    }

    private mutating func complete(_ result: Payload) throws(Fault) {
        leave(by: try evaluator.exit(of: state, input: input, result: result))
    }

    mutating func leave(by exit: StateExit) {
        inspection.output = exit.output
        inspection.nextState = exit.next.map { definition[$0].name }
        guard !exit.assigned.isEmpty else { return }
        var variables = inspection.stages[.variables]?.value.object ?? JSONObject()
        for assigned in exit.assigned { variables[assigned.name] = assigned.value }
        inspection.stages[.variables] = Payload(.object(variables))
    }

    // MARK: Errors

    /// TestState's causes name no place, unlike those of executions: there is but one state, and no history.
    mutating func fail(with fault: Fault) {
        if fault.error == "States.Runtime" {
            (inspection.error, inspection.cause) = (fault.error, fault.cause)
            inspection.status = .failed
        } else {
            handle(fault.error, fault.cause)
        }
    }

    /// Retry, catch, or fail.
    private mutating func handle(_ error: String?, _ cause: String?) {
        (inspection.error, inspection.cause) = (error, cause)
        inspection.status = .failed
        if let (place, retrier) = state.retrier(for: error) {
            inspection.errorDetails.retryIndex = place
            if setup.retryCount < retrier.maxAttempts {
                inspection.errorDetails.retryBackoffIntervalSeconds = backoff(of: retrier)
                inspection.status = .retriable
                return
            }
        }
        guard let place = state.catchers.firstIndex(where: { $0.errorEquals.takes(error) }) else { return }
        inspection.errorDetails.catchIndex = place
        var output: JSONObject = [:]
        output["Error"] = error.map(JSONValue.string)
        output["Cause"] = .string(cause ?? "")
        do throws(Fault) {
            leave(
                by: try evaluator.exit(of: state, input: input, by: state.catchers[place], .object(output)))
            inspection.status = .caughtError
        } catch {
            inspection.error = error.error
            inspection.cause = error.cause
        }
    }

    private func backoff(of retrier: Retrier) -> Int64 {
        var delay = retrier.intervalSeconds
        for _ in 0..<setup.retryCount { delay = min(delay * retrier.backoffRate, 31_622_400) }
        if let longest = retrier.maxDelaySeconds { delay = min(delay, longest) }
        return Int64(delay.rounded())
    }
}

extension Fault {
    fileprivate static let noChoiceMatched = Fault(
        error: "States.NoChoiceMatched",
        cause: "Failed to transition out of the state. The state does not point to a next state.")
}

extension ExecutionIdentity {
    /// Nothing of it shows: the context object is replaced whole.
    fileprivate static let nameless = ExecutionIdentity(
        executionARN: "", name: "", stateMachineARN: "", stateMachineName: "", roleARN: "", type: .standard,
        startTime: 0)
}
