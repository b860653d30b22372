import JSON
import JSONPath
import StatesLanguage

/// Data tests of JSONPath Choice rules (ASL spec, "Data-test expression").
extension Evaluator {
    mutating func holds(_ test: DataTest, _ input: JSONValue) throws(Fault) -> Bool {
        switch test {
        case .and(let tests):
            for test in tests where try !holds(test, input) { return false }
            return true
        case .or(let tests):
            for test in tests where try holds(test, input) { return true }
            return false
        case .not(let test): return try !holds(test, input)
        case .comparison(let variable, let comparison, let operand):
            return try holds(variable, comparison, operand, input)
        }
    }

    private mutating func holds(
        _ variable: JSONPathExpression, _ comparison: ChoiceOperator, _ operand: DataTest.Operand, _ input: JSONValue
    ) throws(Fault) -> Bool {
        let left: JSONValue
        do throws(JSONPathError) {
            left = try variable.evaluate(in: scope(input))
        } catch {
            if comparison == .isPresent { return operand.literal?.bool == false }
            throw Fault.runtime(
                "Invalid path '\(variable.text)': The choice state's condition path references an invalid value.")
        }
        switch operand {
        case .literal(let right): return comparison.holds(left, right)
        case .path(let path):
            do throws(JSONPathError) {
                return comparison.holds(left, try path.evaluate(in: scope(input)))
            } catch {
                throw Fault.runtime(
                    "Invalid path '\(path.text)': The choice state's condition path references an invalid value.")
            }
        }
    }
}

extension DataTest.Operand {
    fileprivate var literal: JSONValue? { if case .literal(let value) = self { value } else { nil } }
}

extension ChoiceOperator {
    /// A comparison of values that aren't of its type is false.
    func holds(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch self {
        case .stringEquals: compare(left.string, right.string, ExactText.isSame)
        case .stringLessThan: compareText(left, right) { $0 < 0 }
        case .stringGreaterThan: compareText(left, right) { $0 > 0 }
        case .stringLessThanEquals: compareText(left, right) { $0 <= 0 }
        case .stringGreaterThanEquals: compareText(left, right) { $0 >= 0 }
        case .stringMatches: compare(left.string, right.string, StringPattern.matches)
        case .numericEquals: compare(left.number, right.number, ==)
        case .numericLessThan: compare(left.number, right.number, <)
        case .numericGreaterThan: compare(left.number, right.number, >)
        case .numericLessThanEquals: compare(left.number, right.number, <=)
        case .numericGreaterThanEquals: compare(left.number, right.number, >=)
        case .booleanEquals: compare(left.bool, right.bool, ==)
        case .timestampEquals: compare(left.instant, right.instant, ==)
        case .timestampLessThan: compare(left.instant, right.instant, <)
        case .timestampGreaterThan: compare(left.instant, right.instant, >)
        case .timestampLessThanEquals: compare(left.instant, right.instant, <=)
        case .timestampGreaterThanEquals: compare(left.instant, right.instant, >=)
        case .isNull: left.isNull == right.bool
        case .isPresent: right.bool == true
        case .isNumeric: left.isNumber == right.bool
        case .isString: (left.string != nil) == right.bool
        case .isBoolean: (left.bool != nil) == right.bool
        case .isTimestamp: (left.instant != nil) == right.bool
        }
    }

    private func compare<Value>(_ left: Value?, _ right: Value?, _ test: (Value, Value) -> Bool) -> Bool {
        if let left, let right { test(left, right) } else { false }
    }

    /// By UTF-16 code units, as Java's compareTo.
    private func compareText(_ left: JSONValue, _ right: JSONValue, _ test: (Int) -> Bool) -> Bool {
        guard let left = left.string, let right = right.string else { return false }
        if ExactText.isSame(left, right) { return test(0) }
        return test(left.utf16.lexicographicallyPrecedes(right.utf16) ? -1 : 1)
    }
}

extension JSONValue {
    fileprivate var instant: Timestamp.Instant? { string.flatMap(Timestamp.parse) }
}

/// `StringMatches`: `*` stands for any characters, `\*` for itself, `\\` for a backslash.
enum StringPattern {
    static func matches(_ text: String, _ pattern: String) -> Bool {
        let tokens = tokens(of: pattern)
        let text = Array(text.unicodeScalars)
        // The greedy match of one star is right for all before it, so only the last star is ever tried again.
        var place = 0
        var token = 0
        var star: (token: Int, place: Int)?
        while place < text.count {
            if token < tokens.count, tokens[token] == nil {
                star = (token, place)
                token += 1
            } else if token < tokens.count, tokens[token] == text[place] {
                token += 1
                place += 1
            } else if let last = star {
                star = (last.token, last.place + 1)
                token = last.token + 1
                place = last.place + 1
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { $0 == nil }
    }

    /// Nil is a star.
    private static func tokens(of pattern: String) -> [Unicode.Scalar?] {
        var tokens: [Unicode.Scalar?] = []
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            if isEscaped {
                tokens.append(scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                tokens.append(scalar == "*" ? nil : scalar)
            }
        }
        if isEscaped { tokens.append("\\") }
        return tokens
    }
}
