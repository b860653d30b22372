import JSON

/// A value that can be called.
class Function {
    /// How many arguments it makes use of: what `$map` and its like go by.
    var arity: Int { 0 }
    var name: String? { nil }

    /// Calls the function.
    ///
    /// - Parameter context: what a missing argument may be taken from.
    func apply(_ run: Run, _ arguments: [Value], context: Value) throws(JSONataError) -> Value { .undefined }
}

/// A lambda with the scope and the context in which it was written.
final class LambdaFunction: Function {
    let definition: LambdaExpr
    let frame: Frame
    let input: Value

    init(_ definition: LambdaExpr, frame: Frame, input: Value) {
        self.definition = definition
        self.frame = frame
        self.input = input
    }

    override var arity: Int { definition.parameterCount }

    override func apply(_ run: Run, _ arguments: [Value], context: Value) throws(JSONataError) -> Value {
        var arguments = arguments
        if let signature = definition.signature {
            arguments = try signature.validate(arguments, context: context, name: nil, position: definition.position)
        }
        let inner = Frame.make(slots: definition.slots, parent: frame)
        for index in 0..<definition.parameterCount {
            inner[index] = index < arguments.count ? arguments[index] : .undefined
        }
        return try definition.body.evaluate(run, input, inner)
    }
}

/// A function of the library.
final class BuiltinFunction: Function {
    let builtin: Builtin

    init(_ builtin: Builtin) { self.builtin = builtin }

    override var arity: Int { builtin.arity }
    override var name: String? { builtin.name }

    override func apply(_ run: Run, _ arguments: [Value], context: Value) throws(JSONataError) -> Value {
        try builtin.call(run, arguments, context: context)
    }
}

/// A function with some of its arguments given: `$substring(?, 1)`.
final class PartialFunction: Function {
    let function: Function
    /// What was given; nil for `?`.
    let arguments: [Value?]
    private let open: Int

    init(_ function: Function, _ arguments: [Value?]) {
        self.function = function
        self.arguments = arguments
        open = arguments.count { $0 == nil }
    }

    override var arity: Int { open }

    override func apply(_ run: Run, _ arguments: [Value], context: Value) throws(JSONataError) -> Value {
        try run.enter()
        var rest = arguments[...]
        var all = self.arguments.map { $0 ?? rest.popFirst() ?? .undefined }
        if !(function is LambdaFunction) {
            while let last = all.last, last.isUndefined { all.removeLast() }
        }
        let result = try run.call(function, all, context: context)
        run.leave()
        return result
    }
}

/// `$f ~> $g`: the second applied to the result of the first.
final class ComposedFunction: Function {
    let first: Function
    let second: Function

    init(_ first: Function, _ second: Function) {
        self.first = first
        self.second = second
    }

    override var arity: Int { 1 }

    override func apply(_ run: Run, _ arguments: [Value], context: Value) throws(JSONataError) -> Value {
        try run.enter()
        let inner = try run.call(first, [arguments.first ?? .undefined], context: .null).collapsed
        let result = try run.call(second, [inner], context: .null)
        run.leave()
        return result
    }
}

/// A regular expression: called with a text, it gives the first match.
final class RegexFunction: Function {
    let pattern: Pattern

    init(_ pattern: Pattern) { self.pattern = pattern }

    override var arity: Int { 1 }

    override func apply(_ run: Run, _ arguments: [Value], context: Value) throws(JSONataError) -> Value {
        guard case .string(let text)? = arguments.first else { return .undefined }
        return try RegexMatcher.matchObject(PatternText(text), pattern, from: 0, run)
    }
}

/// The `next` of a match.
final class NextMatchFunction: Function {
    let text: PatternText
    let pattern: Pattern
    let start: Int

    init(_ text: PatternText, _ pattern: Pattern, start: Int) {
        self.text = text
        self.pattern = pattern
        self.start = start
    }

    override func apply(_ run: Run, _ arguments: [Value], context: Value) throws(JSONataError) -> Value {
        try RegexMatcher.matchObject(text, pattern, from: start, run)
    }
}

extension Run {
    /// Calls a function, and then whatever it ends by calling.
    @inline(__always)
    func call(_ function: Function, _ arguments: [Value], context: Value) throws(JSONataError) -> Value {
        var result = try function.apply(self, arguments, context: context)
        while case .unbound = result { result = try callPending(context: context) }
        return result
    }

    @inline(never)
    private func callPending(context: Value) throws(JSONataError) -> Value {
        guard let function = pendingFunction else { return .undefined }
        if let frame = pendingFrame, let lambda = function as? LambdaFunction {
            pendingFrame = nil
            pendingFunction = nil
            try count()
            return try lambda.definition.body.evaluate(self, lambda.input, frame)
        }
        let arguments = pendingArguments
        pendingFunction = nil
        pendingArguments = []
        try count()
        return try function.apply(self, arguments, context: context)
    }

    /// The loop of tail calls, for who has evaluated a lambda's body on its own.
    @inline(__always)
    func settle(_ value: Value, context: Value) throws(JSONataError) -> Value {
        var result = value
        while case .unbound = result { result = try callPending(context: context) }
        return result
    }

    /// Calls a function that was given to a function of the library with as many of three arguments as it makes use of.
    func call(
        _ function: Function, _ value: Value, _ second: @autoclosure () -> Value, _ third: @autoclosure () -> Value
    ) throws(JSONataError) -> Value {
        try count()
        switch function.arity {
        case 0, 1: return try call(function, [value], context: .null)
        case 2: return try call(function, [value, second()], context: .null)
        default: return try call(function, [value, second(), third()], context: .null)
        }
    }
}
