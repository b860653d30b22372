/// Finds places of a document in the text that it was read from: JSON here, YAML at the edge.
public protocol SourceMap {
    /// Where a value starts; that of the nearest enclosing value where there is none at the path.
    func position(of path: DefinitionPath) -> SourcePosition?
    /// Where the name of a member starts; the value's place for an element.
    func position(ofName path: DefinitionPath) -> SourcePosition?
}
