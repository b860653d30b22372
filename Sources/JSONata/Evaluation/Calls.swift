import JSON

/// `f(a, b)`.
class CallExpr: Expr, @unchecked Sendable {
    let procedure: Expr
    let arguments: [Expr]
    /// What an error calls the function.
    let name: String?
    /// The name is one of a field, not of a variable: perhaps the `$` was forgotten.
    let bareName: Expr?

    init(_ procedure: Expr, _ arguments: [Expr], name: String?, bareName: Expr?, at position: Int) {
        self.procedure = procedure
        self.arguments = arguments
        self.name = name
        self.bareName = bareName
        super.init(at: position)
    }

    final func function(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Function? {
        let value = try procedure.evaluate(run, input, frame)
        if case .function(let function) = value { return function }
        if value.isUndefined, let bareName, !(try bareName.evaluate(run, input, frame)).isUndefined {
            throw JSONataError("T1005", at: position, token: name)
        }
        return nil
    }

    final func evaluated(
        _ run: Run, _ input: Value, _ frame: Frame, after first: Value? = nil
    ) throws(JSONataError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(arguments.count + 1)
        if let first { values.append(first) }
        for argument in arguments { values.append(try argument.evaluate(run, input, frame)) }
        return values
    }

    final func notAFunction() -> JSONataError { JSONataError("T1006", at: position, token: name) }

    override func evaluateRaw(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try apply(run, input, frame, to: nil)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try evaluateRaw(run, input, frame).collapsed
    }

    /// Calls the function; `value ~> f(...)` gives it a first argument.
    final func apply(
        _ run: Run, _ input: Value, _ frame: Frame, to first: Value?
    ) throws(JSONataError) -> Value {
        try run.enter()
        let function = try function(run, input, frame)
        if first == nil, let lambda = function as? LambdaFunction, lambda.definition.signature == nil {
            let result = try call(lambda, run, input, frame)
            run.leave()
            return result
        }
        let values = try evaluated(run, input, frame, after: first)
        guard let function else { throw notAFunction() }
        do {
            let result = try run.call(function, values, context: input)
            run.leave()
            return result
        } catch {
            throw error.located(at: position, token: name)
        }
    }

    /// The arguments go straight into the slots of the lambda's frame.
    @inline(__always)
    fileprivate final func makeFrame(
        _ lambda: LambdaFunction, _ run: Run, _ input: Value, _ frame: Frame
    ) throws(JSONataError) -> Frame {
        let definition = lambda.definition
        let inner = Frame.make(slots: definition.slots, parent: lambda.frame)
        for index in arguments.indices {
            let value = try arguments[index].evaluate(run, input, frame)
            if index < definition.parameterCount { inner[index] = value }
        }
        for index in arguments.count..<max(arguments.count, definition.parameterCount) { inner[index] = .undefined }
        return inner
    }

    @inline(__always)
    private func call(
        _ lambda: LambdaFunction, _ run: Run, _ input: Value, _ frame: Frame
    ) throws(JSONataError) -> Value {
        let inner = try makeFrame(lambda, run, input, frame)
        do {
            return try run.settle(try lambda.definition.body.evaluate(run, lambda.input, inner), context: input)
        } catch {
            throw error.located(at: position, token: name)
        }
    }
}

/// A call that a lambda ends with: left to who called the lambda, so that recursion takes no stack.
final class TailCallExpr: CallExpr, @unchecked Sendable {
    override func evaluateRaw(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try run.enter()
        let function = try function(run, input, frame)
        if let lambda = function as? LambdaFunction, lambda.definition.signature == nil {
            let inner = try makeFrame(lambda, run, input, frame)
            run.leave()
            run.pendingFunction = lambda
            run.pendingFrame = inner
            return .unbound
        }
        let values = try evaluated(run, input, frame)
        guard let function else { throw notAFunction() }
        run.leave()
        run.pendingFunction = function
        run.pendingArguments = values
        return .unbound
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try evaluateRaw(run, input, frame)
    }
}

/// A call of a function of the library by its name, where nothing in the expression hides the name.
final class BuiltinCallExpr: Expr, @unchecked Sendable {
    let builtin: Builtin
    /// The number of the variable of that name, which the caller's bindings may hide the function by.
    let number: Int
    let arguments: [Expr]

