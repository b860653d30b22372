import JSON

/// Checks and conversions of numbers that operators and functions share.
enum Numbers {
    /// JSONata's numbers are finite where they are used; AWS goes on with infinite ones.
    @inline(__always)
    static func requireFinite(_ number: Double, _ run: Run, at position: Int = 0) throws(JSONataError) {
        if !number.isFinite, run.dialect == .jsonata, !number.isNaN {
            throw JSONataError("D1001", at: position, value: .double(number))
        }
    }
}

/// `+ - * / %`.
final class ArithmeticExpr: Expr {
    enum Operation: String, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
    }

    let operation: Operation
    let left: Expr
    let right: Expr

    init(_ operation: Operation, _ left: Expr, _ right: Expr, at position: Int) {
        self.operation = operation
        self.left = left
        self.right = right
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try run.enter()
        let a = try left.evaluate(run, input, frame)
        let b = try right.evaluate(run, input, frame)
        run.leave()
        guard let x = a.number, let y = b.number, x.isFinite, y.isFinite else { return try unusual(a, b, run) }
        return .double(compute(x, y))
    }

    @inline(__always)
    private func compute(_ x: Double, _ y: Double) -> Double {
        switch operation {
        case .add: x + y
        case .subtract: x - y
        case .multiply: x * y
        case .divide: x / y
        case .remainder: y.isInfinite ? x : x.truncatingRemainder(dividingBy: y)
        }
    }

    @inline(never)
    private func unusual(_ a: Value, _ b: Value, _ run: Run) throws(JSONataError) -> Value {
        try check(a, code: "T2001", run)
        try check(b, code: "T2002", run)
        guard let x = a.number, let y = b.number else { return .undefined }
        return .double(compute(x, y))
    }

    private func check(_ value: Value, code: String, _ run: Run) throws(JSONataError) {
        if value.isUndefined { return }
        guard let number = value.number, !number.isNaN || run.dialect == .states else {
            throw JSONataError(code, at: position, token: operation.rawValue, value: value.json)
        }
        try Numbers.requireFinite(number, run, at: position)
    }
}

/// `-a`.
final class NegationExpr: Expr {
    let operand: Expr

    init(_ operand: Expr, at position: Int) {
        self.operand = operand
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try run.enter()
        let value = try operand.evaluate(run, input, frame)
        run.leave()
        if value.isUndefined { return .undefined }
        guard let number = value.number else {
            throw JSONataError("D1002", at: position, token: "-", value: value.json)
        }
        try Numbers.requireFinite(number, run, at: position)
        return .double(-number)
    }
}

/// `= !=`.
final class EqualityExpr: Expr {
    let left: Expr
    let right: Expr
    let isNegated: Bool

    init(_ left: Expr, _ right: Expr, isNegated: Bool, at position: Int) {
        self.left = left
        self.right = right
        self.isNegated = isNegated
        super.init(at: position)
    }

    override var isCondition: Bool { true }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        .bool(try test(run, input, frame))
    }

    override func test(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Bool {
        try run.enter()
        let a = try left.evaluate(run, input, frame)
        let b = try right.evaluate(run, input, frame)
        run.leave()
        // Nothing is neither equal nor unequal to anything.
        if a.isUndefined || b.isUndefined { return false }
        return Equality.areEqual(a, b) != isNegated
    }
}

/// `< <= > >=`.
final class ComparisonExpr: Expr {
    enum Operation: String, Sendable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    let operation: Operation
    let left: Expr
    let right: Expr

    init(_ operation: Operation, _ left: Expr, _ right: Expr, at position: Int) {
        self.operation = operation
        self.left = left
        self.right = right
        super.init(at: position)
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
        try run.enter()
        let a = try left.evaluate(run, input, frame)
        let b = try right.evaluate(run, input, frame)
        run.leave()
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
final class LogicExpr: Expr {
    let left: Expr
    let right: Expr
    let isAnd: Bool

    init(_ left: Expr, _ right: Expr, isAnd: Bool, at position: Int) {
        self.left = left
        self.right = right
        self.isAnd = isAnd
        super.init(at: position)
    }

    override var isCondition: Bool { true }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        .bool(try test(run, input, frame))
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
final class MembershipExpr: Expr {
    let left: Expr
    let right: Expr

    init(_ left: Expr, _ right: Expr, at position: Int) {
        self.left = left
        self.right = right
        super.init(at: position)
    }

    override var isCondition: Bool { true }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        .bool(try test(run, input, frame))
    }

    override func test(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Bool {
        try run.enter()
        let item = try left.evaluate(run, input, frame)
        let list = try right.evaluate(run, input, frame)
        run.leave()
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

/// `a & b`.
final class ConcatenationExpr: Expr {
    /// `a & b & c` is one concatenation of three.
    let operands: [Expr]

    init(_ operands: [Expr], at position: Int) {
        self.operands = operands
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        var entered = 0
        while entered < operands.count - 1 {
            try run.enter()
            entered += 1
        }
        var result = ""
        for index in operands.indices {
            let value = try operands[index].evaluate(run, input, frame)
            switch value {
            case .undefined: break
            case .string(let text): result += text
            default: result += try TextForm.text(of: value, run)
            }
            // The first two operands are those of the innermost operator.
            if index > 0 { run.leave() }
            try run.require(bytes: result.utf8.count)
        }
        return .string(result)
    }
}
