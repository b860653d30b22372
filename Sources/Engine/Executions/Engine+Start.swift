import Interpreter
import JSON
import Journal
import StatesLanguage

extension Engine {
    /// Starts an execution; it and all that it does without the outside are on disk when this returns.
    ///
    /// A name that is taken by a running execution with the same input gives that one (API reference, StartExecution).
    public func startExecution(_ request: StartExecutionRequest) async throws(ServiceError) -> StartedExecution {
        try admit()
        let input = try request.payload()
        let resolved = request.resolved
        let owner = resolved.id
        let name = request.name ?? freshName()
        let shard = shard(owner: owner, name: name)
        var body = ExecutionBody(revision: resolved.revision.number, scope: request.scope)
        body.versionARN = resolved.versionARN
        body.aliasARN = resolved.aliasARN
        body.traceHeader = request.traceHeader
        body.starter = request.starter
        body.testCase = request.testCase
        if resolved.revision.type == .express {
            body.expressID = UUIDText.random()
        } else if request.name != nil {
            if let started = try await existing(owner, name, request) { return started }
        }
        let stored = body.expressID.map { "\(name):\($0)" } ?? name
        let row = ExecutionRow(
            key: ExecutionKey(shard: shard.number, number: shard.takeNumber()), owner: owner, name: stored,
            status: .running, startDate: clock.now(), stopDate: nil, body: [])
        let origin = ExecutionOrigin(row: row, body: body, revision: resolved.revision)
        do throws(ServiceError) {
            try await shard.start(origin, input: input)
        } catch  where error.code == .executionAlreadyExists {
            // Another start of this name was under way; now it can be seen.
            if let started = try await existing(owner, name, request) { return started }
            throw error
        }
        return StartedExecution(executionARN: origin.executionARN, startDate: origin.startDate)
    }

    /// The execution that has the name already: an answer where it is the same start, an exception where not.
    private func existing(
        _ owner: Int64, _ name: String, _ request: StartExecutionRequest
    ) async throws(ServiceError) -> StartedExecution? {
        let row: ExecutionRow?
        do throws(JournalError) { row = try journal.execution(owner: owner, name: name) } catch {
            throw storageError(error)
        }
        guard let row, let origin = try origin(of: row) else { return nil }
        if let starter = request.starter, origin.body.starter == starter {
            return StartedExecution(executionARN: origin.executionARN, startDate: row.startDate)
        }
        let input = try firstInput(of: origin)
        guard row.status == .running, input == Array(request.input.utf8) else {
            throw ServiceError(.executionAlreadyExists, "Execution Already Exists: '\(origin.executionARN)'")
        }
        return StartedExecution(executionARN: origin.executionARN, startDate: row.startDate)
    }

    /// Names of ours begin with the time, so that an index by name grows at its end.
    private func freshName() -> String {
        let time = UInt64(bitPattern: clock.now())
        return UUIDText.make(high: time << 16 | (randomBits() & 0xFFFF), low: randomBits())
    }

}

extension StartExecutionRequest {
    func payload() throws(ServiceError) -> Payload {
        let bytes = Array(input.utf8)
        if let inputValue { return Payload(text: bytes, value: inputValue) }
        do throws(JSONParseError) {
            return Payload(text: bytes, value: try JSONValue.parse(bytes))
        } catch {
            throw ServiceError(
                .invalidExecutionInput, "Invalid State Machine Execution Input: 'Invalid execution input.'")
        }
    }
}
