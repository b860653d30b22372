import Engine
import Interpreter
import JSON
import StatesLanguage

/// What TestState was asked for, checked: the state, its surroundings and its mock.
struct StateTest {
    let definition: StateMachineDefinition
    let state: StateIndex
    let input: Payload
    let variables: [String: JSONValue]?
    let context: JSONObject?
    let mock: StateMock?
    let configuration: JSONObject
    let roleARN: String?
    let scope: Scope

    /// Checks in AWS's order: the mock by itself, the definition, the state's type, the context, the mock's result.
    init(_ request: APIRequest) throws(ServiceError) {
        scope = request.scope
        roleARN = request.optionalText("roleArn")
        configuration = request.body["stateConfiguration"]?.object ?? JSONObject()
        let mock = request.body["mock"]?.object
        try Self.checkMock(mock, request, configuration)

        (definition, state) = try Self.definition(request)
        let kind = definition[state].kind
        try Self.check(kind, isMocked: mock != nil, hasRole: roleARN != nil)

        if let text = request.optionalText("context") {
            guard mock != nil else { throw .unsupportedWithoutMock("Context") }
            context = try TestContext.check(text, for: kind)
        } else {
            context = nil
        }
        self.mock = try mock.map { (mock) throws(ServiceError) in
            try StateMock(mock, for: kind, models: request.serviceModels)
        }
        if case .map = kind, let failed = configuration["mapIterationFailureCount"]?.integer,
            let count = self.mock?.resultCount, failed > Int64(count)
        {
            throw ServiceError(
                .validation,
                "Map iteration failure count must be less than or equal to the number of Map iterations")
        }
        input = try Self.input(request.optionalText("input") ?? "{}")
        variables = try request.optionalText("variables").map { (text) throws(ServiceError) in
            try Self.variables(text)
        }
    }

    private static func checkMock(
        _ mock: JSONObject?, _ request: APIRequest, _ configuration: JSONObject
    ) throws(ServiceError) {
        guard let mock else {
            for (member, name) in [
                ("mapIterationFailureCount", "MapIterationFailureCount"), ("retrierRetryCount", "RetrierRetryCount"),
                ("errorCausedByState", "ErrorCausedByState"), ("mapItemReaderData", "MapItemReaderData"),
            ] where configuration[member].map({ !$0.isNull }) == true {
                throw .unsupportedWithoutMock(name)
            }
            return
        }
        if mock["result"]?.string != nil, mock["errorOutput"]?.object != nil {
            throw ServiceError(
                .validation, "A test mock should have only one of the following fields: [result, errorOutput].")
        }
        if request.flag("revealSecrets") {
            throw ServiceError(.validation, "TestState does not support RevealSecrets when a mock is specified.")
        }
    }

    private static func definition(
        _ request: APIRequest
    ) throws(ServiceError) -> (StateMachineDefinition, StateIndex) {
        do throws(InvalidDefinition) {
            guard let name = request.optionalText("stateName") else {
                let definition = try StateMachineDefinition.parse(
                    singleState: request.text("definition"), name: StateInspector.stateName)
                return (definition, definition[LevelIndex.top].startAt)
            }
            let definition = try StateMachineDefinition.parse(request.text("definition"))
            guard let state = definition.index(ofState: name) else { throw InvalidDefinition(diagnostics: []) }
            return (definition, state)
        } catch {
            if error.diagnostics.isEmpty { throw ServiceError(.validation, "State not found in definition") }
            throw ServiceError(.invalidDefinition, error.apiMessage)
        }
    }

    private static func check(_ kind: State.Kind, isMocked: Bool, hasRole: Bool) throws(ServiceError) {
        switch kind {
        case .task(let task):
            guard !isMocked else { return }
            if task.resource.isOutOfReach {
                throw ServiceError(
                    .invalidDefinition,
                    "TestState API does not support activities and the '.sync' and '.waitForTaskToken' service "
                        + "integration patterns when a mock is not specified")
            }
            guard hasRole else {
                throw ServiceError(.validation, "RoleArn must be specified when testing a Task state")
            }
        case .map, .parallel: if !isMocked { throw .unmockedLevels }
        default:
            if isMocked {
                throw ServiceError(
                    .validation, "State type '\(kind.typeName)' is not supported when a mock is specified")
            }
        }
    }

