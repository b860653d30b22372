/// A function of the library.
final class Builtin: Sendable {
    typealias Body = @Sendable (Invocation) throws(JSONataError) -> Value

    let name: String
    let signature: Signature?
    /// How many arguments `$map` and its like give it.
    let arity: Int
    /// Gives only true, false or undefined.
    let isCondition: Bool
    let body: Body

    /// - Parameter signature: must be well-formed; a malformed one leaves the arguments unchecked.
    init(_ name: String, _ signature: String, arity: Int, isCondition: Bool = false, body: @escaping Body) {
        self.name = name
        self.signature = try? Signature(signature)
        self.arity = arity
        self.isCondition = isCondition
        self.body = body
    }

    @inline(__always)
    func call(_ run: Run, _ arguments: [Value], context: Value) throws(JSONataError) -> Value {
        guard let signature else { return try body(Invocation(run: run, arguments: arguments)) }
        let valid = try signature.validate(arguments, context: context, name: name, position: 0)
        return try body(Invocation(run: run, arguments: valid))
    }

    static func named(_ name: String, _ dialect: JSONataDialect) -> Builtin? {
        dialect == .states ? statesTable[name] : standardTable[name]
    }

    private static let standardTable = table(common + [randomFunction, evalFunction])
    private static let statesTable = table(common + statesFunctions)

    private static let common =
        aggregateFunctions + stringFunctions + matchingFunctions + numberFunctions + arrayFunctions
        + higherOrderFunctions + objectFunctions + encodingFunctions + dateFunctions + generalFunctions

    private static func table(_ builtins: [Builtin]) -> [String: Builtin] {
        Dictionary(builtins.map { ($0.name, $0) }) { _, last in last }
    }
}

/// A call of a function of the library, its arguments checked.
struct Invocation {
    let run: Run
    let arguments: [Value]

    /// An argument; undefined where there is none.
    @inline(__always)
    subscript(index: Int) -> Value { index < arguments.count ? arguments[index] : .undefined }

    func string(_ index: Int) -> String? { if case .string(let text) = self[index] { text } else { nil } }
    func number(_ index: Int) -> Double? { self[index].number }
    func function(_ index: Int) -> Function? { if case .function(let function) = self[index] { function } else { nil } }
}
