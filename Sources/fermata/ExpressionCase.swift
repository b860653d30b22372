import Foundation
import JSON
import JSONPath
import JSONata

/// An expression in one of the two query languages, to be evaluated against one document.
enum ExpressionCase {
    /// A path or an intrinsic call.
    case path(String)
    /// The text between `{%` and `%}`; the document is `$states.input`.
    case jsonata(String)

    struct Failure: Error {
        /// The error name of the States language.
        var error: String
        var cause: String
    }

    /// From a line of `fermata jsonpath --jsonl`; nil where it has no expression.
    init?(_ fields: JSONValue) {
        if let path = fields["path"]?.string {
            self = .path(path)
        } else if let expression = fields["expr"]?.string {
            self = fields["lang"]?.string?.lowercased() == "jsonata" ? .jsonata(expression) : .path(expression)
        } else {
            return nil
        }
    }

    /// The answer as the only state of an execution would give it: a failure's cause names `State_0` and, for JSONata, the
    /// member of `Output`, as the recordings of `../shared/conformance/jsonpath` do.
    func answerInState(_ document: JSONValue, seed: UInt64) -> Result<JSONValue, Failure> {
        answer(document, seed: seed, field: "Output/FunctionResult").mapError { failure in
            let place = "An error occurred while executing the state 'State_0' (entered at the event id #2). "
            return Failure(error: failure.error, cause: place + failure.cause)
        }
    }

    /// - Parameter field: where the expression stands in a state; nil for an expression on its own.
    func answer(_ document: JSONValue, seed: UInt64, field: String? = nil) -> Result<JSONValue, Failure> {
        switch self {
        case .path(let text): Self.evaluatePath(text, document, seed)
        case .jsonata(let text): Self.evaluateJSONata(text, document, seed, field)
        }
    }

    private static func context(_ document: JSONValue) -> JSONValue { ["Execution": ["Input": document]] }

    private static func evaluatePath(_ text: String, _ document: JSONValue, _ seed: UInt64) -> Result<
        JSONValue, Failure
    > {
        let scope = JSONPathScope(input: document, context: { context(document) }, seed: seed)
        do {
            if text.hasPrefix("$") { return .success(try JSONPathExpression(text).evaluate(in: scope)) }
            return .success(try IntrinsicCall(text).evaluate(in: scope))
        } catch let error as JSONPathError {
            return .failure(Failure(error: error.error, cause: error.message))
        } catch {
            let cause = "'\(text)' is neither a valid JSONPath nor a valid intrinsic function call: \(error)"
            return .failure(Failure(error: "InvalidDefinition", cause: cause))
        }
    }

    private static func evaluateJSONata(
        _ text: String, _ document: JSONValue, _ seed: UInt64, _ field: String?
    ) -> Result<JSONValue, Failure> {
        let subject = "The JSONata expression '\(text)'" + (field.map { " specified for the field '\($0)'" } ?? "")
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        do throws(JSONataError) {
            let result = try JSONataExpression(text, dialect: .states).evaluate(
                .null, bindings: ["states": ["input": document, "context": context(document)]], limits: .states,
                environment: JSONataEnvironment(now: now, seed: seed))
            switch result {
            case .value(let value): return .success(value)
            case .undefined:
                return .failure(evaluationError("\(subject) returned nothing (undefined)."))
            case .function:
                return .failure(evaluationError("\(subject) returned a function."))
            }
        } catch {
            return .failure(evaluationError("\(subject) threw an error during evaluation. \(error)"))
        }
    }

    private static func evaluationError(_ cause: String) -> Failure {
        Failure(error: "States.QueryEvaluationError", cause: cause)
    }
}
