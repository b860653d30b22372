public import JSON

/// A JSONata expression: parsed and compiled once, evaluated as often as wanted, from any number of threads at once.
///
/// ```swift
/// let expression = try JSONataExpression("$sum(order.items.(price * quantity))")
/// let environment = JSONataEnvironment(now: 1_700_000_000_000, seed: 1)
/// let result = try expression.evaluate(input, environment: environment)
/// ```
public struct JSONataExpression: Sendable {
    /// The text that was parsed.
    public let source: String
    public let dialect: JSONataDialect
    /// Names (without `$`) of the variables that the expression reads and doesn't bind itself, those of functions of the library
    /// included: a binding may hide one.
    public var freeVariables: Set<String> { Set(program.unboundNames) }
    /// In the dialect of Step Functions, the paths read under `$states`, where that can be told: `["context", "Execution", "Id"]`, `["input"]`; a bare `$states` is `[]`.
    public var statesReferences: [[String]] { program.statesReferences }
    /// What Step Functions refuses when a state machine is created: reads from a context, which its expressions don't have.
    public var stateDiagnostics: [StateDiagnostic] { program.stateDiagnostics }

    private let program: Program

    /// Parses and compiles.
    ///
    /// - Throws: ``JSONataError`` with a code `S...` and the place of the fault.
    public init(_ source: String, dialect: JSONataDialect = .jsonata) throws(JSONataError) {
        self.source = source
        self.dialect = dialect
        program = try SyntaxTree.compile(source, dialect)
    }

    /// Evaluates the expression.
    ///
    /// - Parameters:
    ///   - input: the input document, `$$`; nil for none (undefined). Expressions of Step Functions have none, whatever is given.
    ///   - bindings: variables by name, without `$`.
    ///   - environment: time, randomness and the clock of the time limit.
    /// - Throws: ``JSONataError``.
    public func evaluate(
        _ input: JSONValue?, bindings: [String: JSONValue] = [:], limits: JSONataLimits = .default,
        environment: JSONataEnvironment
    ) throws(JSONataError) -> JSONataResult {
        if limits.depth >= 3, limits.steps > 8, let result = fieldOfObject(input, bindings) { return result }
        let run = Run(
            program, input: input, bindings: bindings, limits: limits, environment: environment, dialect: dialect)
        let result: Value
        do {
            let frame = Frame.make(slots: program.slots, parent: nil)
            result = try run.settle(try program.root.evaluate(run, run.context, frame), context: run.context).collapsed
        } catch {
            run.finish()
            throw error
        }
        defer { run.finish() }
        return Self.result(result, dialect, hasNonFinite: run.hasNonFinite)
    }

    /// The commonest expressions only name a field, `order.id` or `$states.input.id`: nothing needs to be set up for them.
    private func fieldOfObject(_ input: JSONValue?, _ bindings: [String: JSONValue]) -> JSONataResult? {
        guard let path = program.root as? FieldPathExpr else { return nil }
        var start = dialect == .states ? nil : input
        if let base = path.base {
            guard let variable = base as? FreeVariableExpr, program.freeBuiltins[variable.number] == nil else {
                return nil
            }
            start = bindings[program.freeNames[variable.number]]
        }
        guard case .object(let object)? = start, program.hintCount <= 32 else { return nil }
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: 32) { hints in
            hints.initialize(repeating: 0)
            guard let base = hints.baseAddress else { return nil }
            return path.find(in: object, base).map { Self.result($0, dialect) }
        }
    }

    private static func result(
        _ value: Value, _ dialect: JSONataDialect, hasNonFinite: Bool = false
    ) -> JSONataResult {
        var value = value
        if case .tuples(let stream) = value { value = Items(stream.tuples.map(\.value)).collapsedSequence }
        if dialect == .states, value.containsFunction { return .function }
        if case .function = value { return .function }
        guard let json = value.jsonWithoutFunctions else { return .undefined }
        let mayChange = dialect == .states || hasNonFinite || json.number?.isFinite == false
        return .value(mayChange ? ResultNumbers(dialect: dialect).written(json) : json)
    }
}
