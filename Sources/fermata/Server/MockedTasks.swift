import Integrations
import JSON
import StatesLanguage
import WorkflowTests

/// Answers the tasks of executions that were started as `<state machine ARN>#<test case>` from a mock configuration;
/// what the test case doesn't mock goes to the real services, as in Step Functions Local.
struct MockedTasks: TaskIntegration {
    private let config: MockConfigFile
    private let integrations: [any TaskIntegration]

    init(_ config: MockConfigFile, before integrations: [any TaskIntegration]) {
        self.config = config
        self.integrations = integrations
    }

    static func config(_ path: String) throws -> MockConfigFile {
        do {
            let config = MockConfigFile(try JSONValue.parse(try InputFile.text(path)))
            try config.check()
            return config
        } catch let problem as TestProblem {
            throw CommandError(.unavailable, "\(path): \(problem.message).", cure: problem.cure)
        } catch let error as JSONParseError {
            throw CommandError(.unavailable, "\(path): \(error).")
        }
    }

    func serves(_ resource: TaskResource) -> Bool {
        if case .activity = resource.target { false } else { true }
    }

    var checksParameters: Bool { true }

    func refusal(of request: TaskRequest) -> String? { integration(request.resource)?.refusal(of: request) }

    func call(_ request: TaskRequest) async -> TaskOutcome {
        guard let outcome = mocked(request) else {
            guard let integration = integration(request.resource) else {
                return .failure(
                    error: "States.TaskFailed", cause: "Nothing here serves the resource '\(request.resource.arn)'.")
            }
            return await integration.call(request)
        }
        guard case .integration(let integration) = request.resource.target, integration.pattern != .requestResponse
        else { return outcome }
        // The answer of the job or of the callback; the request itself went well.
        return .started(StartedJob(handle: Self.handle(outcome), output: [:], pollAfterSeconds: 0))
    }

    func poll(_ job: StartedJob, of request: TaskRequest) async -> JobState {
        if let outcome = Self.outcome(job.handle) { return .ended(outcome) }
        guard let integration = integration(request.resource) else {
            return .ended(.failure(error: "States.Runtime", cause: "No job: \(request.resource.arn)"))
        }
        return await integration.poll(job, of: request)
    }

    func stop(_ job: StartedJob, of request: TaskRequest) async {
        guard Self.outcome(job.handle) == nil else { return }
        await integration(request.resource)?.stop(job, of: request)
    }

    private func integration(_ resource: TaskResource) -> (any TaskIntegration)? {
        integrations.first { $0.serves(resource) }
    }

    /// nil: the real service is meant.
    private func mocked(_ request: TaskRequest) -> TaskOutcome? {
        guard let testCase = request.testCase else { return nil }
        do {
            switch try config.response(
                stateMachine: testCase.stateMachine, testCase: testCase.name, state: request.stateName,
                call: testCase.call)
            {
            case nil: return nil
            case .result(let value): return .success(value)
            case .failure(let error, let cause):
                return .failure(error: error ?? "States.TaskFailed", cause: cause ?? "")
            }
        } catch {
            return .failure(error: "States.Runtime", cause: error.message)
        }
    }

    // MARK: In the journal, until the task has its answer

    private static func handle(_ outcome: TaskOutcome) -> JSONValue {
        switch outcome {
        case .success(let value): ["Mocked": ["Return": value]]
        case .failure(let error, let cause):
            ["Mocked": ["Throw": ["Error": .string(error), "Cause": .string(cause)]]]
        case .started: ["Mocked": ["Return": [:]]]
        }
    }

    private static func outcome(_ handle: JSONValue) -> TaskOutcome? {
        guard let mocked = handle["Mocked"] else { return nil }
        guard let thrown = mocked["Throw"] else { return .success(mocked["Return"] ?? [:]) }
        return .failure(error: thrown["Error"]?.string ?? "", cause: thrown["Cause"]?.string ?? "")
    }
}
