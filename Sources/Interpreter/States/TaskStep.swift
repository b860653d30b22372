import JSON
import StatesLanguage

/// Task: schedule, start, answer, output (ASL spec, "Task State").
extension TurnMaker {
    mutating func executeTask(_ id: FrameID, _ state: State, _ task: TaskState) {
        guard let frame = machine.frames[id] else { return }
        if task.resource.target == .activity, !surroundings.activityExists(task.resource.arn) {
            failAtOnce(
                id, Fault(error: "States.Runtime", cause: "The activity \(task.resource.arn) does not exist."))
            return
        }
        let token = isCallback(task) ? surroundings.token(machine.nextRecord) : nil
        var evaluator = evaluator(for: id, token: token)
        do throws(Fault) {
            let parameters = try evaluator.effectiveInput(frame.input, of: state)
            let timeout = try evaluator.seconds(task.timeoutSeconds, field: "TimeoutSeconds", input: frame.input)
            let heartbeat = try evaluator.seconds(task.heartbeatSeconds, field: "HeartbeatSeconds", input: frame.input)
            let credentials = try task.credentials.map { (template) throws(Fault) in
                try evaluator.value(of: template, input: frame.input.value)
            }
            try evaluator.checkSize(of: parameters, name: state.name)
            if let cause = surroundings.refusal(task.resource, parameters) {
                throw Fault(error: "States.Runtime", cause: cause)
            }
            schedule(id, task, parameters, timeout, heartbeat, credentials)
        } catch {
            fail(id, with: error)
        }
    }

    /// Whether the attempt has a token: a `.sync` task can be answered by one as well as a `.waitForTaskToken`.
    private func isCallback(_ task: TaskState) -> Bool {
        if case .integration(let integration) = task.resource.target {
            integration.pattern != .requestResponse
        } else {
            false
        }
    }

    private mutating func schedule(
        _ id: FrameID, _ task: TaskState, _ parameters: Payload, _ timeout: Int64?, _ heartbeat: Int64?,
        _ credentials: JSONValue?
    ) {
        guard let previous = machine.frames.read(id, { $0.lastEvent }) else { return }
        let number = machine.nextRecord
        let schedule = TaskSchedule(
            parameters: parameters, timeoutSeconds: timeout, heartbeatSeconds: heartbeat, credentials: credentials,
            timeoutDue: timeout.map { now + $0 * 1000 })
        emit(.taskScheduled(frame: id, schedule), after: previous)
        guard isRunning else { return }
        if let due = schedule.timeoutDue { effect(.setTimer(Timer(id: number, due: due))) }
        if task.resource.target == .activity {
            effect(
                .offer(
                    ActivityOffer(
                        task: number, scheduledAt: now, activityARN: task.resource.arn, input: parameters,
                        heartbeatSeconds: heartbeat)))
        }
    }

    mutating func startTask(_ id: FrameID) {
        guard let frame = machine.frames[id], case .task(let work) = frame.work,
            case .task(let task) = machine.state(of: frame).kind
        else { return }
        emit(.taskStarted(frame: id, worker: nil), after: frame.lastEvent)
        guard isRunning else { return }
        setHeartbeat(of: id)
        effect(
            .dispatch(
                TaskDispatch(
                    task: work.id, resource: task.resource, stateName: machine.state(of: frame).name,
                    parameters: work.schedule.parameters, credentials: work.schedule.credentials,
                    token: isCallback(task) ? surroundings.token(work.id) : nil, timeoutDue: work.schedule.timeoutDue,
                    call: work.call)))
    }

    /// Records how the attempt ended. A result over the limit is a failure.
    mutating func recordAnswer(_ id: FrameID, _ result: TaskResult) {
        guard let frame = machine.frames[id], case .task(let work) = frame.work,
            case .task(let task) = machine.state(of: frame).kind
        else { return }
        var result = result
        if case .succeeded(let output) = result, output.text.count > limits.payloadBytes {
            result = .failed(error: "States.DataLimitExceeded", cause: Fault.sizeCause(task.resource.shortName))
        }
        for timer in work.timers { effect(.clearTimer(timer)) }
        emit(.taskEnded(frame: id, result), after: frame.lastEvent)
        if case .timedOut = result {
            withdraw(work, of: frame, answered: false)
        } else {
            withdraw(work, of: frame, answered: true)
        }
    }

    mutating func endTask(_ id: FrameID, _ result: TaskResult) {
        switch result {
        case .succeeded(let output): complete(id, output)
        case .failed(let error, let cause): handle(error, cause, in: id)
        case .timedOut(let error, let cause):
            let isHeartbeat = error == TaskResult.heartbeatError
            handle(isHeartbeat ? TaskResult.timeoutError : error, cause, in: id, isHeartbeat: isHeartbeat)
        }
    }
}

extension TaskResource {
    /// What AWS calls the task in the cause of an oversized result: `lambda`, `sqs`, or the ARN.
    var shortName: String {
        if case .integration(let integration) = target { integration.service } else { arn }
    }
}
