public import JSON

/// A payload template (ASL, "Payload Template"): Parameters, ResultSelector, ItemSelector, Assign and their like.
///
/// The value of a field whose name ends in `.$` is a path or an intrinsic call, and the name loses the ending; all
/// others are literal. Compiled once, it may be evaluated on any number of threads.
public struct PayloadTemplate: Sendable {
    /// How deep a template may nest.
    public static let depthLimit = 512

    private let root: Node

    private indirect enum Node: Sendable {
        case literal(JSONValue)
        case path(JSONPathExpression, field: String)
        case intrinsic(IntrinsicCall)
        case array([Node])
        /// Members in the order in which AWS writes them: the static ones before those with `.$`.
        case object([(key: String, value: Node)])

        var isLiteral: Bool { if case .literal = self { true } else { false } }
    }

    /// - Throws: what is wrong with the first field that is.
    public init(_ value: JSONValue) throws(PayloadTemplateError) {
        root = try Self.compile(value, at: [])
    }

    private static func compile(_ value: JSONValue, at path: [String]) throws(PayloadTemplateError) -> Node {
        switch value {
        case .array(let elements):
            var nodes: [Node] = []
            for (place, element) in elements.enumerated() {
                nodes.append(try compile(element, at: path + ["\(place)"]))
            }
            if nodes.allSatisfy(\.isLiteral) { return .literal(value) }
            return .array(nodes)
        case .object(let object):
            var members: [(key: String, value: Node)] = []
            var dynamic: [(key: String, value: Node)] = []
            for member in object.members {
                if member.key.hasSuffix(".$") {
                    let node = try field(member, at: path + [member.key])
                    dynamic.append((String(member.key.dropLast(2)), node))
                } else {
                    members.append((member.key, try compile(member.value, at: path + [member.key])))
                }
            }
            if dynamic.isEmpty, members.allSatisfy(\.value.isLiteral) { return .literal(value) }
            return .object(members + dynamic)
        default: return .literal(value)
        }
    }

    private static func field(
        _ member: JSONObject.Member, at path: [String]
    ) throws(PayloadTemplateError) -> Node {
        guard case .string(let text) = member.value else {
            throw PayloadTemplateError(path: path, problem: .notAString)
        }
        do {
            if text.utf8.first == UInt8(ascii: "$") { return .path(try JSONPathExpression(text), field: member.key) }
            return .intrinsic(try IntrinsicCall(text))
        } catch {
            throw PayloadTemplateError(path: path, problem: .syntax(error))
        }
    }

    /// The value with every path and call in place.
    ///
    /// - Throws: the sentence that names the field.
    public func evaluate(in scope: borrowing JSONPathScope) throws(JSONPathError) -> JSONValue {
        var generator = SeededGenerator(seed: scope.seed)
        return try Self.value(of: root, in: scope, drawing: &generator)
    }

    private static func value(
        of node: Node, in scope: borrowing JSONPathScope, drawing generator: inout SeededGenerator
    ) throws(JSONPathError) -> JSONValue {
        switch node {
        case .literal(let value): return value
        case .intrinsic(let call): return try call.evaluate(in: scope, drawing: &generator)
        case .path(let path, let field):
            if path.root == .input, scope.input.isNull { throw .nullInput }
            do {
                return try path.evaluate(in: scope)
            } catch {
                throw error.notFound(field: field, input: scope.input)
            }
        case .array(let nodes):
            var elements: [JSONValue] = []
            elements.reserveCapacity(nodes.count)
            for node in nodes { elements.append(try value(of: node, in: scope, drawing: &generator)) }
            return .array(elements)
        case .object(let members):
            var result: [JSONObject.Member] = []
            result.reserveCapacity(members.count)
            for (key, node) in members {
                result.append(.init(key: key, value: try value(of: node, in: scope, drawing: &generator)))
            }
            return .object(JSONObject(members: result))
        }
    }

    /// The names of the variables that it reads.
    public var variableReferences: Set<String> {
        var names: Set<String> = []
        Self.collectVariables(of: root, into: &names)
        return names
    }

    private static func collectVariables(of node: Node, into names: inout Set<String>) {
        switch node {
        case .literal: break
        case .path(let path, _): names.formUnion(path.variableReferences)
        case .intrinsic(let call): names.formUnion(call.variableReferences)
        case .array(let nodes): for node in nodes { collectVariables(of: node, into: &names) }
        case .object(let members): for member in members { collectVariables(of: member.value, into: &names) }
        }
    }
}

/// What is wrong with a field of a payload template.
public struct PayloadTemplateError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Problem: Sendable, Equatable {
        /// The value of a field that ends in `.$` is no string.
        case notAString
        /// It is neither a path nor an intrinsic call.
        case syntax(JSONPathSyntaxError)
    }

    /// Names and indexes from the root of the template: `["Message", "parsed.$"]`.
    public let path: [String]
    public let problem: Problem

    /// The field at fault, as written: `parsed.$`.
    public var field: String { path.last ?? "" }

    public var description: String {
        let place = path.joined(separator: "/")
        return switch problem {
        case .notAString: "\(place): expected a string"
        case .syntax(let error): "\(place): \(error)"
        }
    }
}
