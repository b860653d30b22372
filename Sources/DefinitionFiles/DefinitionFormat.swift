/// What a definition is written in.
public enum DefinitionFormat: String, Sendable, Hashable, CaseIterable {
    case json
    case yaml

    /// Told by the name of a file; where that leaves it open, by the text.
    public static func of(path: String, text: String) -> DefinitionFormat {
        let name = path.lowercased()
        if name.hasSuffix(".json") { return .json }
        if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return .yaml }
        let first = text.unicodeScalars.first { !$0.properties.isWhitespace }
        return first == "{" || first == "[" || first == "\"" ? .json : .yaml
    }
}
