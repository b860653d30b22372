public import JSON

/// A path: `$.a[0]` into the input, `$$.Execution.Id` into the context object, `$name.a` into a workflow variable.
///
/// The dialect is Jayway's as Step Functions has it. A definite path (names and single indexes) yields the node it
/// selects, an indefinite one (`*`, slices, unions, `..`, filters) an array of all nodes. Compiled once, it may be
/// evaluated on any number of threads.
public struct JSONPathExpression: Sendable, Equatable {
    /// Where a path begins.
    public enum Root: Sendable, Equatable {
        case input
        case context
        case variable(String)
    }

    /// The path as written.
    public let text: String
    public let root: Root
    /// Whether it selects at most one node, and so yields that and not an array.
    public let isDefinite: Bool
    let steps: [PathStep]

    public init(_ text: String) throws(JSONPathSyntaxError) {
        var cursor = PathCursor(text)
        root = try Self.root(&cursor)
        var parser = PathParser(cursor)
        steps = try parser.steps()
        isDefinite = steps.areDefinite
        self.text = text
    }

    private static func root(_ cursor: inout PathCursor) throws(JSONPathSyntaxError) -> Root {
        guard cursor.take("$") else { throw cursor.fail(.missingRoot) }
        if cursor.take("$") { return .context }
        let start = cursor.position
        guard let first = cursor.byte, first.isIdentifier, !first.isDigit else { return .input }
        while let byte = cursor.byte, byte.isIdentifier { cursor.position += 1 }
        return .variable(cursor.text(from: start))
    }

    /// The value at the path.
    ///
    /// - Throws: the sentence of InputPath; see ``JSONPathError/notFound(field:input:)`` for that of a template.
    public func evaluate(in scope: borrowing JSONPathScope) throws(JSONPathError) -> JSONValue {
        switch root {
        case .input:
            if steps.isEmpty { return scope.input }
            if scope.input.isNull { throw .nullInput }
            return try evaluate(from: scope.input)
        case .context: return try evaluate(from: scope.context())
        case .variable(let name):
            guard let value = scope.variables[name] else {
                throw .invalidPath(text, "No results for path: $\(name)", code: .unassignedVariable)
            }
            return try evaluate(from: value)
        }
    }

    /// The value at the path in a document, whatever the root.
    public func evaluate(from document: JSONValue) throws(JSONPathError) -> JSONValue {
        do {
            return try PathEvaluation.value(of: steps, areDefinite: isDefinite, from: document, in: document)
        } catch {
            var code = JSONPathError.Code.notFound
            if case .notAnArray = error { code = .notAnArray }
            throw .invalidPath(text, error.sentence(steps), code: code)
        }
    }

    /// The names of the variables that it reads.
    public var variableReferences: Set<String> {
        if case .variable(let name) = root { [name] } else { [] }
    }
}
