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

/// An operator with two operands.
class BinaryExpr: Expr, @unchecked Sendable {
    // Sendable as every Expr is: nothing changes after the initializer.
    final let left: Expr
    final let right: Expr

    init(_ left: Expr, _ right: Expr, at position: Int) {
        self.left = left
        self.right = right
        super.init(at: position)
    }

    /// The values of both, a level below this one.
    @inline(__always)
    final func operands(
        _ run: Run, _ input: Value, _ frame: Frame
    ) throws(JSONataError) -> (Value, Value) {
        try run.enter()
        let a = try left.evaluate(run, input, frame)
        let b = try right.evaluate(run, input, frame)
        run.leave()
        return (a, b)
    }
}

/// `+ - * / %`.
final class ArithmeticExpr: BinaryExpr, @unchecked Sendable {
    enum Operation: String, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
    }

    let operation: Operation

    init(_ operation: Operation, _ left: Expr, _ right: Expr, at position: Int) {
        self.operation = operation
        super.init(left, right, at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let (a, b) = try operands(run, input, frame)
        guard let x = a.number, let y = b.number, x.isFinite, y.isFinite else { return try unusual(a, b, run) }
        let result = compute(x, y)
        if !result.isFinite { run.hasNonFinite = true }
        return .double(result)
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
final class NegationExpr: Expr, @unchecked Sendable {
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
