import JSON

/// `$eval`: an expression that is only known during an evaluation.
enum DynamicEvaluation {
    static func evaluate(
        _ text: String, _ run: Run, input: Value, scope: Scope?, frame: Frame?
    ) throws(JSONataError) -> Value {
        let program: Program
        if let known = run.cache.programs[text], scope == nil {
            program = known
        } else {
            program = try compile(text, run, scope)
            if scope == nil { run.cache.programs[text] = program }
            run.extend(by: program)
        }
        let depth = run.depth
        let inner = Frame.make(slots: program.slots, parent: frame)
        do {
            try run.enter()
            let context = context(input)
            let result = try run.settle(try program.root.evaluate(run, context, inner), context: context)
            run.leave()
            return result
        } catch {
            guard !error.code.isEmpty, error.code != "U1001" else { throw error }
            run.restore(depth: depth)
            throw JSONataError("D3121", value: .string(error.message))
        }
    }

    private static func context(_ input: Value) -> Value {
        switch input {
        case .array: .list(List(Items([input]), [.sequence, .wrapper]))
        default: input
        }
    }

    private static func compile(_ text: String, _ run: Run, _ scope: Scope?) throws(JSONataError) -> Program {
        do {
            var compiler = Compiler(
                run.dialect, freeNames: run.activeProgram.freeNames, hintCount: run.activeProgram.hintCount)
            return try SyntaxTree.compile(text, with: &compiler, within: scope)
        } catch {
            guard error.code != "U1001" else { throw error }
            throw JSONataError("D3120", value: .string(error.message))
        }
    }
}

/// A call of `$eval` by name: what it evaluates sees the variables of the place of the call, and its context.
final class EvalCallExpr: Expr, @unchecked Sendable {
    let general: BuiltinCallExpr
    private let scope: Snapshot

    /// The scopes around the call as they were when it was compiled; nothing changes them afterwards.
    private struct Snapshot: @unchecked Sendable {
        // A scope only changes while its expression is compiled, which is done before any evaluation begins.
        let scope: Scope
    }

    init(_ general: BuiltinCallExpr, scope: Scope, at position: Int) {
        self.general = general
        self.scope = Snapshot(scope: scope)
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        if run.hidesBuiltins { return try general.evaluate(run, input, frame) }
        try run.enter()
        let arguments = try general.general.evaluated(run, input, frame)
        var checked = arguments
        if let signature = general.builtin.signature {
            checked = try signature.validate(arguments, context: input, name: "eval", position: position)
        }
        guard case .string(let text)? = checked.first else {
            run.leave()
            return .undefined
        }
        let context = checked.count > 1 && !checked[1].isUndefined ? checked[1] : input
        let result = try DynamicEvaluation.evaluate(text, run, input: context, scope: scope.scope, frame: frame)
        run.leave()
        return result.collapsed
    }
}
