import Interpreter
import JSON
import StatesLanguage

/// Calls of Tasks, answered by mocks.
extension Simulation {
    mutating func call(
        _ task: Int64, _ resource: TaskResource, _ stateName: String, _ parameters: JSONValue, token: String?
    ) {
        guard halt == nil else { return }
        let target = CallTarget(state: stateName, resource: resource, parameters: parameters)
        guard let (name, mock) = mock(for: target) else {
            if let child = target.stateMachine, world.executions[child] != nil {
                let answer = MockAnswer(.execution(child))
                self.answer(task, resource, stateName, target, parameters, answer, number: 1)
            } else {
                halt = .unanswered(state: stateName, call: target.names.dropFirst().last ?? resource.arn)
            }
            return
        }
        let number = counts[name, default: 0] + 1
        counts[name] = number
        guard let answer = mock.answer(toCall: number) else {
            halt = .broken("the mock of '\(name)' has no answer to call \(number)")
            return
        }
        self.answer(task, resource, stateName, target, parameters, answer, number: number)
    }

    private func mock(for target: CallTarget) -> (name: String, mock: Mock)? {
        for name in target.names {
            if let mock = machineSetting.mocks[name] ?? world.mocks[name] { return (name, mock) }
        }
        return nil
    }

    func scope(
        _ stateName: String, _ parameters: JSONValue, number: Int, token: String?
    ) -> MockScope {
        let identity = machineSetting.identity(startTime: world.startTime)
        var context: JSONObject = [
            "Execution": [
                "Id": .string(identity.executionARN), "Name": .string(identity.name), "Input": input,
                "StartTime": .string(Timestamp.text(world.startTime)),
            ],
            "State": ["Name": .string(stateName), "EnteredTime": .string(Timestamp.text(now))],
        ]
        if let token { context["Task"] = ["Token": .string(token)] }
        let states: JSONValue = ["input": parameters, "context": .object(context)]
        return MockScope(
            bindings: ["states": states, "call": .int(Int64(number)), "input": parameters], now: now,
            seed: world.seed &+ UInt64(number))
    }

    private mutating func answer(
        _ task: Int64, _ resource: TaskResource, _ stateName: String, _ target: CallTarget, _ parameters: JSONValue,
        _ answer: MockAnswer, number: Int
    ) {
        let scope = scope(stateName, parameters, number: number, token: nil)
        var delay: Int64
        let outcome: TaskResult?
        var child: SimulatedChild?
        do throws(MockTemplateError) {
            delay = try DurationText.milliseconds(try answer.delay.value(in: scope))
            (outcome, child) = try self.outcome(of: answer, resource, parameters, scope, after: delay)
        } catch {
            halt = .broken("the mock of '\(stateName)': \(error.message)")
            return
        }
        var functionMilliseconds: Int64?
        if resource.isLambda {
            let whole = resource.isCallback ? nil : delay
            functionMilliseconds =
                answer.functionMilliseconds ?? (delay > 0 ? whole : nil) ?? world.functionMilliseconds
            if delay == 0, !resource.isCallback { delay = functionMilliseconds ?? 0 }
        }
        if let child, resource.waitsForExecution { delay += child.run.milliseconds }
        openCalls[task] = calls.count
        calls.append(
            SimulatedCall(
                state: stateIndex(of: task), stateName: stateName, resource: resource, names: target.names,
                arguments: parameters, startedAt: now, endedAt: nil, functionMilliseconds: functionMilliseconds ?? 0,
                functionMemory: resource.isLambda ? answer.functionMemory ?? world.functionMemory : nil,
                functionName: target.function, child: child))
        plan(task, resource, outcome, delay: delay, accepted: functionMilliseconds ?? 0, answer)
    }

    private func stateIndex(of task: Int64) -> StateIndex {
        let entry = entries.last { $0.number == task }
        return entry?.state.map { machineSetting.definition.original($0) } ?? StateIndex(0)
    }

