public import JSON
public import JSONPath

/// The fields of a Choice (ASL spec, "Choice State").
public struct ChoiceState: Sendable {
    public let rules: [ChoiceRule]
    public let defaultTarget: StateIndex?

    public init(rules: [ChoiceRule], defaultTarget: StateIndex?) {
        self.rules = rules
        self.defaultTarget = defaultTarget
    }
}

public struct ChoiceRule: Sendable {
    public let condition: Condition
    public let next: StateIndex
    public let assign: Template?
    /// JSONata states only.
    public let output: JSONataTemplate?

    public init(condition: Condition, next: StateIndex, assign: Template? = nil, output: JSONataTemplate? = nil) {
        self.condition = condition
        self.next = next
        self.assign = assign
        self.output = output
    }

    public enum Condition: Sendable {
        case comparison(DataTest)
        /// JSONata: a literal boolean or an expression.
        case boolean(Evaluable<Bool>)
    }
}

/// A data-test expression of a JSONPath Choice rule.
public indirect enum DataTest: Sendable {
    case and([DataTest])
    case or([DataTest])
    case not(DataTest)
    case comparison(variable: JSONPathExpression, ChoiceOperator, operand: Operand)

    public enum Operand: Sendable {
        case literal(JSONValue)
        /// The `…Path` operators.
        case path(JSONPathExpression)
    }
}

/// The comparison operators; each with a literal and, but for `Is…` and `StringMatches`, with a `…Path`.
public enum ChoiceOperator: String, Sendable, CaseIterable {
    case stringEquals = "StringEquals"
    case stringLessThan = "StringLessThan"
    case stringGreaterThan = "StringGreaterThan"
    case stringLessThanEquals = "StringLessThanEquals"
    case stringGreaterThanEquals = "StringGreaterThanEquals"
    case stringMatches = "StringMatches"
    case numericEquals = "NumericEquals"
    case numericLessThan = "NumericLessThan"
    case numericGreaterThan = "NumericGreaterThan"
    case numericLessThanEquals = "NumericLessThanEquals"
    case numericGreaterThanEquals = "NumericGreaterThanEquals"
    case booleanEquals = "BooleanEquals"
    case timestampEquals = "TimestampEquals"
    case timestampLessThan = "TimestampLessThan"
    case timestampGreaterThan = "TimestampGreaterThan"
    case timestampLessThanEquals = "TimestampLessThanEquals"
    case timestampGreaterThanEquals = "TimestampGreaterThanEquals"
    case isNull = "IsNull"
    case isPresent = "IsPresent"
    case isNumeric = "IsNumeric"
    case isString = "IsString"
    case isBoolean = "IsBoolean"
    case isTimestamp = "IsTimestamp"
}
