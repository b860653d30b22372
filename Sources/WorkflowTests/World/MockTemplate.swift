public import JSON
public import JSONata

/// A value of a test file with `{% %}` expressions in its strings, compiled.
public indirect enum MockTemplate: Sendable {
    case literal(JSONValue)
    case expression(JSONataExpression)
    case array([MockTemplate])
    case object([(key: String, value: MockTemplate)])

    /// - Throws: ``MockTemplateError``, with the expression that can't be parsed.
    public init(_ value: JSONValue) throws(MockTemplateError) {
        switch value {
        case .string(let text):
            guard let source = JSONataExpression.embedded(in: text) else {
                self = .literal(value)
                return
            }
            do throws(JSONataError) {
                self = .expression(try JSONataExpression(source, dialect: .states))
            } catch {
                throw MockTemplateError(message: "the expression '\(source)' can't be parsed: \(error)")
            }
        case .array(let elements):
            var parts: [MockTemplate] = []
            for element in elements { parts.append(try MockTemplate(element)) }
            self = parts.allSatisfy(\.isLiteral) ? .literal(value) : .array(parts)
        case .object(let object):
            var parts: [(key: String, value: MockTemplate)] = []
            for member in object.members { parts.append((member.key, try MockTemplate(member.value))) }
            self = parts.allSatisfy(\.value.isLiteral) ? .literal(value) : .object(parts)
        default: self = .literal(value)
        }
    }

    var isLiteral: Bool { if case .literal = self { true } else { false } }

    /// The value in a scope.
    ///
    /// - Throws: ``MockTemplateError`` where an expression fails or gives nothing.
    public func value(in scope: MockScope) throws(MockTemplateError) -> JSONValue {
        switch self {
        case .literal(let value): return value
        case .expression(let expression): return try scope.value(of: expression)
        case .array(let parts):
            var values: [JSONValue] = []
            for part in parts { values.append(try part.value(in: scope)) }
            return .array(values)
        case .object(let parts):
            var members: [JSONObject.Member] = []
            for part in parts { members.append(.init(key: part.key, value: try part.value.value(in: scope))) }
            return .object(JSONObject(uniqueMembers: members))
        }
    }
}

/// What the expressions of a test file see.
public struct MockScope: Sendable {
    /// By name, without `$`.
    public var bindings: [String: JSONValue]
    /// Milliseconds since 1970, of the virtual clock.
    public var now: Int64
    public var seed: UInt64

    public init(bindings: [String: JSONValue], now: Int64, seed: UInt64) {
        self.bindings = bindings
        self.now = now
        self.seed = seed
    }

    func value(of expression: JSONataExpression) throws(MockTemplateError) -> JSONValue {
        let outcome: JSONataResult
        do throws(JSONataError) {
            outcome = try expression.evaluate(
                nil, bindings: bindings, environment: JSONataEnvironment(now: now, seed: seed))
        } catch {
            throw MockTemplateError(message: "the expression '\(expression.source)' failed: \(error)")
        }
        guard case .value(let value) = outcome else {
            throw MockTemplateError(message: "the expression '\(expression.source)' gave nothing")
        }
        return value
    }
}

/// Why an expression of a test file gives no value.
public struct MockTemplateError: Error, Sendable, Equatable {
    public let message: String
}