    private mutating func plan(
        _ task: Int64, _ resource: TaskResource, _ outcome: TaskResult?, delay: Int64, accepted: Int64,
        _ answer: MockAnswer
    ) {
        if resource.target == .activity { agenda.plan(.input(.activityStarted(task: task, worker: nil)), at: now) }
        if resource.isCallback || resource.isJob {
            let submitted = Input.taskSubmitted(task: task, output: Payload.emptyObject, job: nil)
            agenda.plan(.input(submitted), at: now + (resource.isCallback ? min(accepted, delay) : 0))
        }
        if let every = answer.heartbeatEvery, every > 0 {
            agenda.plan(
                .heartbeat(task: task, every: every, left: answer.heartbeats.map { $0 - 1 }), at: now + every)
        }
        guard let outcome else { return }
        let input: Input =
            resource.isCallback || resource.target == .activity
            ? .callback(task: task, outcome) : .taskEnded(task: task, outcome)
        agenda.plan(.input(input), at: now + delay)
    }

    private func outcome(
        of answer: MockAnswer, _ resource: TaskResource, _ parameters: JSONValue, _ scope: MockScope, after delay: Int64
    ) throws(MockTemplateError) -> (TaskResult?, SimulatedChild?) {
        switch answer.outcome {
        case .result(let template): return (.succeeded(Payload(try template.value(in: scope))), nil)
        case .payload(let template):
            return (.succeeded(Payload(resource.wrapping(payload: try template.value(in: scope)))), nil)
        case .failure(let error, let cause):
            let name = try error?.value(in: scope).string
            let text = try cause.map { (cause) throws(MockTemplateError) in
                let value = try cause.value(in: scope)
                return value.string ?? value.serialized()
            }
            return (.failed(error: name, cause: text), nil)
        case .silence: return (nil, nil)
        case .execution(let name): return try nested(name, resource, parameters)
        case .function(let name):
            guard let function = world.function else {
                throw MockTemplateError(message: "no local functions are there to run '\(name)'")
            }
            let payload = parameters["Payload"] ?? parameters
            let result = function(name, resource.target == .function ? parameters : payload)
            if case .succeeded(let output) = result {
                return (.succeeded(Payload(resource.wrapping(payload: output.value))), nil)
            }
            return (result, nil)
        }
    }

    private func nested(
        _ name: String, _ resource: TaskResource, _ parameters: JSONValue
    ) throws(MockTemplateError) -> (TaskResult?, SimulatedChild?) {
        guard let machine = world.executions[name] else {
            throw MockTemplateError(message: "'executions' has no state machine '\(name)'")
        }
        guard world.depth < SimulatedWorld.depthLimit else {
            throw MockTemplateError(message: "executions start each other more than \(SimulatedWorld.depthLimit) deep")
        }
        var inner = world
        inner.depth += 1
        inner.startTime = now
        var machineSetting = machine
        machineSetting.stateMachineName = name
        machineSetting.executionName = parameters["Name"]?.string
        var input = parameters["Input"] ?? .object(JSONObject())
        // The SDK's actions take their input as text.
        if let text = input.string, let parsed = try? JSONValue.parse(text) { input = parsed }
        let run = Simulation.run(machineSetting, input: input, world: inner)
        if case .unanswered(let state, let call) = run.status {
            throw MockTemplateError(message: "in '\(name)', state '\(state)' calls \(call), which has no mock")
        }
        if case .broken(let reason) = run.status { throw MockTemplateError(message: "in '\(name)': \(reason)") }
        let child = SimulatedChild(name: name, run: run)
        return (NestedAnswer(run, machineSetting, input).result(of: resource), child)
    }
}

extension TaskResource {
    var isCallback: Bool {
        if case .integration(let call) = target { call.pattern == .waitForTaskToken } else { false }
    }

    var isJob: Bool {
        if case .integration(let call) = target { call.pattern == .sync || call.pattern == .sync2 } else { false }
    }

    /// Whether a Task that starts an execution waits for its end.
    var waitsForExecution: Bool {
        guard case .integration(let call) = target else { return false }
        return isJob || call.action == "startSyncExecution"
    }

    /// A function's payload as the state sees it.
    func wrapping(payload: JSONValue) -> JSONValue {
        guard case .integration(let call) = target, call.service == "lambda" else { return payload }
        return ["ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200]
    }
}
