/// The places of a JSON text: made only when a diagnostic needs it, by one scan.
///
/// The text has been parsed before, so the scan trusts its grammar and only keeps inside its bounds.
public struct JSONSourceMap: SourceMap, Sendable {
    private let root: JSONPlace
    private let lineStarts: [Int]

    public init(_ text: String) {
        let bytes = Array(text.utf8)
        lineStarts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
        var scan = JSONScan(bytes)
        scan.skipBlanks()
        root = JSONPlace(name: nil, value: scan.place, children: scan.children(depth: 0))
    }

    public func position(of path: DefinitionPath) -> SourcePosition? { position(at: nearest(to: path).value) }

    public func position(ofName path: DefinitionPath) -> SourcePosition? {
        let place = nearest(to: path)
        return position(at: place.name ?? place.value)
    }

    private func nearest(to path: DefinitionPath) -> JSONPlace {
        var place = root
        for step in path.steps {
            guard let next = place.children[step] else { break }
            place = next
        }
        return place
    }

    private func position(at offset: Int) -> SourcePosition {
        var low = 0
        var high = lineStarts.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return SourcePosition(line: low + 1, column: offset - lineStarts[low] + 1)
    }
}

/// Where a value starts, and the name that it has in an object, in bytes from the start of the text.
struct JSONPlace: Sendable {
    let name: Int?
    let value: Int
    let children: [DefinitionPath.Step: JSONPlace]
}

extension JSONScan {
    /// From the start of a value: the places in it. Of equal names the last one counts, as the parser has it.
    mutating func children(depth: Int) -> [DefinitionPath.Step: JSONPlace] {
        guard depth < Self.depthLimit else { return [:] }
        var found: [(step: DefinitionPath.Step, name: Int?, value: Int)] = []
        eachMember { name, start, value in found.append((.member(name), start, value)) }
        if found.isEmpty { eachElement { index, value in found.append((.element(index), nil, value)) } }
        var children: [DefinitionPath.Step: JSONPlace] = [:]
        for child in found {
            move(to: child.value)
            children[child.step] = JSONPlace(
                name: child.name, value: child.value, children: self.children(depth: depth + 1))
        }
        return children
    }

    /// Deeper places than any diagnostic names.
    private static let depthLimit = 512
}
