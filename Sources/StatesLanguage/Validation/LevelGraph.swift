/// The transitions of one level, as they are written.
struct LevelGraph {
    let path: DefinitionPath
    let start: String?
    var nodes: [StateNode] = []
}

struct StateNode {
    let name: String
    let path: DefinitionPath
    var edges: [Edge] = []
    /// Succeed, Fail, or `"End": true`.
    var ends = false

    struct Edge {
        let target: String
        let path: DefinitionPath
    }
}
