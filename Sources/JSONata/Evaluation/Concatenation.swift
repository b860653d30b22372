/// `a & b`.
final class ConcatenationExpr: Expr, @unchecked Sendable {
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
