import JSON
import JSONata

extension DefinitionDecoder {
    /// A value of a JSONata state with `{% %}` expressions anywhere in it.
    mutating func jsonata(_ value: JSONValue, at location: DefinitionPath, _ use: ExpressionUse) -> JSONataTemplate? {
        switch value {
        case .string(let text):
            switch embedded(text, at: location, use) {
            case .none: return .literal(value)
            case .invalid: return nil
            case .expression(let expression): return .expression(expression)
            }
        case .array(let elements): return jsonata(elements, of: value, at: location, use)
        case .object(let object): return jsonata(object, of: value, at: location, use)
        default: return .literal(value)
        }
    }

    private mutating func jsonata(
        _ elements: [JSONValue], of value: JSONValue, at location: DefinitionPath, _ use: ExpressionUse
    ) -> JSONataTemplate? {
        var parts: [JSONataTemplate] = []
        for (number, element) in elements.enumerated() {
            if let part = jsonata(element, at: location.appending(number), use) { parts.append(part) }
        }
        guard parts.count == elements.count else { return nil }
        return parts.allSatisfy(\.isLiteral) ? .literal(value) : .array(parts)
    }

    private mutating func jsonata(
        _ object: JSONObject, of value: JSONValue, at location: DefinitionPath, _ use: ExpressionUse
    ) -> JSONataTemplate? {
        var parts: [(key: String, value: JSONataTemplate)] = []
        for member in object.members {
            if let part = jsonata(member.value, at: location.appending(member.key), use) {
                parts.append((member.key, part))
            }
        }
        guard parts.count == object.count else { return nil }
        return parts.allSatisfy { $0.value.isLiteral } ? .literal(value) : .object(parts)
    }

    enum Embedded {
        case none
        case invalid
        case expression(EmbeddedExpression)
    }

    /// The expression that a string is, if it is one.
    mutating func embedded(_ text: String, at location: DefinitionPath, _ use: ExpressionUse) -> Embedded {
        guard let source = JSONataExpression.embedded(in: text) else {
            guard text.hasPrefix("{%") else { return .none }
            refuse(
                "JSONata string must start with {% and end with %}", at: location,
                cure: "end the expression with '%}', nothing behind it")
            return .invalid
        }
        if isOpen(source) { return .invalid }
        guard let expression = compile(source, at: location, use) else { return .invalid }
        return .expression(EmbeddedExpression(expression: expression, field: location.field(below: stateDepth)))
    }

    private mutating func compile(
        _ source: String, at location: DefinitionPath, _ use: ExpressionUse
    ) -> JSONataExpression? {
        let expression: JSONataExpression
        do throws(JSONataError) {
            expression = try JSONataExpression(source, dialect: .states)
        } catch {
            note(.invalidJSONataExpression, error.message, at: location)
            return nil
        }
        for diagnostic in expression.stateDiagnostics {
            note(
                Diagnostic.Code(rawValue: diagnostic.code), diagnostic.message, at: location,
                cure: "read the input by '$states.input', a variable by '$' and its name")
        }
        for field in use.absent where expression.statesReferences.contains(where: { $0.first == field }) {
            note(
                .unsupportedJSONataExpression, "Field '$states.\(field)' does not exist.", at: location,
                cure: ExpressionUse.home(of: field))
        }
        let own = LocalBindings.names(in: source)
        for name in expression.freeVariables where name != VariableName.reserved && !own.contains(name) {
            if assigned.contains(name) || !JSONataLibrary.names.contains(name) { variables.insert(name) }
        }
        return expression
    }
}

/// Which of the fields of `$states` an expression may read, by where it stands.
enum ExpressionUse {
    /// Evaluated before the state's work: `Arguments`, `Items`, conditions.
    case before
    /// `Output` and `Assign` of Task, Parallel and Map: `$states.result` is there.
    case result
    /// `Output` and `Assign` of a catcher: `$states.errorOutput` is there.
    case errorOutput

    /// The fields of `$states` that aren't there.
    var absent: [String] {
        switch self {
        case .before: ["result", "errorOutput"]
        case .result: ["errorOutput"]
        case .errorOutput: ["result"]
        }
    }

    static func home(of field: String) -> String {
        field == "result"
            ? "only 'Output' and 'Assign' of Task, Parallel and Map have a result"
            : "only 'Output' and 'Assign' of a catcher have an error"
    }
}

extension JSONataTemplate {
    var isLiteral: Bool { if case .literal = self { true } else { false } }
}
