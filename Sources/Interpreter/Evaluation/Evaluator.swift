import JSON
import JSONPath
import JSONata
import StatesLanguage

/// Evaluates what a state's fields say, with what is in scope where the state runs.
struct Evaluator: Sendable {
    var context: ContextObject
    var variables: [String: JSONValue]
    var limits: ExecutionLimits
    var now: Int64
    var random: SplitMix64

    mutating func value(
        of template: Template, input: JSONValue, result: JSONValue? = nil, errorOutput: JSONValue? = nil
    ) throws(Fault) -> JSONValue {
        switch template {
        case .jsonPath(let template): try value(of: template, input: result ?? errorOutput ?? input)
        case .jsonata(let template): try value(of: template, input: input, result: result, errorOutput: errorOutput)
        }
    }

    // MARK: JSONPath

    mutating func scope(_ input: JSONValue) -> JSONPathScope {
        let context = context
        return JSONPathScope(input: input, context: { context.value }, variables: variables, seed: random.next())
    }

    mutating func value(of template: PayloadTemplate, input: JSONValue) throws(Fault) -> JSONValue {
        do throws(JSONPathError) {
            return try template.evaluate(in: scope(input))
        } catch {
            throw Fault(error)
        }
    }

    mutating func value(of path: JSONPathExpression, input: JSONValue) throws(Fault) -> JSONValue {
        do throws(JSONPathError) {
            return try path.evaluate(in: scope(input))
        } catch {
            throw Fault(error)
        }
    }

    /// `InputPath` or `OutputPath`; the payload itself where the path takes all of it.
    mutating func select(_ path: DataPath, from payload: Payload) throws(Fault) -> Payload {
        switch path {
        case .whole: payload
        case .empty: .emptyObject
        case .path(let path): Payload(try value(of: path, input: payload.value))
        }
    }

    // MARK: JSONata

    mutating func value(
        of template: JSONataTemplate, input: JSONValue, result: JSONValue? = nil, errorOutput: JSONValue? = nil
    ) throws(Fault) -> JSONValue {
        switch template {
        case .literal(let value): return value
        case .expression(let expression):
            return try value(of: expression, input: input, result: result, errorOutput: errorOutput)
        case .array(let elements):
            var values: [JSONValue] = []
            values.reserveCapacity(elements.count)
            for element in elements {
                values.append(try value(of: element, input: input, result: result, errorOutput: errorOutput))
            }
            return .array(values)
        case .object(let members):
            var object: [JSONObject.Member] = []
            object.reserveCapacity(members.count)
            for (key, template) in members {
                let value = try value(of: template, input: input, result: result, errorOutput: errorOutput)
                object.append(JSONObject.Member(key: key, value: value))
            }
            return .object(JSONObject(uniqueMembers: object))
        }
    }

    mutating func value(
        of embedded: EmbeddedExpression, input: JSONValue, result: JSONValue? = nil, errorOutput: JSONValue? = nil
    ) throws(Fault) -> JSONValue {
        let expression = embedded.expression
        var bindings = variables
        if expression.freeVariables.contains("states") {
            bindings["states"] = states(input, result, errorOutput, for: expression)
        }
        let environment = JSONataEnvironment(now: now, seed: random.next())
        let outcome: JSONataResult
        do throws(JSONataError) {
            outcome = try expression.evaluate(nil, bindings: bindings, limits: .states, environment: environment)
        } catch {
            throw Fault.query(
                error.statesCause(expression: expression.source, field: embedded.field), location: embedded.field)
        }
        switch outcome {
        case .value(let value): return value
        case .undefined:
            throw Fault.query("\(Self.subject(embedded)) returned nothing (undefined).", location: embedded.field)
        case .function:
            throw Fault.query(
                "\(Self.subject(embedded)) returned an unsupported result type.", location: embedded.field)
        }
    }

    static func subject(_ embedded: EmbeddedExpression) -> String {
        "The JSONata expression '\(embedded.expression.source)' specified for the field '\(embedded.field)'"
    }

    /// `$states`, with the members that the expression may read.
    private func states(
        _ input: JSONValue, _ result: JSONValue?, _ errorOutput: JSONValue?, for expression: JSONataExpression
    ) -> JSONValue {
        var states: [JSONObject.Member] = [.init(key: "input", value: input)]
        if let result { states.append(.init(key: "result", value: result)) }
        if let errorOutput { states.append(.init(key: "errorOutput", value: errorOutput)) }
        if expression.statesReferences.contains(where: { $0.first == nil || $0.first == "context" }) {
            states.append(.init(key: "context", value: context.value))
        }
        return .object(JSONObject(uniqueMembers: states))
    }

    /// Checks the type of what an expression of a field gave.
    func expect<Wanted>(
        _ type: String, _ value: JSONValue, from embedded: EmbeddedExpression, as convert: (JSONValue) -> Wanted?
    ) throws(Fault) -> Wanted {
        if let wanted = convert(value) { return wanted }
        let sentence =
            "\(Self.subject(embedded)) returned an unexpected result type. Expected '\(type)', "
            + "but was '\(value.typeName)' for value: \(value.serialized())"
        throw Fault.query(sentence, location: embedded.field)
    }

    /// A payload over the limit is a fault of the state or task that made it.
    func checkSize(of payload: Payload, name: String) throws(Fault) {
        // What stands in the journal already was checked when it came.
        if payload.origin == nil, payload.text.count > limits.payloadBytes { throw Fault.dataLimitExceeded(name) }
    }

    /// What one Assign sets has a limit, and so have all variables in scope together.
    func checkSize(of assigned: [Assigned]) throws(Fault) {
        let size = assigned.reduce(0) { $0 + $1.value.serializedBytes().count }
        guard size <= limits.assignBytes else {
            throw Fault(
                error: "States.DataLimitExceeded",
                cause: "The size of the variables that Assign sets exceeds the maximum of \(limits.assignBytes) bytes.")
        }
        // None is larger than what one Assign may set, so few can't be too much together.
        guard variables.count + assigned.count > limits.variableBytes / max(limits.assignBytes, 1) else { return }
        let names = Set(assigned.map(\.name))
        let others = variables.reduce(0) { $0 + (names.contains($1.key) ? 0 : $1.value.serializedBytes().count) }
        guard size + others <= limits.variableBytes else {
            throw Fault(
                error: "States.DataLimitExceeded",
                cause: "The size of all variables exceeds the maximum of \(limits.variableBytes) bytes.")
        }
    }
}

extension JSONValue {
    /// As AWS names types in causes.
    var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .int, .double, .decimal: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
