/// A comparison field of a Choice rule: an operator, and whether its operand is a path.
struct Comparison {
    enum OperandType {
        case text
        case number
        case boolean
        case timestamp
    }

    let `operator`: ChoiceOperator
    let isPath: Bool

    init?(field: String) {
        if let found = ChoiceOperator(rawValue: field) {
            (self.operator, isPath) = (found, false)
        } else if field.hasSuffix("Path"), let found = ChoiceOperator(rawValue: String(field.dropLast(4))),
            found.takesPath
        {
            (self.operator, isPath) = (found, true)
        } else {
            return nil
        }
    }

    var operand: OperandType {
        switch self.operator {
        case .stringEquals, .stringLessThan, .stringGreaterThan, .stringLessThanEquals, .stringGreaterThanEquals,
            .stringMatches:
            .text
        case .numericEquals, .numericLessThan, .numericGreaterThan, .numericLessThanEquals,
            .numericGreaterThanEquals:
            .number
        case .booleanEquals, .isNull, .isPresent, .isNumeric, .isString, .isBoolean, .isTimestamp: .boolean
        case .timestampEquals, .timestampLessThan, .timestampGreaterThan, .timestampLessThanEquals,
            .timestampGreaterThanEquals:
            .timestamp
        }
    }

    /// All comparison fields, in the order of the specification.
    static let names: [String] = ChoiceOperator.allCases.flatMap {
        $0.takesPath ? [$0.rawValue, $0.rawValue + "Path"] : [$0.rawValue]
    }
    static let fields = Set(names)
    static let list = names.joined(separator: ", ")
}

extension ChoiceOperator {
    var takesPath: Bool {
        switch self {
        case .stringMatches, .isNull, .isPresent, .isNumeric, .isString, .isBoolean, .isTimestamp: false
        default: true
        }
    }
}
