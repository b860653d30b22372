import Interpreter
public import JSON
import Journal

extension ServiceError {
    /// The attempt behind a token has ended: answered, timed out, or its execution is over.
    static let taskOver = ServiceError(.taskTimedOut, "Task Timed Out: 'Provided task does not exist anymore'")
    static let noTask = ServiceError(.taskDoesNotExist, "Task does not exist: 'Provided task does not exist'")
    static let invalidTaskToken = ServiceError(.invalidToken, "Invalid Token: 'Invalid token'")
}

/// Answers to task tokens: of activities and of `.waitForTaskToken`.
extension Engine {
    /// - Parameter value: what `output` holds, where it was parsed already.
    public func sendTaskSuccess(
        token: String, output: String, value: JSONValue? = nil
    ) async throws(ServiceError) {
        let bytes = Array(output.utf8)
        let payload: Payload
        do throws(JSONParseError) {
            if let value {
                payload = Payload(text: bytes, value: value)
            } else {
                payload = Payload(text: bytes, value: try JSONValue.parse(bytes))
            }
        } catch {
            throw ServiceError(.invalidOutput, "Invalid output: '\(error)'")
        }
        try await answer(token, .succeeded(payload))
    }

    public func sendTaskFailure(token: String, error: String?, cause: String?) async throws(ServiceError) {
        try await answer(token, .failed(error: error, cause: cause))
    }

    public func sendTaskHeartbeat(token: String) async throws(ServiceError) {
        let token = try parse(token)
        try await shard(token.key.shard).heartbeat(token.task, of: token.key.number)
    }

    private func answer(_ text: String, _ result: TaskResult) async throws(ServiceError) {
        try admit()
        let token = try parse(text)
        let verdicts: [Verdict]
        do throws(ServiceError) {
            verdicts = try await shard(token.key.shard).deliver(
                Delivery([.callback(task: token.task, result)]), to: token.key.number)
        } catch  where error.code == .executionDoesNotExist {
            throw .noTask
        }
        switch verdicts.first {
        case .accepted: return
        case .unknownTask: throw .noTask
        case .taskOver, .executionOver, .stale, nil: throw .taskOver
        }
    }

    private func parse(_ text: String) throws(ServiceError) -> TaskToken {
        guard let token = TaskToken(text, secret) else { throw .invalidTaskToken }
        // A server that ends has none any more, and lets the caller try again.
        let count = shards.count
        guard count == 0 || Int(token.key.shard) < count else { throw .invalidTaskToken }
        return token
    }

    /// The next task of an activity for a worker; nil when none came within the time (a long poll).
    ///
    /// ActivityStarted is on disk before the worker gets its token.
    public func activityTask(
        _ activity: Activity, worker: String?, timeout: Duration = .seconds(60)
    ) async throws(ServiceError) -> (token: String, input: String)? {
        guard activities.pollerCount(activity.id) < ActivityQueues.pollerLimit else {
            throw ServiceError(
                .activityWorkerLimitExceeded,
                "The maximum number of workers concurrently polling for activity tasks has been reached.")
        }
        let deadline = clock.now() + timeout.components.seconds * 1000
        while let row = try await activities.take(activity.id, until: deadline, clock: clock) {
            let shard = shard(row.key.shard)
            do throws(ServiceError) {
                if let input = try await shard.startActivity(row, worker: worker) {
                    return (token(of: row.key, task: row.task), input)
                }
            } catch {
                // Nobody has the task: it is for the next worker.
                activities.offer(row)
                throw error
            }
        }
        return nil
    }

    public func stopExecution(_ arn: ExecutionARN, error: String?, cause: String?) async throws(ServiceError) -> Int64 {
        let (row, origin) = try find(arn)
        if let stopDate = row.stopDate { return stopDate }
        try admit()
        try await shard(origin.key.shard).deliver(Delivery([.stop(error: error, cause: cause)]), to: origin.key.number)
        let (stopped, _) = try find(arn)
        return stopped.stopDate ?? clock.now()
    }
}
