import JSON
import StatesLanguage
import Yams

/// A YAML text as a JSON value, with the places of all its parts.
struct YAMLDocument {
    /// Parts that a document may have, its aliases followed: an alias of an alias grows without bound.
    static let partLimit = 200_000
    static let depthLimit = 256

    let value: JSONValue
    let positions: YAMLSourceMap

    init(_ text: String) throws(DefinitionSourceError) {
        let lines = TextLines(text)
        let root: Node?
        do {
            root = try Parser(yaml: text).singleRoot()
        } catch let error as YamlError {
            throw DefinitionSourceError(error, lines: lines)
        } catch {
            throw DefinitionSourceError(message: "\(error)", position: nil)
        }
        guard let root else {
            value = .null
            positions = YAMLSourceMap(root: YAMLPlace(value: SourcePosition(line: 1, column: 1)))
            return
        }
        var reader = YAMLReader(lines: lines)
        let place: YAMLPlace
        (value, place) = try reader.read(root, depth: 0)
        positions = YAMLSourceMap(root: place)
    }
}

/// Makes values and places of the nodes of a YAML document.
private struct YAMLReader {
    let lines: TextLines
    var parts = 0

    mutating func read(_ node: Node, depth: Int) throws(DefinitionSourceError) -> (JSONValue, YAMLPlace) {
        parts += 1
        let position = lines.position(of: node.mark)
        guard depth < YAMLDocument.depthLimit, parts < YAMLDocument.partLimit else {
            throw DefinitionSourceError(message: "nested too deeply or too large", position: position)
        }
        switch node {
        case .scalar(let scalar): return (YAMLScalar.value(of: scalar), YAMLPlace(value: position))
        case .sequence(let sequence): return try read(sequence, at: position, depth: depth)
        case .mapping(let mapping): return try read(mapping, at: position, depth: depth)
        case .alias: throw DefinitionSourceError(message: "an alias without an anchor", position: position)
        }
    }

    private mutating func read(
        _ sequence: Node.Sequence, at position: SourcePosition, depth: Int
    ) throws(DefinitionSourceError) -> (JSONValue, YAMLPlace) {
        var values: [JSONValue] = []
        var place = YAMLPlace(value: position)
        for element in sequence {
            let (value, inner) = try read(element, depth: depth + 1)
            place.children[.element(values.count)] = inner
            values.append(value)
        }
        return (.array(values), place)
    }

    private mutating func read(
        _ mapping: Node.Mapping, at position: SourcePosition, depth: Int
    ) throws(DefinitionSourceError) -> (JSONValue, YAMLPlace) {
        var members: [JSONObject.Member] = []
        var place = YAMLPlace(value: position)
        for (key, node) in mapping {
            let (value, inner) = try read(node, depth: depth + 1)
            guard let name = key.scalar?.string else {
                throw DefinitionSourceError(message: "the name of a member must be a text", position: position)
            }
            guard name != "<<" else {
                merge(value, inner, into: &members, &place)
                continue
            }
            var named = inner
            named.name = lines.position(of: key.mark)
            place.children[.member(name)] = named
            members.append(JSONObject.Member(key: name, value: value))
        }
        return (.object(JSONObject(members: members)), place)
    }

    /// `<<: *base`: members that the mapping doesn't have itself.
    private func merge(
        _ value: JSONValue, _ inner: YAMLPlace, into members: inout [JSONObject.Member], _ place: inout YAMLPlace
    ) {
        for source in value.array ?? [value] {
            for member in source.object?.members ?? [] where !members.contains(where: { $0.key == member.key }) {
                members.append(member)
                place.children[.member(member.key)] = inner.children[.member(member.key)] ?? inner
            }
        }
    }
}
