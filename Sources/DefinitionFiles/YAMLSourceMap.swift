import StatesLanguage

/// The places of a YAML document.
struct YAMLSourceMap: SourceMap, Sendable {
    let root: YAMLPlace

    func position(of path: DefinitionPath) -> SourcePosition? { nearest(to: path).value }

    func position(ofName path: DefinitionPath) -> SourcePosition? {
        let place = nearest(to: path)
        return place.name ?? place.value
    }

    private func nearest(to path: DefinitionPath) -> YAMLPlace {
        var place = root
        for step in path.steps {
            guard let next = place.children[step] else { break }
            place = next
        }
        return place
    }
}

/// Where a part of a document stands, with the parts in it.
struct YAMLPlace: Sendable {
    var name: SourcePosition?
    let value: SourcePosition
    var children: [DefinitionPath.Step: YAMLPlace] = [:]

    init(value: SourcePosition) { self.value = value }
}
