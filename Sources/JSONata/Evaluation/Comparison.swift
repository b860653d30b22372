import JSON

/// An operator whose result is true or false.
class TestExpr: BinaryExpr, @unchecked Sendable {
    // Sendable as every Expr is: nothing changes after the initializer.
    final override var isCondition: Bool { true }

    final override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        .bool(try test(run, input, frame))
    }
}

/// `= !=`.
final class EqualityExpr: TestExpr, @unchecked Sendable {
    let isNegated: Bool

    init(_ left: Expr, _ right: Expr, isNegated: Bool, at position: Int) {
        self.isNegated = isNegated
        super.init(left, right, at: position)
    }

    override func test(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Bool {
        let (a, b) = try operands(run, input, frame)
        // Nothing is neither equal nor unequal to anything.
        if a.isUndefined || b.isUndefined { return false }
        return Equality.areEqual(a, b) != isNegated
    }
}

/// `< <= > >=`.
final class ComparisonExpr: BinaryExpr, @unchecked Sendable {
    enum Operation: String, Sendable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    let operation: Operation

    init(_ operation: Operation, _ left: Expr, _ right: Expr, at position: Int) {
        self.operation = operation
        super.init(left, right, at: position)
    }

    override var isCondition: Bool { true }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        if let result = try compare(run, input, frame) { return .bool(result) }
        return .undefined
    }

    override func test(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Bool {
        try compare(run, input, frame) ?? false
    }

    @inline(__always)
    private func compare(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Bool? {
        let (a, b) = try operands(run, input, frame)
        if let x = a.number, let y = b.number {
            switch operation {
            case .less: return x < y
            case .lessOrEqual: return x <= y
            case .greater: return x > y
            case .greaterOrEqual: return x >= y
            }
        }
        return try compareOthers(a, b)
    }

    @inline(never)
    private func compareOthers(_ a: Value, _ b: Value) throws(JSONataError) -> Bool? {
        let comparable: Signature.Types = [.string, .number, .missing]
        guard comparable.contains(a.signatureType), comparable.contains(b.signatureType) else {
            throw JSONataError(
                "T2010", at: position, token: operation.rawValue,
                value: comparable.contains(a.signatureType) ? b.json : a.json)
        }
        if a.isUndefined || b.isUndefined { return nil }
        guard case .string(let x) = a, case .string(let y) = b else {
            throw JSONataError(
                "T2009", at: position,
                JSONataError.Details(token: operation.rawValue, value: a.json, value2: b.json))
        }
        let order = TextOrder.compare(x, y)
        switch operation {
        case .less: return order < 0
        case .lessOrEqual: return order <= 0
        case .greater: return order > 0
        case .greaterOrEqual: return order >= 0
        }
    }
}

/// `and or`.
final class LogicExpr: TestExpr, @unchecked Sendable {
    let isAnd: Bool

    init(_ left: Expr, _ right: Expr, isAnd: Bool, at position: Int) {
        self.isAnd = isAnd
        super.init(left, right, at: position)
    }

    override func test(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Bool {
        try run.enter()
        var result = try left.test(run, input, frame)
        if result == isAnd { result = try right.test(run, input, frame) }
        run.leave()
        return result
    }
}

/// `a in b`.
final class MembershipExpr: TestExpr, @unchecked Sendable {
    override func test(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Bool {
        let (item, list) = try operands(run, input, frame)
        if item.isUndefined || list.isUndefined { return false }
        let items = list.itemsOrSelf
        for index in 0..<items.count where Self.areSame(items[index], item) { return true }
        return false
    }
}

extension MembershipExpr {
    /// Containers are the same only as themselves: the very one of the input, not one that is equal.
    private static func areSame(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.array(let a), .array(let b)): areSame(a, b)
        case (.object(let a), .object(let b)): areSame(a.members, b.members)
        case (.list(let a), .list(let b)): a === b
        case (.record(let a), .record(let b)): a === b
        default: !left.isArray && !left.isObject && Equality.areEqual(left, right)
        }
    }

    private static func areSame<Element>(_ left: [Element], _ right: [Element]) -> Bool {
        !left.isEmpty && left.count == right.count
            && left.withUnsafeBufferPointer(\.baseAddress) == right.withUnsafeBufferPointer(\.baseAddress)
    }
}
