import Engine
import Interpreter
import JSON
import StatesLanguage

/// The `mock` of TestState: what the state's call, branches or iterations give.
struct StateMock {
    let result: TaskResult?
    /// Of a Map or Parallel: how many results there are.
    let resultCount: Int?

    init(_ mock: JSONObject, for kind: State.Kind, models: ServiceModels) throws(ServiceError) {
        if let error = mock["errorOutput"]?.object {
            result = .failed(error: error["error"]?.string, cause: error["cause"]?.string)
            resultCount = nil
            return
        }
        guard let text = mock["result"]?.string else {
            throw ServiceError(
                .validation, "A test mock should have one of the following fields: [result, errorOutput].")
        }
        let value: JSONValue
        do {
            value = try JSONValue.parse(text)
        } catch {
            throw ServiceError(.validation, "Mocked result must be valid JSON.")
        }
        switch kind {
        case .task(let task):
            let mode = mock["fieldValidationMode"]?.string ?? "STRICT"
            if mode != "NONE" {
                try MockedResult(task.resource, models: models)?.check(value, requiresAll: mode == "STRICT")
            }
            resultCount = nil
        case .parallel(let branches):
            guard let results = value.array else { throw .mockedResultIsNoArray }
            guard results.count == branches.count else {
                throw ServiceError(
                    .validation,
                    "Mocked result must contain the same number of items as number of Parallel branches.")
            }
            resultCount = results.count
        case .map(let map):
            resultCount = value.array?.count
            // A ResultWriter answers with where it wrote, not with results.
            if resultCount == nil, map.resultWriter == nil { throw .mockedResultIsNoArray }
        default: resultCount = nil
        }
        result = .succeeded(Payload(text: Array(text.utf8), value: value))
    }
}

extension ServiceError {
    fileprivate static let mockedResultIsNoArray = ServiceError(.validation, "Mocked result must be an array.")
}
