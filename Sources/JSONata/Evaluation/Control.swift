/// `condition ? then : otherwise`.
final class ConditionExpr: Expr, @unchecked Sendable {
    let condition: Expr
    let then: Expr
    let otherwise: Expr?

    init(_ condition: Expr, then: Expr, otherwise: Expr?, at position: Int) {
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try run.enter()
        let result: Value
        if try condition.test(run, input, frame) {
            result = try then.evaluate(run, input, frame)
        } else if let otherwise {
            result = try otherwise.evaluate(run, input, frame)
        } else {
            result = .undefined
        }
        run.leave()
        return result
    }
}

/// `(a; b; c)`: a scope.
final class BlockExpr: Expr, @unchecked Sendable {
    let parts: [Expr]
    /// Variables assigned in the block; a block without any needs no frame (nil).
    let slots: Int?

    init(_ parts: [Expr], slots: Int?, at position: Int) {
        self.parts = parts
        self.slots = slots
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try run.enter()
        let inner = slots.map { Frame.make(slots: $0, parent: frame) } ?? frame
        var result = Value.undefined
        for part in parts { result = try part.evaluate(run, input, inner) }
        run.leave()
        return result
    }

    override var isCondition: Bool { parts.last?.isCondition ?? false }
}
