import Engine
import Interpreter
import JSON
import Journal
import StatesLanguage

extension Operation {
    /// Runs one state without an execution, with what it calls mocked or real (API reference, "TestState").
    static let testState = Operation(
        "TestState",
        [
            .required("definition", .definition), .optional("roleArn", .arn), .optional("input", .data),
            .optional("inspectionLevel", .one(of: "INFO", "DEBUG", "TRACE")), .optional("revealSecrets", .boolean),
            .optional("variables", .data), .optional("stateName", .name), .optional("mock", .mock),
            .optional("context", .data), .optional("stateConfiguration", .stateConfiguration),
        ]
    ) { (request, engine) async throws(ServiceError) in
        let test = try StateTest(request)
        var inspector = test.inspector(now: WallClock.milliseconds(), seed: .random(in: .min ... .max))
        let inspection: StateInspection
        switch inspector.begin() {
        case .done(let done): inspection = done
        case .waits:
            if let result = test.mock?.result {
                inspection = inspector.end(result)
            } else if let call = inspector.call {
                inspection = inspector.end(try await test.perform(call, on: engine))
            } else {
                throw ServiceError.unmockedLevels
            }
        }
        return inspection.body(level: request.optionalText("inspectionLevel") ?? "INFO")
    }
}

extension Shape {
    fileprivate static let mock = structure(
        Structure(
            "MockInput",
            [
                .optional("result", data),
                .optional(
                    "errorOutput",
                    structure(Structure("MockErrorOutput", [.optional("error", error), .optional("cause", cause)]))),
                .optional("fieldValidationMode", one(of: "STRICT", "PRESENT", "NONE")),
            ]))

    fileprivate static let stateConfiguration = structure(
        Structure(
            "TestStateConfiguration",
            [
                // errorCausedByState says where a mocked error came from, which changes no recorded answer.
                .optional("retrierRetryCount", integer(min: 0)), .optional("errorCausedByState", name),
                .optional("mapIterationFailureCount", integer(min: 0)), .optional("mapItemReaderData", data),
            ]))
}

extension ServiceError {
    /// Map and Parallel need a mock.
    static let unmockedLevels = ServiceError(
        .invalidDefinition,
        "TestState API does not support Map or Parallel states. "
            + "Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]")
}

extension StateInspection {
    fileprivate func body(level: String) -> [UInt8] {
        var body = ObjectWriter(reserving: 1024)
        body.add("output", ifPresent: output?.string)
        body.add("error", ifPresent: error)
        body.add("cause", ifPresent: cause)
        if level != "INFO" { body.add("inspectionData", object: write) }
        body.add("nextState", ifPresent: nextState)
        body.add("status", status.rawValue)
        return body.finish()
    }

    private func write(_ data: inout ObjectWriter) {
        for stage in Stage.allCases { data.add(stage.name, ifPresent: stages[stage]?.string) }
        if !errorDetails.isEmpty {
            data.add("errorDetails") { details in
                if let index = errorDetails.catchIndex { details.add("catchIndex", Int64(index)) }
                if let index = errorDetails.retryIndex { details.add("retryIndex", Int64(index)) }
                if let seconds = errorDetails.retryBackoffIntervalSeconds {
                    details.add("retryBackoffIntervalSeconds", seconds)
                }
            }
        }
        if let count = toleratedFailureCount { data.add("toleratedFailureCount", count) }
        if let percentage = toleratedFailurePercentage { data.add("toleratedFailurePercentage", .double(percentage)) }
        if let most = maxConcurrency { data.add("maxConcurrency", most) }
    }
}

extension Payload {
    fileprivate var string: String { String(decoding: text, as: UTF8.self) }
}

extension StateInspection.Stage {
    fileprivate var name: StaticString {
        switch self {
        case .input: "input"
        case .afterArguments: "afterArguments"
        case .afterInputPath: "afterInputPath"
        case .afterParameters: "afterParameters"
        case .result: "result"
        case .afterResultSelector: "afterResultSelector"
        case .afterResultPath: "afterResultPath"
        case .variables: "variables"
        case .afterItemsPath: "afterItemsPath"
        case .afterItemSelector: "afterItemSelector"
        case .afterItemBatcher: "afterItemBatcher"
        case .afterItemsPointer: "afterItemsPointer"
        }
    }
}