    private static func input(_ text: String) throws(ServiceError) -> Payload {
        do {
            return Payload(text: Array(text.utf8), value: try JSONValue.parse(text))
        } catch {
            let fault = JSONTextFault.of(text) ?? "\(error)"
            throw ServiceError(.invalidExecutionInput, "Invalid State Machine Execution Input: '\(fault)'")
        }
    }

    private static func variables(_ text: String) throws(ServiceError) -> [String: JSONValue] {
        guard let object = (try? JSONValue.parse(text))?.object else {
            throw ServiceError(.validation, "Variables must be a JSON object.")
        }
        return Dictionary(object.members.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    }

    func inspector(now: Int64, seed: UInt64) -> StateInspector {
        let kind = definition[state].kind
        let retries = configuration["retrierRetryCount"]?.integer ?? 0
        var setup = StateInspector.Setup(
            context: context
                ?? TestContext.make(scope: scope, input: input.value, roleARN: roleARN, kind: kind, now: now),
            variables: variables, now: now, seed: seed)
        setup.retryCount = Int(clamping: retries)
        setup.failedIterations = configuration["mapIterationFailureCount"]?.integer
        setup.itemReaderData = configuration["mapItemReaderData"]?.string
        return StateInspector(state, of: definition, input: input, setup: setup)
    }

    /// Calls what the Task calls, in an Express execution of nothing but that call.
    func perform(_ call: TaskDispatch, on engine: Engine) async throws(ServiceError) -> TaskResult {
        var task: JSONObject = ["Type": "Task", "Resource": .string(call.resource.arn), "End": true]
        task["Credentials"] = call.credentials
        let definition = try Catalog.compile(
            JSONValue.object(["StartAt": "StateName", "States": ["StateName": .object(task)]]).serialized(),
            type: .express)
        let name = UUIDText.random()
        let arn = StateMachineARN.text(scope: scope, name: name)
        let revision = Revision(
            number: 0, stateMachineID: 0, revisionID: nil, stateMachineName: name, stateMachineARN: arn,
            type: .express, roleARN: roleARN ?? "", definition: definition, updateDate: WallClock.milliseconds(),
            loggingConfiguration: nil, tracingConfiguration: nil, encryptionConfiguration: nil)
        let resolved = ResolvedStateMachine(
            id: 0, name: name, arn: arn, versionARN: nil, aliasARN: nil, revision: revision)
        let done = try await engine.startSyncExecution(
            StartExecutionRequest(
                resolved: resolved, scope: scope, name: nil,
                input: String(decoding: call.parameters.text, as: UTF8.self), traceHeader: nil)
        ).execution
        guard let output = done.output else {
            return .failed(error: done.error, cause: done.cause)
        }
        return .succeeded(Payload(text: Array(output.utf8)))
    }
}

extension ServiceError {
    fileprivate static func unsupportedWithoutMock(_ field: String) -> ServiceError {
        ServiceError(.validation, "TestState does not support \(field) when a mock is not specified.")
    }
}

extension State.Kind {
    /// `Type`.
    var typeName: String {
        switch self {
        case .pass: "Pass"
        case .task: "Task"
        case .choice: "Choice"
        case .wait: "Wait"
        case .parallel: "Parallel"
        case .map: "Map"
        case .succeed: "Succeed"
        case .fail: "Fail"
        }
    }
}

extension TaskResource {
    /// Its answer comes by other ways than the call's own.
    fileprivate var isOutOfReach: Bool {
        switch target {
        case .activity: true
        case .integration(let integration): integration.pattern != .requestResponse
        case .function: false
        }
    }
}
