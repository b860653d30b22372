public import JSON

/// A call of an intrinsic function: `States.Format('{} of {}', $.a, States.ArrayLength($.b))`.
public struct IntrinsicCall: Sendable {
    /// Calls may nest this deep (Step Functions Developer Guide, "Intrinsic functions").
    public static let depthLimit = 10

    /// The call as written.
    public let text: String
    let function: IntrinsicFunction
    let arguments: [Argument]

    enum Argument: Sendable {
        case path(JSONPathExpression)
        /// A number, a string with its escapes undone, true, false or null.
        case literal(JSONValue)
        /// The template of States.Format, taken apart when compiled.
        case template(FormatTemplate)
        case call(IntrinsicCall)
    }

    public init(_ text: String) throws(JSONPathSyntaxError) {
        var parser = IntrinsicParser(text)
        self = try parser.wholeCall()
    }

    init(text: String, function: IntrinsicFunction, arguments: [Argument]) {
        self.text = text
        self.function = function
        self.arguments = arguments
    }

    /// The function's value.
    ///
    /// - Throws: the sentence of the call, which quotes it as written.
    public func evaluate(in scope: borrowing JSONPathScope) throws(JSONPathError) -> JSONValue {
        var generator = SeededGenerator(seed: scope.seed)
        return try evaluate(in: scope, drawing: &generator)
    }

    func evaluate(
        in scope: borrowing JSONPathScope, drawing generator: inout SeededGenerator
    ) throws(JSONPathError) -> JSONValue {
        do {
            return try value(in: scope, drawing: &generator)
        } catch {
            switch error {
            case .path(let error): throw error.notFound(function: text, input: scope.input)
            case .arguments(let sentence):
                throw JSONPathError(
                    .invalidArguments, message: "The function '\(text)' had the following error: \(sentence)")
            }
        }
    }

    private func value(
        in scope: borrowing JSONPathScope, drawing generator: inout SeededGenerator
    ) throws(IntrinsicFault) -> JSONValue {
        var values: [JSONValue] = []
        values.reserveCapacity(arguments.count)
        var template: FormatTemplate?
        for argument in arguments {
            switch argument {
            case .literal(let value): values.append(value)
            case .template(let parts): template = parts
            case .call(let call):
                let value = try call.value(in: scope, drawing: &generator)
                // What StringToJson makes prints as JSON in a text, not as Java prints its own values.
                values.append(
                    function == .format && call.function == .stringToJson ? .string(value.serialized()) : value)
            case .path(let path):
                do throws(JSONPathError) {
                    values.append(try path.evaluate(in: scope))
                } catch {
                    throw .path(error)
                }
            }
        }
        guard function.arity.contains(arguments.count) else { throw .invalid(function) }
        if let template { return .string(try template.filled(with: values[...])) }
        return try function.call(values, drawing: &generator)
    }

    /// The names of the variables that its arguments read.
    public var variableReferences: Set<String> {
        arguments.reduce(into: []) { names, argument in
            switch argument {
            case .path(let path): names.formUnion(path.variableReferences)
            case .call(let call): names.formUnion(call.variableReferences)
            case .literal, .template: break
            }
        }
    }
}

/// Why an intrinsic has no value.
enum IntrinsicFault: Error {
    /// The path of an argument.
    case path(JSONPathError)
    /// The arguments don't fit: the sentence.
    case arguments(String)

    static func invalid(_ function: IntrinsicFunction, _ detail: String? = nil) -> IntrinsicFault {
        .arguments("Invalid arguments in \(function.rawValue)" + (detail.map { ": \($0)" } ?? ""))
    }
}
