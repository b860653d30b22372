public import JSON

/// A path that names one place of a document (ASL, "Reference Paths"): only names and indexes. ResultPath writes there.
public struct ReferencePath: Sendable, Equatable {
    /// The path as written.
    public let text: String
    private let steps: [PathStep]

    public init(_ text: String) throws(JSONPathSyntaxError) {
        let expression = try JSONPathExpression(text)
        guard expression.root == .input else { throw JSONPathSyntaxError(.notAReferencePath, at: 0) }
        for step in expression.steps where !step.isSingular || step.isNegative {
            throw JSONPathSyntaxError(.notAReferencePath, at: 0)
        }
        self.text = text
        steps = expression.steps
    }

    /// Whether it is `$`: the value replaces the document.
    public var isRoot: Bool { steps.isEmpty }

    /// The document with the value at the place; objects that are missing on the way are made.
    ///
    /// - Throws: `States.ReferencePathConflict` where a step doesn't fit what stands there.
    public func setting(_ value: JSONValue, in document: JSONValue) throws(JSONPathError) -> JSONValue {
        try set(value, at: 0, in: document)
    }

    private func set(_ value: JSONValue, at place: Int, in node: JSONValue) throws(JSONPathError) -> JSONValue {
        guard place < steps.count else { return value }
        switch (steps[place], node) {
        case (.name(let name), .object(var object)):
            object[name] = try set(value, at: place + 1, in: object[name] ?? .null)
            return .object(object)
        case (.name(let name), .null) where place > 0:
            return .object([name: try set(value, at: place + 1, in: .null)])
        case (.index(let index), .array(var elements)) where elements.indices.contains(index):
            elements[index] = try set(value, at: place + 1, in: elements[index])
            return .array(elements)
        default: throw .stepConflict(steps[place], node, path: text)
        }
    }
}

extension PathStep {
    fileprivate var isNegative: Bool { if case .index(let index) = self { index < 0 } else { false } }
}

extension JSONPathError {
    static func stepConflict(_ step: PathStep, _ node: JSONValue, path: String) -> JSONPathError {
        let name =
            switch step {
            case .name(let name): name
            case .index(let index): String(index)
            default: step.fragment
            }
        return JSONPathError(
            .referencePathConflict, error: "States.ReferencePathConflict",
            message: "Unable to apply step \"\(name)\" to input \(node.serialized())", path: path)
    }
}
