/// `function($a, $b){ body }`.
final class LambdaExpr: Expr, @unchecked Sendable {
    let parameterCount: Int
    /// The parameters, and the variables assigned in the body outside of blocks.
    let slots: Int
    let signature: Signature?
    let body: Expr

    init(parameterCount: Int, slots: Int, signature: Signature?, body: Expr, at position: Int) {
        self.parameterCount = parameterCount
        self.slots = slots
        self.signature = signature
        self.body = body
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let closure = LambdaFunction(self, frame: frame, input: input)
        run.keep(closure)
        return .function(closure)
    }
}
