import JSON

extension Filter {
    /// Whether the node meets the condition. Values of different types are never equal nor ordered.
    func accepts(_ node: JSONValue, in document: JSONValue) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.accepts(node, in: document) }
        case .any(let parts): parts.contains { $0.accepts(node, in: document) }
        // Absent and null alike (recorded on Step Functions Local).
        case .not(.exists(let path)): path.value(node, in: document)?.isNull ?? true
        case .not(let condition): !condition.accepts(node, in: document)
        case .exists(let path): path.value(node, in: document) != nil
        case .comparison(let left, .matches, .pattern(let pattern)):
            Self.text(left.value(node, in: document)).map(pattern.matches) ?? false
        case .comparison(let left, let comparison, let right):
            comparison.holds(left.value(node, in: document), right.value(node, in: document))
        }
    }

    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text): text
        case .bool, .int, .double, .decimal: value?.serialized()
        default: nil
        }
    }
}

extension FilterPath {
    /// Nil where the path finds nothing.
    func value(_ node: JSONValue, in document: JSONValue) -> JSONValue? {
        try? PathEvaluation.value(
            of: steps, areDefinite: steps.areDefinite, from: isFromRoot ? document : node, in: document)
    }
}

extension Filter.Operand {
    func value(_ node: JSONValue, in document: JSONValue) -> JSONValue? {
        switch self {
        case .path(let path): path.value(node, in: document)
        case .literal(let value): value
        case .pattern(let pattern): .string(pattern.pattern)
        }
    }
}

extension Filter.Comparison {
    func holds(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        switch self {
        case .equal, .identical: left != nil && left == right
        case .notEqual, .notIdentical: left == nil || left != right
        case .less:
            Self.isOrdered(left, right) {
                $0 < $1
            } strings: {
                $0 < $1
            }
        case .lessOrEqual:
            Self.isOrdered(left, right) {
                $0 <= $1
            } strings: {
                $0 <= $1
            }
        case .greater:
            Self.isOrdered(left, right) {
                $0 > $1
            } strings: {
                $0 > $1
            }
        case .greaterOrEqual:
            Self.isOrdered(left, right) {
                $0 >= $1
            } strings: {
                $0 >= $1
            }
        case .matches: false
        case .in: left.map { value in right?.array?.contains(value) ?? false } ?? false
        case .nin: left.map { value in !(right?.array?.contains(value) ?? false) } ?? true
        case .subsetof: Self.sets(left, right) { left, right in left.allSatisfy(right.contains) }
        case .anyof: Self.sets(left, right) { left, right in left.contains(where: right.contains) }
        case .noneof: Self.sets(left, right) { left, right in !left.contains(where: right.contains) }
        case .all: Self.sets(left, right) { left, right in right.allSatisfy(left.contains) }
        case .contains: Self.contains(left, right)
        case .size: Self.size(left).map { Int64($0) == right?.integer } ?? false
        case .empty: Self.size(left).map { ($0 == 0) == right?.bool } ?? false
        }
    }

    private static func isOrdered(
        _ left: JSONValue?, _ right: JSONValue?, _ numbers: (Double, Double) -> Bool, strings: (String, String) -> Bool
    ) -> Bool {
        if let left = left?.number, let right = right?.number { return numbers(left, right) }
        if let left = left?.string, let right = right?.string { return strings(left, right) }
        return false
    }

    private static func sets(
        _ left: JSONValue?, _ right: JSONValue?, _ holds: ([JSONValue], [JSONValue]) -> Bool
    ) -> Bool {
        guard let left = left?.array, let right = right?.array else { return false }
        return holds(left, right)
    }

    private static func contains(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        switch (left, right) {
        case (.array(let elements), let value?): elements.contains(value)
        case (.string(let text), .string(let part)): text.contains(part)
        default: false
        }
    }

    private static func size(_ value: JSONValue?) -> Int? {
        switch value {
        case .array(let elements): elements.count
        case .string(let text): text.utf16.count
        default: nil
        }
    }
}