    init(_ builtin: Builtin, number: Int, _ arguments: [Expr], at position: Int) {
        self.builtin = builtin
        self.number = number
        self.arguments = arguments
        super.init(at: position)
    }

    /// The same call, where the caller's bindings hide functions of the library.
    var general: CallExpr {
        CallExpr(
            FreeVariableExpr(number, at: position), arguments, name: builtin.name, bareName: nil, at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try evaluateRaw(run, input, frame).collapsed
    }

    override func evaluateRaw(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try call(run, input, frame, to: nil)
    }

    func call(_ run: Run, _ input: Value, _ frame: Frame, to first: Value?) throws(JSONataError) -> Value {
        if run.hidesBuiltins {
            return first == nil
                ? try general.evaluateRaw(run, input, frame) : try general.apply(run, input, frame, to: first)
        }
        try run.enter()
        var values: [Value] = []
        values.reserveCapacity(arguments.count + 1)
        if let first { values.append(first) }
        for argument in arguments { values.append(try argument.evaluate(run, input, frame)) }
        do {
            let result = try builtin.call(run, values, context: input)
            run.leave()
            return result
        } catch {
            throw error.located(at: position, token: builtin.name)
        }
    }

    override var isCondition: Bool { builtin.isCondition }
}

/// `f(a, ?)`.
final class PartialExpr: Expr, @unchecked Sendable {
    let procedure: Expr
    /// Nil for `?`.
    let arguments: [Expr?]
    let name: String?
    let bareName: Expr?

    init(_ procedure: Expr, _ arguments: [Expr?], name: String?, bareName: Expr?, at position: Int) {
        self.procedure = procedure
        self.arguments = arguments
        self.name = name
        self.bareName = bareName
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try run.enter()
        var values: [Value?] = []
        for argument in arguments {
            if let argument { values.append(try argument.evaluate(run, input, frame)) } else { values.append(nil) }
        }
        let callee = try procedure.evaluate(run, input, frame)
        run.leave()
        guard case .function(let function) = callee else {
            if callee.isUndefined, let bareName, !(try bareName.evaluate(run, input, frame)).isUndefined {
                throw JSONataError("T1007", at: position, token: name)
            }
            throw JSONataError("T1008", at: position, token: name)
        }
        let partial = PartialFunction(function, values)
        run.keep(partial)
        return .function(partial)
    }
}

/// `value ~> function`.
final class ApplyExpr: Expr, @unchecked Sendable {
    let value: Expr
    let function: Expr
    let keepsArray: Bool

    init(_ value: Expr, _ function: Expr, keepsArray: Bool, at position: Int) {
        self.value = value
        self.function = function
        self.keepsArray = keepsArray
        super.init(at: position)
    }

    override func evaluate(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try evaluateRaw(run, input, frame).collapsed
    }

    override func evaluateRaw(_ run: Run, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try run.enter()
        let left = try value.evaluate(run, input, frame)
        let result = try apply(run, left, input, frame)
        run.leave()
        return keepsArray ? PathExpr.keptArray(result) : result
    }

    private func apply(
        _ run: Run, _ left: Value, _ input: Value, _ frame: Frame
    ) throws(JSONataError) -> Value {
        var call = function
        if let filtered = call as? FilteredExpr, filtered.filters.isEmpty, filtered.group == nil {
            call = filtered.base
        }
        if let call = call as? BuiltinCallExpr { return try call.call(run, input, frame, to: left) }
        if let call = call as? CallExpr { return try call.apply(run, input, frame, to: left) }
        let right = try function.evaluate(run, input, frame)
        guard case .function(let second) = right else {
            throw JSONataError("T2006", at: position, value: right.json)
        }
        if case .function(let first) = left {
            let composed = ComposedFunction(first, second)
            run.keep(composed)
            return .function(composed)
        }
        return try run.call(second, [left], context: .null)
    }
}
